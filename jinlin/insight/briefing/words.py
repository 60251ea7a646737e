"""The sentences in which an article states figures: by the figure's id, else from its name and unit. Pure.

``{n}`` is the number as people read it. What a figure counts is said by its definition, which stands among the sources.
"""

from __future__ import annotations

from jinlin.base.words import Words

SENTENCES = {
    "L01": Words("建立小区党支部 {n} 个", "{n} estate branches were founded"),
    "L02": Words("小区党组织覆盖率 {n}", "branches cover {n} of the estates"),
    "L03": Words("{n} 名在职党员到居住地小区报到", "{n} serving members reported in where they live"),
    "L04": Words("其中 {n} 人担任小区党支部书记", "{n} of them are secretaries of an estate branch"),
    "L05": Words("党员担任业委会主任 {n} 人", "{n} members chair an owners' committee"),
    "L06": Words("占成立业委会小区的 {n}", "that is {n} of the estates with an owners' committee"),
    "L07": Words("书记、主任“一肩挑”的小区 {n} 个", "in {n} estates secretary and chair are one person"),
    "L08": Words("形成 {n} 级组织体系", "the organisation has {n} levels"),
    "L09": Words("解决群众反映的问题 {n} 件", "{n} problems were solved"),
    "L10": Words("调解纠纷 {n} 起", "{n} disputes were settled"),
    "L11": Words(
        "{n} 个回迁小区在交房前建立党支部", "{n} resettlement estates had a branch before their handover"
    ),
    "L12": Words("从启动回迁到建立支部 {n} 天", "from the start of the move to the branch it took {n} days"),
    "L13": Words("安置 {n} 个村的群众", "families of {n} villages live there"),
    "L14": Words("支部有党员 {n} 名", "the branch has {n} members"),
    "L15": Words("薄弱小区转变用时 {n} 个月", "the weak estate changed in {n} months"),
    "X01": Words("围棋公益课开讲 {n} 期", "{n} sessions of the Go course were held"),
    "X02": Words("培训 {n} 人次", "with {n} attendances"),
    "X03": Words("志愿服务队 {n} 支", "{n} volunteer teams"),
    "X04": Words("志愿者 {n} 人", "{n} volunteers"),
    "X05": Words("开展志愿活动 {n} 场", "{n} volunteer activities"),
    "X06": Words("参加 {n} 人次", "with {n} attendances"),
    "X07": Words("全年开展各类活动 {n} 场", "{n} activities of every kind in the year"),
    "X08": Words("参加 {n} 人次", "with {n} attendances"),
    "W01": Words("设立调解平台 {n} 个", "{n} mediation platforms"),
    "W02": Words("党员志愿服务队 {n} 支", "{n} volunteer teams led by members"),
    "W03": Words("企业片区功能型党支部 {n} 个", "{n} functional branches by zone"),
    "W04": Words("构建 {n} 级架构", "an organisation of {n} levels"),
    "N01": Words("规划驿站 {n} 个", "{n} stations are planned"),
    "N02": Words("建成 {n} 个", "{n} are open"),
    "N03": Words("总建筑面积 {n} 平方米", "with {n} m² of floor"),
    "N04": Words("统筹资金 {n} 元", "and {n} yuan raised"),
    "N05": Words("{n} 处驻区单位场所向群众开放", "{n} venues of institutions are open to residents"),
    "N06": Words("面积 {n} 平方米", "with {n} m²"),
    "N07": Words(
        "在职、离退休、流动党员共 {n} 名报到服务", "{n} serving, retired and mobile members reported in"
    ),
    "N08": Words("认领微心愿 {n} 个", "{n} micro-wishes were claimed"),
    "N09": Words("调解工作室调解纠纷 {n} 起", "the studio settled {n} disputes"),
    "N12": Words("小区住户 {n} 户", "{n} households live in its estates"),
    "N13": Words("居民 {n} 人", "{n} residents"),
    "N14": Words("常住 {n} 户", "{n} permanent households"),
    "N15": Words("流动人口 {n} 人", "{n} floating residents"),
    "N16": Words("商铺 {n} 家", "{n} shops"),
    "N11": Words("举办政治生日会 {n} 场", "{n} birthday gatherings"),
}

PARAGRAPHS = (
    ("L08", "L01", "L02", "W04", "W03", "L14"),
    ("N12", "N13", "N14", "N15", "N16"),
    ("L03", "L04", "N07"),
    ("L05", "L06", "L07"),
    ("L11", "L12", "L13", "L15"),
    ("L09", "L10", "W01", "N09"),
    ("X03", "X04", "X05", "X06", "W02", "X01", "X02", "X07", "X08", "N08", "N11"),
    ("N01", "N02", "N03", "N04", "N05", "N06"),
)
"""Which figures an article states together, in order; others follow by their groups."""


def sentence(id: str, name: Words, unit: Words, shown: str) -> Words:
    """One number in a sentence, without its full stop."""
    known = SENTENCES.get(id)
    if known is not None:
        said = known.format(n=shown)
        return Words(said.zh.replace(" 少于", "少于"), said.en)
    if shown.endswith("%"):
        return Words(f"{name.zh} {shown}", f"{name.en}: {shown}")
    return Words(f"{name.zh} {shown} {unit.zh}", f"{name.en}: {shown} {unit.en}")


def title(node: str, period: Words) -> Words:
    """What the paper is called."""
    return Words(f"{node} {period.zh}工作简报", f"{node}: report for {period.en}")

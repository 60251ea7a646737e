"""Places that residents name: districts, estates, roads, schools …, found by how Chinese names them.

A name is a stretch that begins where a name may begin (at the start, after a district, another place, or a
word such as "in", "about", "report") and ends with a word for a kind of place. What was found so once is then
known wherever it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence


def _words(listed: str) -> list[str]:
    return listed.split()


KINDS = _words(
    """
    居民小区 住宅小区 安置小区 小区 花园 家园 公寓 新城 新村 安置区 社区 街道 大道 高速 公园 广场 市场 商场 商城 大厦
    中心 职业学院 技术学院 学院 大学 中学 小学 学校 幼儿园 卫生院 医院 地铁站 公交站 汽车站 火车站 车站 工业园 产业园
    科技园 开发区 经开区 高新区 国际城 大桥 大街 山庄 国际 公馆 名邸 新都 庭院 大院 敬老院 路 街 巷 镇 乡 村 湖 桥
    苑 园 城 府 湾 庭 郡 轩 坊 墅 站 寺
    """
)
"""Words that end the name of a place, longer before shorter."""

NOT_NAMES = frozenset(
    _words(
        """
    我们小区 本小区 我小区 该小区 各小区 小区 居民小区 住宅小区 安置小区 社区 我社区 街道 公路 道路 马路 铁路 网站 这里
    那里 哪里 家里 城里 夜里 屋里 手里 心里 车里 法院 医院 学院 学校 大学 中学 小学 公园 市场 广场 商场 大厦 中心
    服务中心 政务中心 幼儿园 校园 全城 进城 县城 农村 本村 我村 该村 全村 乡村 政府 地铁站 公交站 车站 小区里 房子里
    公馆 国际 高速 大道 开发区 一路 半路 修路 走路 上路 出路 思路 线路 电路 网路 旁边的路 垃圾站 检察院 国务院 加油站
    变电站 搅拌站 家园 花园 公寓 新城 商城 学区 停车场 物业中心 村村 乡镇 小镇 城乡 立交桥 跨线桥 终点站 始发站
    农贸市场 培训学校 职业技术学院 技术学院 职业学院 交叉路 人民医院 外国语学校 高铁站 城铁站 火车站 美食广场 营销中心
    售楼中心 商业中心 金融中心 商业街 动物园 大学城 质监站 工业园 生活小区 大型小区 老旧小区 高档小区 新建小区 普通家庭
    高层小区 公立幼儿园 私立幼儿园 泥巴路 美好家园
        """
    )
)
_BEGINS = r"(?:(?<![\u4e00-\u9fff])|(?<=[在市省区县于是对请到至和住诉映问报询]))"
_DISTRICT = re.compile(
    r"[a-z]\d*[省市区县镇](?!委|政|民|场)|"
    + _BEGINS
    + r"(?![希望请我本全该各])[\u4e00-\u9fff]{2,3}(?<![超夜城都])[省市县](?!委|政|民|场|容|里|面|内|长(?!.{1,2}[区县市街镇路]))|"
    + _BEGINS
    + r"(?![希望请我本全该各])[\u4e00-\u9fff]{2}(?<![小社校园片城市地景山辖库湖厂学新])区(?!委|政|长|里|内|域|别)"
)
_MAY_PRECEDE = re.compile(
    r"(?:投诉|反映|反应|关于|请问|咨询|举报|希望|建议|位于|坐落于|座落于|家住|住在|来自|强烈|质疑|解决|加快|恳请|"
    r"要求|请求|我们是|我是|本人是|我们|请|在|对|是|到|至|从|与|和|及|给|为|由|因|被|的|将|把|就)+"
)
_NOT_THE_END = (
    r"(?<!城(?=[市区管乡镇中际建墙]))(?<!路(?=[灯面线程由费况]))(?<!村(?=[民委里干]))(?<!镇(?=政))(?<!街(?=道))"
    r"(?<!园(?=[区林长]))(?<!湖(?=[北南]))(?<!站(?=[点台]))(?<!小区(?=[内里外]))"
)
_END = re.compile("(?:" + "|".join(KINDS) + ")" + _NOT_THE_END)
_LONGEST_NAME = 11
_ENDS_IN_ONE = frozenset(kind for kind in KINDS if len(kind) == 1)
_NOT_INSIDE = re.compile(
    r"[的了是在有吗呢吧么不没与及请被把我你他她也都就这那些整各哪以让而但据其]|距离|目前|开展|或者|数百|期小区|眼科|专科|希望|导致|影响|周边|附近|相关|感谢|随着|经过|"
    r"办理|个小区|一个|政府|法院|道路|马路|铁路|公路|线路|水泥|城镇|城里|小区内|配套|必经|十字|房间|严重|高架桥|天桥|"
    r"文明城|社区[^路]|村委|学生|家长|领导|普惠|公办|民办|公交|公积金|实验学校|中心城|小区[^路]|管理中心|服务中心|"
    r"搅拌|垃圾|加油|变电|基站|收费站|国家|全国|区政|组村|快速路|断头路|步行街|城中村|新农村|人防|所有|任何|其他|"
    r"孩子|业主|居民|周围|对面|旁边|门口|进入|进出|造成|占用|破坏|同一|自己|家庭|该|上幼儿园|找村|一条|住房|下穿"
)


def districts_in(stretches: Iterable[str]) -> list[str]:
    """Provinces, cities, districts and counties named, in order, each once."""
    return list(dict.fromkeys(found for stretch in stretches for found in _DISTRICT.findall(stretch)))


def names_in(stretch: str) -> list[str]:
    """Names of places that stand where a name may begin."""
    found: list[str] = []
    place, may_begin = 0, True
    while place < len(stretch):
        before = _DISTRICT.match(stretch, place) or _MAY_PRECEDE.match(stretch, place)
        if before:
            place, may_begin = before.end(), True
            continue
        name = _name_at(stretch, place) if may_begin else ""
        if name:
            found.append(name)
        place, may_begin = place + max(1, len(name)), bool(name)
    return found


def _name_at(stretch: str, start: int) -> str:
    """The shortest name that begins here, or ""."""
    for end in _END.finditer(stretch, start + 1, start + _LONGEST_NAME):
        name = stretch[start : end.end()]
        if _NOT_INSIDE.search(name):
            return ""
        if _is_name(name):
            return name
    return ""


def _is_name(name: str) -> bool:
    if name in NOT_NAMES or name[0].isdigit():
        return False
    return len(name) >= (3 if name[-1] in _ENDS_IN_ONE else 4) or name[-1] in "镇村"


def known_names(texts: Iterable[Sequence[str]]) -> Counter[str]:
    """Every place name found in texts (given as stretches) with the number of texts that name it clearly."""
    counts: Counter[str] = Counter()
    for stretches in texts:
        counts.update({name for stretch in stretches for name in names_in(stretch)})
    return counts


def without_districts(stretch: str) -> str:
    """The stretch with a line break in the place of every province, city, district and county."""
    return _DISTRICT.sub("\n", stretch)

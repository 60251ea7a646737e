"""Names of things in matters, in Chinese and English. Pure."""

from __future__ import annotations

from jinlin.base.given import Choice
from jinlin.base.words import Words


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Words(zh, en)) for code, zh, en in rows)


CHANNELS = _choices(
    ("page", "居民网页", "Residents' page"),
    ("wall", "扫墙上的码", "QR code on the wall"),
    ("hotline", "近邻热线", "Hotline"),
    ("desk", "服务窗口", "Service desk"),
    ("chat", "微信群转达", "Chat group, relayed"),
    ("reception", "党员接待日", "Reception day"),
    ("talk", "茶叙室、议事", "Tea-room talk"),
    ("visit", "入户走访", "Home visit"),
    ("enterprise", "企业诉求", "Enterprise request"),
    ("sheet", "表格导入", "Spreadsheet"),
    ("open311", "Open311 接口", "Open311"),
    ("api", "系统接口", "Interface"),
)

OUTCOMES = _choices(
    ("solved", "已解决", "Solved"),
    ("unreached", "未能联系到反映人", "Teller could not be reached"),
    ("not_ours", "不属于本级职责", "Not ours"),
    ("merged", "并入同一件事", "Merged"),
    ("withdrawn", "反映人撤回", "Withdrawn"),
    ("unsolved", "未解决，已说明", "Not solved, explained"),
)

PARTS = _choices(
    ("lead", "牵头", "Lead"),
    ("helper", "协办", "Helper"),
    ("called", "吹哨", "Called"),
    ("shared", "共享查看", "Shown for this matter"),
)

NOT_OURS = _choices(
    ("other_body", "由其他机关依法受理", "Another body is competent by law"),
    ("in_court", "已进入诉讼、仲裁或复议", "In court, arbitration or review"),
    ("petition", "应走信访渠道", "Belongs to the petition channel"),
    ("private", "属于民事约定，可转调解", "Private agreement; mediation is offered"),
    ("owners", "由业主共同决定", "For the owners to decide together"),
    ("outside", "不在本辖区", "Outside the area"),
    ("duplicate", "与已办结的事项相同且无新情况", "Same as a closed matter, nothing new"),
    ("unclear", "内容不清且联系不上", "Unclear, and the teller can't be reached"),
)

OBJECTIONS = _choices(
    ("not_duty", "不属于本单位职责", "Not this institution's duty"),
    ("not_catalogue", "不在派单目录内", "Not in the dispatch catalogue"),
    ("wrong_place", "地点不在本单位范围", "Place is outside its range"),
    ("other_lead", "应由别的单位牵头", "Another should lead"),
)

PAUSES = _choices(
    ("waits_teller", "等反映人补充", "Waits for the teller"),
    ("waits_decision", "等业主或居民表决", "Waits for a vote"),
    ("waits_court", "等诉讼、鉴定结果", "Waits for court or expert"),
    ("waits_weather", "等天气或施工条件", "Waits for weather or works"),
)

EXCLUSIONS = _choices(
    ("beyond_law", "要求超出法律政策", "Asks for more than the law allows"),
    ("malicious", "明显不实", "Evidently untrue"),
    ("force", "不可抗力", "Force majeure"),
    ("wrong_dispatch", "派单有误", "Wrongly dispatched"),
)

URGENCIES = _choices(
    ("0", "一般", "Ordinary"),
    ("1", "较急，一日内处理", "Within a day"),
    ("2", "紧急，两小时内处理", "Within two hours"),
)

SATISFACTION = _choices(
    ("5", "很满意", "Very satisfied"),
    ("4", "满意", "Satisfied"),
    ("3", "一般", "So-so"),
    ("2", "不满意", "Dissatisfied"),
    ("1", "很不满意", "Very dissatisfied"),
)

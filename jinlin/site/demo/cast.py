"""The people of the demo world who can sign in: the same in every scale. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Player:
    """One of the cast: the role by which tests and tokens name them, the sign-in name, who they are and where."""

    role: str
    username: str
    name: str
    seat: str
    at: str
    phone: str = ""
    does: str = ""


CAST = (
    Player("resident", "wangxiulan", "王秀兰", "", "青榕花园", "13900000001", "居民，住青榕花园"),
    Player("neighbour", "liguoqiang", "李国强", "", "青榕花园", "13900000002", "邻居，住青榕花园；在职党员，已报到"),
    Player("grid_worker", "zhoumin", "周敏", "grid_worker", "grid", does="网格员，榕西社区第 3 网格"),
    Player("community_worker", "linxiao", "林晓", "community_worker", "榕西", does="社区工作者，榕西社区"),
    Player("secretary", "huangjianguo", "黄建国", "community_secretary", "榕西", does="社区党组织书记，榕西社区"),
    Player("estate_secretary", "chenmeiyu", "陈美玉", "estate_secretary", "青榕花园", does="小区党支部书记，青榕花园"),
    Player("owners_chair", "hezhiyuan", "何志远", "owners_chair", "青榕花园", does="业主委员会主任，青榕花园"),
    Player("department_clerk", "xugong", "许文清", "department_clerk", "housing", does="区住建局经办人"),
    Player("fire_clerk", "sundui", "孙浩", "department_clerk", "fire", does="区消防大队经办人"),
    Player("property_clerk", "zhaojingli", "赵立新", "property_clerk", "anju", does="安居物业经理"),
    Player("mediator", "wutiaojie", "吴德顺", "mediator", "榕西", does="调解员，榕西社区"),
    Player("hotline_desk", "rexian", "蔡晓燕", "hotline_desk", "district", does="近邻热线"),
    Player("street_supervisor", "zhengduban", "郑伟", "street_supervisor", "street", does="街道督办员，榕西街道"),
    Player("district_supervisor", "quduban", "叶青", "district_supervisor", "district", does="区督办员"),
    Player("operator", "xinxiyuan", "罗明", "operator", "district", does="信息员"),
    Player("ballot_counter", "jipiao", "丁晓梅", "ballot_counter", "青榕花园", does="计票人，青榕花园"),
    Player("ballot_monitor", "jianpiao", "钱国平", "ballot_monitor", "青榕花园", does="监票人，青榕花园"),
    Player("supervision_committee", "sumingfang", "苏明芳", "supervision_committee", "榕西", does="居务监督委员会成员，榕西社区"),
    Player("auditor", "shenji", "潘雪", "auditor", "district", does="审计员"),
)  # fmt: skip

ALSO_CALLED = {
    "worker": "community_worker", "clerk": "department_clerk", "street": "street_supervisor",
    "district": "district_supervisor", "manager": "property_clerk",
}  # fmt: skip
"""Shorter names for roles of the cast."""


def roles_of_cast() -> dict[str, Player]:
    """Everybody by role, and once more by the shorter names."""
    by_role = {one.role: one for one in CAST}
    return by_role | {short: by_role[role] for short, role in ALSO_CALLED.items()}


def player(role: str) -> Player | None:
    """The one of the cast with that role or shorter name, or None."""
    return roles_of_cast().get(role)

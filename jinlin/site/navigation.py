"""What stands in the menus: only what the reader can really open."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

from jinlin.base.access import Access, access_of
from jinlin.base.actor import ANYBODY, Actor
from jinlin.base.words import Words
from jinlin.organisations.public import roles
from jinlin.people.public import preferences

BAR = (
    ("home", Words("首页", "Home")),
    ("tell", Words("反映", "Tell")),
    ("follow_find", Words("查进度", "Follow")),
    ("me", Words("我的", "Mine")),
)
SIDE = (
    ("today", Words("今日", "Today")),
    ("matters", Words("诉求", "Matters")),
    ("desk_tell", Words("代为登记", "Record")),
    ("chat_relay", Words("群聊转达", "Chat relay")),
    ("reception_list", Words("接待日清单", "Reception list")),
    ("matters_import", Words("导入表格", "Import")),
    ("desk_decisions", Words("业主表决", "Owners' decisions")),
    ("desk_elections", Words("委员会选举", "Elections")),
    ("supervision", Words("督办", "Supervision")),
    ("insight", Words("看板", "Dashboard")),
    ("rates", Words("三率", "Rates")),
    ("hot_spots", Words("热点", "Hot spots")),
    ("meetings", Words("会议", "Meetings")),
    ("desk_publications", Words("公示公开", "Notices")),
    ("desk_covenants", Words("居民公约", "Covenants")),
    ("map", Words("地图", "Map")),
    ("briefing", Words("简报", "Briefings")),
    ("place_tree", Words("地点", "Places")),
    ("organisations", Words("组织", "Organisations")),
    ("seats", Words("岗位与人", "Seats")),
    ("members", Words("党员报到", "Members")),
    ("employer_year", Words("本单位党员", "Our members")),
    ("institutions", Words("单位", "Institutions")),
    ("partners", Words("共建", "Partners")),
    ("stations_desk", Words("驿站场所", "Venues")),
    ("wishes_desk", Words("微心愿", "Wishes")),
    ("teams_desk", Words("志愿队伍", "Volunteer teams")),
    ("points_desk", Words("积分", "Points")),
    ("activities_desk", Words("活动课程", "Activities")),
    ("my_duty", Words("我的值班", "My duty")),
    ("reclaimed_list", Words("收回的空间", "Reclaimed space")),
    ("claims_desk", Words("双向认领", "Claims both ways")),
    ("talents_desk", Words("社区能人", "Talents")),
    ("my_orders", Words("服务点单", "Services")),
    ("people_find", Words("查人", "Find a person")),
    ("releases", Words("导出名单", "Lists to release")),
    ("accounts", Words("账号", "Accounts")),
    ("my_notices", Words("通知", "Notices")),
    ("me", Words("我的", "Mine")),
)

SECTIONS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        Words("办事", "Work"),
        ("today", "matters", "desk_tell", "chat_relay", "reception_list", "matters_import"),
    ),
    (Words("看情况", "How it stands"), ("supervision", "insight", "rates", "hot_spots", "map", "briefing")),
    (
        Words("议事和公开", "Deciding in public"),
        (
            "meetings",
            "deliberation",
            "desk_decisions",
            "desk_elections",
            "desk_publications",
            "desk_covenants",
        ),
    ),
    (
        Words("组织和伙伴", "Organisations"),
        ("organisations", "gatherings", "seats", "members", "employer_year", "institutions", "partners"),
    ),
    (
        Words("互助服务", "Serving each other"),
        (
            "activities_desk",
            "teams_desk",
            "wishes_desk",
            "claims_desk",
            "my_orders",
            "talents_desk",
            "points_desk",
        ),
    ),
    (Words("场所和地方", "Places"), ("stations_desk", "my_duty", "reclaimed_list", "place_tree")),
)
"""The side menu's sections in order; what stands in none comes last, without a heading of its own."""

NEEDS_PLACE = frozenset({"briefing", "place_tree", "seats", "organisations"})
"""Pages that show what lies under a seat's own place; a clerk of an institution has none."""


@lru_cache(maxsize=64)
def _door(name: str) -> tuple[str, Access | None] | None:
    try:
        address = reverse(name)
    except NoReverseMatch:
        return None
    return address, access_of(resolve(address).func)


def _items(rows: tuple[tuple[str, Words], ...], actor: Actor, path: str) -> list[dict[str, Any]]:
    found = []
    for name, words in rows:
        door = _door(name)
        if door is None or (door[1] is not None and door[1].kind == "staff" and not door[1].admits(actor)):
            continue
        if name in NEEDS_PLACE and not any(seat.path for seat in actor.seats):
            continue
        here = path == door[0] or (len(door[0]) > 1 and path.startswith(door[0]))
        found.append({"words": words, "href": door[0], "here": here, "count": None})
    longest = max((len(item["href"]) for item in found if item["here"]), default=0)
    for item in found:
        item["here"] = item["here"] and len(item["href"]) == longest
    return found


def _side(actor: Actor, path: str) -> list[dict[str, Any]]:
    """The side menu by sections: the first item of each carries the section's words."""
    placed = [(words, name) for words, names in SECTIONS for name in names]
    known = {name: number for number, (_, name) in enumerate(placed)}
    ordered = sorted(SIDE, key=lambda row: known.get(row[0], len(placed)))
    found = _items(tuple(ordered), actor, path)
    heads = {str(_door(name)[0]): words for words, name in placed if _door(name)}  # type: ignore[index]
    last: Words | None = None
    for item in found:
        words = heads.get(item["href"], OTHERS)
        item["section"] = words if words is not last else None
        last = words
    return found


OTHERS = Words("其他", "Others")


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for every page: the menus, elder mode, who is signed in, in which seat."""
    actor: Actor = getattr(request, "actor", ANYBODY)
    chosen = preferences(request)
    found: dict[str, Any] = {"elder": chosen.elder, "bar": _items(BAR, ANYBODY, request.path)}
    found["service_phone"] = settings.SERVICE_PHONE
    if actor.signed_in:
        found["me"] = actor.name
        if actor.staff:
            found["side"] = _side(actor, request.path)
            found["seat"], known = actor.seats[0], roles().get(actor.seats[0].role)
            found["seat_words"] = known.words if known else actor.seats[0].title
            found["bar"] = [
                *found["bar"],
                *_items((("today", Words("工作台", "Desk")),), actor, request.path),
            ]
    return found

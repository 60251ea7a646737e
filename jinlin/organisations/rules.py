"""Rules of organisations: who keeps seats and trees, which dates hold, what fits where. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from jinlin.base.rule import Reason
from jinlin.base.words import Words

OVER_ALL = frozenset({"district_supervisor", "operator"})
KEEPERS = {
    "district": OVER_ALL,
    "street": OVER_ALL | {"street_supervisor"},
    "community": OVER_ALL | {"street_supervisor", "community_secretary"},
}
"""Who keeps what is kept at that level: the seats that do it, each over its own place and what lies below."""

KEEPER_ROLES = KEEPERS["community"]
ENDING_SOON = dt.timedelta(days=92)
"""A term that ends within three months is shown, so that somebody looks for a successor in time."""

NOT_YOURS = Reason(
    "not_yours",
    Words(
        "您的岗位管不到这里，或这个岗位要由上一级任免",
        "Your seat does not reach here; the level above keeps this",
    ),
)
NOT_ONESELF = Reason(
    "not_oneself",
    Words("不能给自己任免岗位，请别人来办", "Nobody gives or ends a seat of their own; ask another"),
)
NOT_YET = Reason(
    "wrong_dates", Words("改名不能从以后的日子起，到那天再改", "A name is changed on its day, not before")
)
NOT_FREE = Reason("not_free", Words("这段时间岗位上已经有人", "Somebody holds the seat at that time"))
NOT_HELD = Reason("not_held", Words("这段任期已经结束", "This tenure has ended already"))
NOT_STANDING = Reason("not_standing", Words("这个岗位已经撤销", "This seat has been taken away"))
WRONG_ROLE = Reason("wrong_role", Words("没有这种岗位", "There is no such role"))
WRONG_PLACE = Reason(
    "wrong_place", Words("这种岗位不设在这一级地方", "A seat of this role does not stand at such a place")
)
WRONG_INSTITUTION = Reason(
    "wrong_institution", Words("这种岗位要设在单位里", "A seat of this role stands in an institution")
)
WRONG_LEVEL = Reason(
    "wrong_level",
    Words("这一级组织不设在这一级地方", "An organisation of this level does not cover such a place"),
)
WRONG_PARENT = Reason(
    "wrong_parent",
    Words(
        "上级组织应是同一体系的上一级，并且管着这个地方",
        "The parent is of the level above in the same tree and covers the place",
    ),
)
NO_PARENT = Reason(
    "no_parent", Words("请先成立上一级组织", "Found the organisation of the level above first")
)
NOT_TWICE = Reason(
    "not_twice", Words("这里已经有这一级组织", "An organisation of this level stands here already")
)
NOT_EMPTY = Reason(
    "not_empty", Words("下面还有组织，请先办下级的", "Organisations below it still stand; end them first")
)
NOT_LIVING = Reason("not_living", Words("这个组织已经撤销", "This organisation has ended already"))
NO_PERSON = Reason("no_person", Words("没有这个人", "There is no such person"))
NO_NAME = Reason("no_name", Words("请写名称，最多 120 字", "A name is needed, at most 120 characters"))
WRONG_KIND = Reason("wrong_kind", Words("没有这类单位", "There is no such kind of institution"))


def wrong_dates(zh: str, en: str) -> Reason:
    """A reason about dates, saying which and why."""
    return Reason("wrong_dates", Words(zh, en))


def may_keep(*, held: Iterable[tuple[str, str]], path: str, kept_by: str) -> Reason | None:
    """Seats and trees are kept from above: by district and operator, the street, for its grids the community.

    ``held`` are (role, path) of the seats held now, ``path`` is that of the place in question; ``kept_by`` is the
    lowest level that keeps it. Refused with ``not_yours``.
    """
    for role, over in held:
        if role in KEEPERS[kept_by] and over and path.startswith(over):
            return None
    return NOT_YOURS


def wrong_term(*, from_on: dt.date, to_on: dt.date | None) -> Reason | None:
    """A term ends on its first day or later."""
    if to_on is not None and to_on < from_on:
        return wrong_dates("任期的最后一天不能早于第一天", "A term does not end before it begins")
    return None


Span = tuple[dt.date, dt.date | None]


def is_taken(*, from_on: dt.date, to_on: dt.date | None, taken: Sequence[Span]) -> Reason | None:
    """One holder at a time: the days asked for are nobody else's.

    Each of ``taken`` is (first day, first day on which it is no longer held, or None while open).
    """
    after = to_on + dt.timedelta(days=1) if to_on else None
    for begun, ended in taken:
        if (ended is None or from_on < ended) and (after is None or begun < after):
            return NOT_FREE
    return None


def wrong_end(*, from_on: dt.date, to_on: dt.date | None, on: dt.date) -> Reason | None:
    """A tenure ends on its first day or later, and no later than the day after its term."""
    if on < from_on:
        return wrong_dates(
            f"任期从 {from_on} 开始，不能早于这天结束", f"The tenure began on {from_on}; it cannot end before"
        )
    if to_on is not None and on > to_on + dt.timedelta(days=1):
        return wrong_dates(f"任期到 {to_on} 为止，已经自然期满", f"The term ends on {to_on} by itself")
    return None


def wrong_founding(*, on: dt.date, today: dt.date) -> Reason | None:
    """An organisation is recorded once it stands: its founding day is today or earlier."""
    if on > today:
        return wrong_dates("成立日期不能晚于今天", "The founding day is not in the future")
    return None


def wrong_closing(*, founded_on: dt.date, on: dt.date, today: dt.date) -> Reason | None:
    """An organisation ends between its founding day and today."""
    if on < founded_on or on > today:
        return wrong_dates(
            f"撤销日期应在 {founded_on} 到今天之间", f"The day lies between {founded_on} and today"
        )
    return None


def wrong_standing(
    *, levels: Sequence[str], scope: str, place_level: str, in_institution: bool
) -> Reason | None:  # fmt: skip
    """A role's seat stands where the role says: at a place of certain levels, or in an institution."""
    if scope == "institution":
        return None if in_institution else WRONG_INSTITUTION
    if in_institution or (levels and place_level not in levels):
        return WRONG_PLACE
    return None


def wrong_branch(
    *, covers: str, rank: int, template: int, path: str, place_level: str, parent: tuple[int, int, str] | None
) -> Reason | None:  # fmt: skip
    """An organisation stands at a place of its level's kind, under one of the level above that covers the place.

    ``parent`` is (template, rank, path of its place). A grid covers by its community: what lies in a grid has the
    community's path, so for a parent at a grid the caller gives the community's.
    """
    if place_level != covers:
        return WRONG_LEVEL
    if parent is None:
        return NO_PARENT if rank > 1 else None
    if parent[0] != template or parent[1] != rank - 1 or not path.startswith(parent[2]):
        return WRONG_PARENT
    return None


NOT_SAME_LEVEL = Reason(
    "wrong_level", Words("只能并入同一级的另一个组织", "It can be merged only into another of its level")
)
NOT_CHANGED = Reason("no_change", Words("没有要改的", "Nothing would change"))
NOT_COVERED = Reason(
    "not_covered",
    Words(
        "下面的组织有的不在接收方管的范围内，请先撤销或改隶它们",
        "Some organisations below lie outside what the other covers; end or move them first",
    ),
)
STANDS_THERE = Reason(
    "not_empty",
    Words(
        "这一级还有组织在运行，先撤销它们才能停用或调整",
        "Organisations of this level still stand; end them before it is ended or moved",
    ),
)
BETWEEN = Reason(
    "not_empty",
    Words(
        "下面的级别已经有组织，中间插不进新的一级；可以加在最后",
        "Levels below have organisations already; a new one can only be added at the end",
    ),
)
NO_LEVELS = Reason("no_level", Words("模板至少要留一级", "A template keeps one level at least"))
COVERED_ALREADY = Reason(
    "not_missing", Words("这里已经有这一级组织", "An organisation of this level stands here already")
)
OWN_PLACE = Reason("not_twice", Words("这里本来就归它管", "It covers this place already"))


def wrong_change(*, on: dt.date, from_on: dt.date, today: dt.date) -> Reason | None:
    """A change takes effect between the day since which the organisation stands as it does, and today."""
    if on < from_on or on > today:
        return wrong_dates(f"生效日期应在 {from_on} 到今天之间", f"The day lies between {from_on} and today")
    return None


def wrong_level_place(
    *, rank: int, ranks: Sequence[int], standing: Sequence[int], is_new: bool, to: int
) -> Reason | None:  # fmt: skip
    """Whether a level may come to rank ``to``: no organisation's parent may so end up elsewhere than right above it.

    ``ranks`` are those of the living levels, ``standing`` the ranks at which organisations stand. A new level goes
    to the end, or above levels without organisations; a level moves only across such.
    """
    if is_new:
        return BETWEEN if any(one >= to for one in standing) else None
    low, high = min(rank, to), max(rank, to)
    return STANDS_THERE if any(low <= one <= high for one in standing) else None


def wrong_gap(*, reason: str, full_members: int | None, least: int) -> Reason | None:
    """ "Too few members" holds only below the least number with which a branch is founded (支部工作条例 5: three)."""
    if reason != "few_members":
        return None
    if full_members is None:
        return Reason(
            "no_full_members", Words("请写这里有几名正式党员", "Say how many full members there are")
        )
    if full_members >= least:
        return Reason(
            "not_few",
            Words(
                f"有 {full_members} 名正式党员，已够成立（{least} 名），请换一个原因",
                f"With {full_members} full members a branch may be founded ({least}); choose another reason",
            ),
            "中国共产党支部工作条例（试行）第四条",
        )
    return None


def too_many_sharing(*, count: int, most: int) -> Reason | None:
    """A branch is shared by five institutions at most (支部工作条例: joint branches)."""
    if count >= most:
        return Reason(
            "too_many",
            Words(f"联合组建的单位一般不超过 {most} 个", f"A joint branch has {most} institutions at most"),
            "中国共产党支部工作条例（试行）第五条",
        )
    return None


BODIES = {
    "estate_secretary": "branch",
    "estate_member": "branch",
    "owners_chair": "owners",
    "owners_member": "owners",
    "property_clerk": "property",
}
"""Of which of the three bodies of an estate a seat is: branch committee, owners' committee, property firm."""

MEMBERSHIP_ROLES = frozenset(
    {
        "estate_secretary",
        "estate_member",
        "community_secretary",
        "first_secretary",
        "instructor",
        "street_leader",
        "street_supervisor",
        "district_supervisor",
    }
)
"""Seats of the party's own line: at their places and below they may read whether a seat is held by a member."""


def reads_membership(*, held: Iterable[tuple[str, str]], path: str) -> bool:
    """Whether one of the seats (role, path) may read of membership at a place: the party's own line, from its place down."""
    return any(role in MEMBERSHIP_ROLES and over and path.startswith(over) for role, over in held)

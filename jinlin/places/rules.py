"""Rules of places: who keeps the tree, what lies in what. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from jinlin.base.rule import Reason
from jinlin.base.words import Words

KEEPERS = frozenset(
    {"community_worker", "community_secretary", "street_supervisor", "district_supervisor", "operator"}
)
"""Seats that keep the tree below their own place: add estates and what lies in them, lay grids."""

IMPORTERS = frozenset({"district_supervisor", "operator"})
"""Seats that bring places in from files, which may change any part of the district."""

CHILDREN = {
    "community": ("estate", "grid", "zone"),
    "estate": ("building",),
    "building": ("stairwell", "dwelling"),
    "stairwell": ("dwelling",),
}
"""What may be added below a place by hand; the levels above come from the divisions file."""

GRIDDED = ("estate", "building")
"""Levels of place that are put under a grid; what lies below follows."""

NOT_YOURS = Reason("not_yours", Words("您的岗位不管这里的地点", "Your seat does not keep the places here"))
WRONG_LEVEL = Reason(
    "wrong_level", Words("这里下面不能直接加这一级地点", "A place of this level does not lie right below")
)
WRONG_GRID = Reason(
    "wrong_grid", Words("网格应是同一个社区的，而且还在用", "The grid is a living one of the same community")
)
NOT_GRIDDED = Reason(
    "wrong_level",
    Words(
        "只给小区和楼栋划网格，里面的跟着走", "Estates and buildings are put under a grid; the rest follows"
    ),
)
NOT_TWICE = Reason("not_twice", Words("这里已经有同名的", "There is one of that name here already"))
NOT_LIVING = Reason("not_living", Words("这个地点已经停用", "This place has ended"))
NO_NAME = Reason("no_name", Words("请写名称，最多 80 字", "A name is needed, at most 80 characters"))


COUNTED = ("estate", "community")
"""Levels of place whose ledgers are counted: the sums of all above come from communities."""
MOST_COUNTED = 10_000_000
NO_SOURCE = Reason(
    "no_source",
    Words("请写数字从哪本台账来，如“2026 年 6 月入户登记”", "Say from which ledger the number comes"),
)
WRONG_NUMBER = Reason("wrong_number", Words("请填 0 以上的整数", "A whole number, no less than nothing"))
TOO_LATE = Reason("wrong_date", Words("日期不能晚于今天", "The day is not in the future"))
NOT_COUNTED = Reason(
    "wrong_level", Words("台账数只登记在社区和小区", "Ledgers are those of communities and estates")
)
WRONG_COUNT = Reason("wrong_kind", Words("没有这种台账数", "There is no such kind of count"))


def may_keep(*, held: Iterable[tuple[str, str]], path: str) -> Reason | None:
    """Places are kept by the community's, street's and district's seats over them. ``held``: (role, path)."""
    for role, over in held:
        if role in KEEPERS and over and path.startswith(over):
            return None
    return NOT_YOURS


def wrong_child(*, parent: str, level: str) -> Reason | None:
    """An estate or grid lies in a community, a building in an estate, and so on down to the dwelling."""
    return None if level in CHILDREN.get(parent, ()) else WRONG_LEVEL


def wrong_grid(*, community: str, grid_parent: str, is_grid: bool, is_living: bool) -> Reason | None:
    """A grid covers what lies in its own community. Both are given as paths."""
    if not is_grid or not is_living or not community.startswith(grid_parent):
        return WRONG_GRID
    return None

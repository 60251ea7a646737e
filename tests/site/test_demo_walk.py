"""A life walked in memory writes what the desks write: the same steps on both, row for row and line for line."""

import datetime as dt
from typing import Any

import pytest
from django.forms.models import model_to_dict

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.engine import thread
from jinlin.base.models import Event
from jinlin.matters.public import CALLS, MATTERS, Matter, Part, Telling
from jinlin.organisations.public import Institution, actor
from jinlin.people.public import Account
from jinlin.site.demo.cast import CAST
from jinlin.site.demo.make import build
from jinlin.site.demo.scale import SMALL
from jinlin.site.demo.walk import NotYet, Walk
from jinlin.site.demo.world import SHANGHAI, World
from tests.site.standing import ON

# One process makes the world once for the whole file.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
TITLE = "1号楼电梯又停在9楼不动了"
Line = tuple[str, str, float, dict[str, Any]]

PATHS: dict[str, tuple[Line, ...]] = {
    "own work, answered three times": (
        ("accept", "community_worker", 1, {"note": "马上去"}),
        ("triage", "community_worker", 1.1, {"category": "noise"}),
        ("contact", "community_worker", 2, {"note": "电话问了"}),
        ("follow", "community_worker", 3, {"note": "看过"}),
        ("remind", "street_supervisor", 4, {"note": "请快些"}),
        ("supervise", "street_supervisor", 5, {"note": "督办"}),
        ("answer", "community_worker", 6, {"note": "好了"}),
        ("not_solved", "teller", 7, {"note": "没好"}),
        ("answer", "community_worker", 9, {"note": "又修了"}),
        ("revisit_unsolved", "community_worker", 10, {"note": "还没好"}),
        ("answer", "community_worker", 12, {"note": "换了"}),
        ("revisit_solved", "community_worker", 13, {"note": "电话说好了", "satisfaction": "4"}),
        ("reopen", "teller", 30, {"note": "又坏"}),
        ("answer", "community_worker", 31, {"note": "再换"}),
        ("confirm", "teller", 32, {"note": "", "satisfaction": "5"}),
        ("exclude", "district_supervisor", 33, {"note": "台风", "reason": "force"}),
    ),
    "dispatched, objected, sent anew, extended, paused": (
        ("dispatch", "community_worker", 1, {"note": "请处理", "lead": "market", "helpers": ["anju"]}),
        ("object", "market", 2, {"note": "不归我们", "reason": "other_lead"}),
        ("uphold", "street_supervisor", 3, {"note": "维持"}),
        ("redispatch", "street_supervisor", 4, {"note": "改派", "lead": "anju", "helpers": []}),
        ("receive", "anju", 5, {"note": "派人"}),
        ("extend", "anju", 6, {"note": "等配件", "days": 5}),
        ("pause", "anju", 7, {"note": "等表决", "reason": "waits_decision"}),
        ("resume", "anju", 60, {"note": "接着办"}),
        ("answer", "anju", 61, {"note": "修好"}),
        ("lapse", "clock", 300, {}),
        ("rate", "teller", 301, {"note": "", "satisfaction": "3"}),
    ),
    "taken back and made long-running": (
        ("dispatch", "community_worker", 1, {"note": "请处理", "lead": "housing", "helpers": []}),
        ("take_back", "community_worker", 2, {"note": "自己办"}),
        ("lengthen", "community_worker", 3, {"note": "多年遗留", "rhythm": 10}),
        ("follow", "community_worker", 90, {"note": "又去一次"}),
    ),
    "not ours, and disagreed with": (
        ("not_ours", "community_worker", 1, {"note": "请找区里", "reason": "other_body"}),
        ("dispute", "teller", 20, {"note": "明明归你们"}),
        ("withdraw", "teller", 30, {"note": "算了"}),
    ),
}  # fmt: skip


class Both:
    """The same matter twice: in the database under the desks, and in memory on a walk."""

    def __init__(self) -> None:
        self.world: World = build(SMALL, ON, "!")
        matter = next(one for one in self.world.rows.of(Matter) if one.title.startswith(TITLE))
        telling = next(one for one in self.world.rows.of(Telling) if one.matter is matter)
        self.matter, self.telling = matter.pk, telling.pk
        self.world.on = ON + dt.timedelta(days=90)
        self.walk = Walk(self.world, matter, telling)
        self.begun = len(self.world.events)
        self.start = dt.datetime.combine(ON, dt.time(9), SHANGHAI)

    def act(self, name: str) -> Actor:
        if name == "teller":
            return Actor(account=0, name="反映人", follows=(self.telling,))
        if name == "clock":
            return THE_CLOCK
        if name in self.world.cast:
            return self.world.cast[name].actor
        role = "property_clerk" if name == "anju" else "department_clerk"
        post = self.world.post(role, self.world.institutions[name])
        assert post is not None
        return post.actor

    def given(self, values: dict[str, Any], *, for_desk: bool) -> dict[str, Any]:
        """Institutions and categories as the desk wants them (ids) or as the walk does (rows)."""
        made = dict(values)
        for name, known in (("lead", self.world.institutions), ("category", self.world.categories)):
            if name in made:
                made[name] = known[made[name]].pk if for_desk else known[made[name]]
        for name in ("helpers", "institutions"):
            rows = [self.world.institutions[code] for code in made.get(name, [])]
            if name in made:
                made[name] = [row.pk for row in rows] if for_desk else rows
        return made

    def step(self, code: str, who: str, hours: float, values: dict[str, Any]) -> None:
        at = self.start + dt.timedelta(hours=hours)
        MATTERS.take(self.matter, code, by=self.act(who), given=self.given(values, for_desk=True), on=at)
        note = {"note": values.get("note", "")}
        self.walk.take(code, self.act(who), at, **{**self.given(values, for_desk=False), **note})

    def call(self, code: str, who: str, hours: float, values: dict[str, Any]) -> None:
        at = self.start + dt.timedelta(hours=hours)
        desk_part = Part.objects.get(matter=self.matter, kind="called").pk
        CALLS.take(desk_part, code, by=self.act(who), given=values, on=at)
        self.walk.take_call(self.walk.parts[-1], code, self.act(who), at, **{"note": "", **values})

    def compare(self) -> None:
        row, mine = Matter.objects.get(pk=self.matter), self.walk.matter
        left = {"trail_hash"}
        assert _fields(row, left) == _fields(mine, left)
        assert _fields(Telling.objects.get(pk=self.telling), set()) == _fields(self.walk.tellings[0], set())
        parts = Part.objects.filter(matter=self.matter).order_by("pk")
        for part, walked_part in zip(parts, self.walk.parts, strict=True):
            # A database that counts on gives a later number to what was taken back before.
            assert _fields(part, left | {"id"}) == _fields(walked_part, left | {"id"})
        written = thread("matter", self.matter, seen=("public", "teller", "staff"))[1:]
        walked = [
            event
            for event in self.world.events[self.begun :]
            if event.subject == "matter" and event.subject_id == self.matter
        ]
        assert [_line(event) for event in written] == [_line(event) for event in walked]


def _fields(row: Any, without: set[str]) -> dict[str, Any]:
    return {name: value for name, value in model_to_dict(row).items() if name not in without}


def _line(event: Event) -> tuple[Any, ...]:
    data = {name: value for name, value in event.data.items() if name not in ("text", "part")}
    for name in ("wait_until", "arrive_by", "due"):
        if data.get(name):
            data[name] = dt.datetime.fromisoformat(data[name])
    return event.seq, event.at, event.thing, event.actor_title, event.seen, event.text, data


@pytest.mark.parametrize("name", PATHS)
def test_the_same_steps_write_the_same(made: dict[str, Any], name: str) -> None:
    both = Both()
    for line in PATHS[name]:
        both.step(*line)
    both.compare()


def test_a_whistle_and_its_call_write_the_same(made: dict[str, Any]) -> None:
    both = Both()
    both.step("accept", "community_worker", 1, {"note": ""})
    both.step("whistle", "community_worker", 2, {"note": "请到场", "institutions": ["fire"]})
    for code, who, hours, values in (
        ("reply", "fire_clerk", 3, {"note": "收到"}), ("arrive", "fire_clerk", 20, {"note": "到场"}),
        ("act", "fire_clerk", 22, {"note": "处理"}), ("mark", "community_worker", 24, {"mark": "4", "note": ""}),
    ):  # fmt: skip
        both.call(code, who, hours, values)
    both.step("answer", "community_worker", 25, {"note": "好了"})
    both.compare()


def test_a_merge_writes_the_same_on_both_matters(made: dict[str, Any]) -> None:
    both = Both()
    head = next(one for one in both.world.rows.of(Matter) if one.title.startswith("广场舞音响"))
    mine = Walk(both.world, head, next(one for one in both.world.rows.of(Telling) if one.matter is head))
    at = both.start + dt.timedelta(hours=1)
    worker = both.act("community_worker")
    MATTERS.take(both.matter, "merge", by=worker, given={"into": head.pk}, on=at)
    mine.at = at
    mine.take_in(both.walk, worker)
    both.compare()
    kept = Matter.objects.get(pk=head.pk)
    assert (kept.teller_count, kept.trail_seq) == (head.teller_count, head.trail_seq)
    last = Event.objects.get(subject="matter", subject_id=head.pk, seq=kept.trail_seq)
    assert _line(last) == _line(both.world.events[-1])


def test_a_step_from_a_state_in_which_it_is_closed_is_a_fault_of_the_demo(made: dict[str, Any]) -> None:
    both = Both()
    with pytest.raises(AssertionError, match="answer"):
        both.walk.take("answer", both.act("community_worker"), both.start, "好了")


def test_what_lies_after_the_world_s_today_does_not_happen(made: dict[str, Any]) -> None:
    both = Both()
    with pytest.raises(NotYet):
        both.walk.take("accept", both.act("community_worker"), both.start + dt.timedelta(days=400))
    assert both.walk.matter.state == "told"


def test_the_cast_acts_with_the_seats_that_the_tables_give(made: dict[str, Any]) -> None:
    both = Both()
    for one in CAST:
        account = Account.objects.get(username=one.username)
        known = actor(account, on=ON)
        drawn = both.world.cast[one.role].actor
        assert (drawn.account, drawn.person, drawn.title) == (known.account, known.person, known.title)
        assert [
            (seat.role, seat.place, seat.path, seat.level, seat.institution, seat.at) for seat in drawn.seats
        ] == [
            (seat.role, seat.place, seat.path, seat.level, seat.institution, seat.at) for seat in known.seats
        ]
    assert Institution.objects.filter(code="anju").exists()

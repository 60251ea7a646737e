"""Evenings of the stage are drawn by weights published before, with a number that nobody could choose; anybody does it again."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jinlin.base.engine import Faulty
from jinlin.base.rule import Refused
from jinlin.site.cli import main
from jinlin.venues.limits import stage_weights
from jinlin.venues.models import Booking, StageRound
from jinlin.venues.stage import commands
from jinlin.venues.stage.desk import ROUNDS, as_data
from jinlin.venues.stage.rules import Entrant, StageWeights, draw, from_data, list_digest, tickets_of
from tests.people.pages import sign_in
from tests.venues.house import House, house

EVENINGS = tuple(f"2026-12-{day:02}" for day in range(1, 11))


def group(code: str, **more: object) -> Entrant:
    return Entrant(
        **{
            "code": code,
            "name": f"队{code}",
            "people": 12,
            "loud": False,
            "recent": 0,
            "evenings": EVENINGS,
            **more,
        }
    )  # type: ignore[arg-type]


def test_the_draw_is_the_same_for_whoever_reckons_it_and_in_whatever_order() -> None:
    groups = [group("G01"), group("G02", recent=2), group("G03", loud=True)]
    first = draw("R1", "0518232931", groups, EVENINGS, stage_weights())
    assert first == draw(
        "R1", "0518232931", list(reversed(groups)), tuple(reversed(EVENINGS)), stage_weights()
    )
    assert [one.group for one in first] != [
        one.group for one in draw("R1", "0518232932", groups, EVENINGS, stage_weights())
    ]
    assert all(0 <= one.number < sum(count for _, count in one.tickets) for one in first)


def test_who_was_on_stage_lately_and_who_just_won_have_fewer_tickets_and_never_none() -> None:
    weights = StageWeights(base=12, recent=3, won=6, size=3, loud_a_week=2)
    assert tickets_of(group("A"), weights, 0) == 13
    assert tickets_of(group("A", recent=2), weights, 0) == 7
    assert tickets_of(group("A", people=80), weights, 1) == 9
    assert tickets_of(group("A", recent=9), weights, 3) == 1


def test_over_many_numbers_each_gets_about_what_its_tickets_say() -> None:
    weights = StageWeights(base=10, recent=0, won=0, size=0, loud_a_week=2)
    groups = [group("A"), group("B"), group("C", evenings=EVENINGS[:1])]
    won = Counter(
        one.group for number in range(300) for one in draw("R", str(number), groups, EVENINGS[:2], weights)
    )
    assert 60 < won["C"] < 140  # a third of the first evening, none of the second
    assert abs(won["A"] - won["B"]) < 80


def test_a_week_has_only_so_many_loud_evenings() -> None:
    found = draw("R", "7", [group("A", loud=True)], EVENINGS, replace(stage_weights(), loud_a_week=2))
    weeks = Counter(dt.date.fromisoformat(one.on).isocalendar().week for one in found if one.group)
    assert set(weeks.values()) == {2}


def test_one_changed_entry_changes_the_published_digest() -> None:
    groups = [group("A"), group("B")]
    assert list_digest(groups, EVENINGS, stage_weights()) != list_digest(
        [group("A"), group("B", people=13)], EVENINGS, stage_weights()
    )


@pytest.fixture
def made(db: None) -> House:
    return house()


def announced(made: House) -> StageRound:
    today = timezone.localdate()
    return commands.announce(
        space=made.hall, code="W1", name="周末大家乐", evenings=[today + dt.timedelta(days=day) for day in (9, 10, 16, 40)], hours=(900, 1020),
        enter_until=timezone.now() + dt.timedelta(days=2), seed_source="截止后第一期福彩双色球", by=made.world.act("worker"),
    )  # fmt: skip


def entered(made: House) -> StageRound:
    row = announced(made)
    for who, name, loud in (("resident", "葫芦丝队", True), ("neighbour", "饶平吹", False)):
        commands.enter(
            round=row, name=name, people=15, loud=loud, evenings=row.evenings, by=made.world.act(who)
        )
    return row


def refusal(act) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason.code


def test_from_the_announcement_to_bookings_with_three_days_for_objections(made: House) -> None:
    row = entered(made)
    worker, at = made.world.act("worker"), timezone.now()
    assert (
        refusal(
            lambda: commands.enter(
                round=row,
                name="饶平吹",
                people=3,
                loud=False,
                evenings=row.evenings,
                by=made.world.act("stranger"),
            )
        )
        == "not_yours"
    )
    assert refusal(lambda: ROUNDS.take(row.pk, "close", by=worker)) == "not_yet"
    later = at + dt.timedelta(days=2, minutes=1)
    ROUNDS.take(row.pk, "close", by=worker, on=later)
    ROUNDS.take(row.pk, "draw", by=worker, given={"seed": "05 18 23 29 31 33"}, on=later)
    ROUNDS.take(row.pk, "object", by=made.world.act("resident"), given={"note": "名单里人数不对"}, on=later)
    assert (
        refusal(
            lambda: ROUNDS.take(
                row.pk, "object", by=made.world.act("stranger"), given={"note": "x"}, on=later
            )
        )
        == "not_yours"
    )
    over = later + dt.timedelta(days=3, minutes=1)
    assert refusal(lambda: ROUNDS.take(row.pk, "fix", by=worker, on=over)) == "not_settled"
    ROUNDS.take(row.pk, "uphold", by=worker, given={"note": "更正后重抽"}, on=later)
    with pytest.raises(Faulty):
        ROUNDS.take(row.pk, "draw", by=worker, given={"seed": "051823293133"}, on=later)
    ROUNDS.take(row.pk, "draw", by=worker, given={"seed": "010203040506"}, on=later)
    assert refusal(lambda: ROUNDS.take(row.pk, "fix", by=worker, on=later)) == "not_yet"
    fixed = ROUNDS.take(row.pk, "fix", by=worker, on=over)
    drawn = list(fixed.drawn.select_related("group"))
    assert len(drawn) == 4
    assert Booking.objects.filter(state="confirmed").count() == sum(1 for one in drawn if one.booking_id)
    assert {one.group.name for one in drawn} <= {"葫芦丝队", "饶平吹"}


def test_what_cannot_be_booked_keeps_its_reason_and_the_rest_is_booked(made: House) -> None:
    row = entered(made)
    first = dt.date.fromisoformat(row.evenings[0])
    from jinlin.venues import commands as rooms
    from jinlin.venues.free import Asked

    rooms.book(space=made.half_a, asked=Asked(first, 900, 960, 8), by=made.world.act("worker"))
    worker, later = made.world.act("worker"), timezone.now() + dt.timedelta(days=2, minutes=1)
    ROUNDS.take(row.pk, "close", by=worker, on=later)
    ROUNDS.take(row.pk, "draw", by=worker, given={"seed": "1"}, on=later)
    ROUNDS.take(row.pk, "fix", by=worker, on=later + dt.timedelta(days=3, minutes=1))
    shown = {one.on: (one.booking_id is not None, one.refused[:6]) for one in row.drawn.all()}
    assert shown.pop(first) == (False, "这个时间已经")
    assert {booked for booked, _ in shown.values()} == {True}


def test_anybody_replays_it_on_the_page_and_from_the_file(made: House, tmp_path: Path) -> None:
    row = entered(made)
    worker, later = made.world.act("worker"), timezone.now() + dt.timedelta(days=2, minutes=1)
    ROUNDS.take(row.pk, "close", by=worker, on=later)
    ROUNDS.take(row.pk, "draw", by=worker, given={"seed": "424242"}, on=later)
    client = Client()
    assert "完全一样" in client.get(reverse("stage_replay", args=["W1"])).content.decode()
    assert "不是结果" in client.get(reverse("stage_replay", args=["W1"]) + "?seed=7").content.decode()
    body = client.get(reverse("stage_file", args=["W1"])).json()
    code, seed, groups, evenings, weights = from_data(body)
    assert [(one.on, one.number, one.group) for one in draw(code, seed, groups, evenings, weights)] == [
        (one["on"], one["number"], one["group"]) for one in body["drawn"]
    ]
    path = tmp_path / "w1.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    said = CliRunner().invoke(main, ["venues", "replay", str(path), "--json"])
    assert (said.exit_code, json.loads(said.output)["same"]) == (0, True)
    body["drawn"][0]["group"] = "G01" if body["drawn"][0]["group"] != "G01" else "G02"
    path.write_text(json.dumps(body), encoding="utf-8")
    assert CliRunner().invoke(main, ["venues", "replay", str(path), "--json"]).exit_code == 1
    path.write_text("{}", encoding="utf-8")
    assert CliRunner().invoke(main, ["venues", "replay", str(path)]).exit_code == 2
    page = client.get(reverse("stage_round", args=["W1"])).content.decode()
    assert "葫芦丝队" in page
    assert "王秀兰" not in page
    row.refresh_from_db()
    assert as_data(row)["digest"] == row.digest


def test_a_group_enters_on_the_phone_and_may_change_its_mind_until_the_list_is_closed(made: House) -> None:
    row = announced(made)
    client = sign_in(Client(), made.world.accounts["resident"])
    way = reverse("stage_enter", args=["W1"])
    typed = {
        "name": "葫芦丝队",
        "people": "12",
        "loud": "1",
        "evenings": row.evenings[:2],
        "key": "a",
        "act": "send",
    }
    assert client.post(way, typed).status_code == 302
    assert (
        client.post(way, {**typed, "people": "15", "evenings": row.evenings[:1], "key": "b"}).status_code
        == 302
    )
    only = row.groups.get()
    assert (only.people, only.evenings, only.code) == (15, row.evenings[:1], "G01")

"""Talents of the demo world: neighbours of the cast's estate who agreed to be asked, requests to them, one suggestion that waits."""

from __future__ import annotations

import datetime as dt

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.people.public import Member, Person
from jinlin.places.public import Place
from jinlin.site.demo.world import World
from jinlin.visits.public import Skill, Talent, TalentRequest, TalentSkill, load_skills

DAY = dt.timedelta(days=1)
BIOS = ("教过十年，愿意带新手", "周末有空，帮个小忙", "退休了，时间多", "会一点，乐意教", "做了二十年这一行")
MOST = {"district": 240, "small": 26}


def build_talents(world: World) -> None:
    """One in a few households; each with one or two skills, two in three shown to neighbours. The cast's neighbour teaches Go."""
    chance = world.chance("talents")
    if not Skill.objects.exists():
        load_skills()
    skills = list(Skill.objects.filter(parent__isnull=False, licence=False).order_by("sort"))
    worker = world.cast["community_worker"]
    taken = {post.person.pk for post in world.cast.values()}
    homes: dict[int, Place] = {}
    for member in world.rows.of(Member):
        if member.until_on is None and member.person_id not in taken and member.person_id not in homes:
            above = world.above.get(member.household.dwelling_id, {})
            home = above.get("building") or above.get("estate")
            if home is not None:
                homes[member.person_id] = home
    people = {one.pk: one for one in world.rows.of(Person)}
    chosen = sorted(homes)[:: max(1, len(homes) // MOST[world.scale.code])][: MOST[world.scale.code]]
    for number, pk in enumerate(chosen):
        row = _talent(world, worker.actor, people[pk], homes[pk], number)
        for skill in chance.sample(skills, 1 + number % 2):
            _skill(world, row, skill, number % 7 != 6)
        if number % 7 == 6:
            row.state = "accepted"
    neighbour = world.cast["neighbour"]
    assert neighbour.account is not None
    teacher = _talent(world, worker.actor, neighbour.person, world.places["青榕花园"], 0)
    go = Skill.objects.get(code="arts.go")
    _skill(world, teacher, go, True)
    teacher.bio = "周日上午教围棋，欢迎孩子来"
    for days, state in ((40, "done"), (12, "done"), (1, "asked")):
        _request(world, teacher, go, days, state)
    phoneless = _talent(world, worker.actor, None, world.places["青榕花园"], 1)
    phoneless.state, phoneless.accepted_at, phoneless.accepted_how, phoneless.called, phoneless.phone = (
        "suggested",
        None,
        "",
        "吴师傅",
        "13900005678",
    )


def _line(
    world: World,
    row: Talent | TalentRequest,
    kind: str,
    thing: str,
    by: Actor,
    at: dt.datetime,
    text: str = "",
) -> None:
    world.events.append(trail.link(row, kind, f"{kind}.{thing}", by, at, {}, text, "teller"))


def _talent(world: World, by: Actor, person: Person | None, place: Place, number: int) -> Talent:
    at = world.now - (20 + number * 3 % 300) * DAY
    account = world.cast["grid_worker"].account
    row = world.rows.add(
        Talent(person=person, place=place, state="active", seen="workers" if number % 3 == 2 else "public", bio=BIOS[number % len(BIOS)], most_week=1 + number % 3,
               nominated_by=account, nominated_at=at, accepted_at=at + DAY, accepted_how=("tap", "call", "counter")[number % 3])
    )  # fmt: skip
    _line(world, row, "talent", "suggested", by, at)
    return row


def _skill(world: World, row: Talent, skill: Skill, checked: bool) -> None:
    at = row.nominated_at + 3 * DAY
    world.rows.add(
        TalentSkill(
            talent=row,
            skill=skill,
            evidence="看过、问过",
            verified_at=at if checked else None,
            verified_by=1 if checked else 0,
        )
    )


def _request(world: World, row: Talent, skill: Skill, days: int, state: str) -> None:
    asker = world.cast["resident"]
    at = world.now - days * DAY
    done = state == "done"
    made = world.rows.add(
        TalentRequest(talent=row, skill=skill, account=asker.account, person=asker.person, text="想请您教教孩子围棋", state=state, asked_at=at,
                      answer_by=None if done else at + 7 * DAY, answered_at=at + DAY if done else None, agreed_at=at + DAY if done else None,
                      done_at=at + 4 * DAY if done else None)
    )  # fmt: skip
    _line(world, made, "talent_request", "asked", asker.actor, at, made.text)

"""Alliances and joint projects: members by their own word, a chair in turn, milestones reached by evidence alone."""

import datetime as dt

import pytest

from jinlin.base import trail
from jinlin.organisations.models import ChairTurn, Evidence, Membership, Milestone
from jinlin.organisations.partners.alliances import ALLIANCE_DESK
from jinlin.organisations.partners.commands import found_alliance, propose_project
from jinlin.organisations.partners.evidence import token
from jinlin.organisations.partners.projects import PROJECTS
from tests.cast import at, build
from tests.organisations.partners import held, institution
from tests.organisations.test_partners_agreements import faulty, refused

SPRING = (dt.date(2026, 1, 1), dt.date(2026, 3, 31))


@pytest.fixture
def world(db):
    made = build()
    institution(made, "library", "区图书馆", "苏馆员")
    institution(made, "clinic", "市中医院", "梁医师")
    return made


@pytest.fixture
def alliance(world):
    return found_alliance(
        name="东片区联盟", kind="zone", place=world.places["community"], founded_on=SPRING[0], by=world.act("worker"), at=at("2026-01-01 10:00")
    )  # fmt: skip


def take(world, row, step, by, on="2026-01-05 10:00", **given):
    return ALLIANCE_DESK.take(row.pk, step, by=world.act(by), given=given, on=at(on))


def joined(world, alliance, code):
    take(world, alliance, "invite", "worker", institution=world.institutions[code].pk)
    take(world, alliance, "join", f"{code}_clerk")


def test_only_those_who_work_there_or_above_found_and_keep_an_alliance(world, alliance):
    for name in ("library_clerk", "worker2", "grid_worker", "resident"):
        refused(
            lambda name=name: found_alliance(name="x", kind="theme", place=world.places["community"], founded_on=SPRING[0], by=world.act(name)),
            "not_yours",
        )  # fmt: skip
        refused(lambda name=name: take(world, alliance, "invite", name, institution=1), "not_yours")
    assert (
        found_alliance(
            name="街道联盟",
            kind="theme",
            place=world.places["street"],
            founded_on=SPRING[0],
            by=world.act("street"),
        ).code
        != alliance.code
    )


def test_an_invited_institution_is_a_member_once_it_says_so_itself(world, alliance):
    library = world.institutions["library"]
    take(world, alliance, "invite", "worker", institution=library.pk)
    faulty(
        lambda: take(world, alliance, "invite", "secretary", institution=library.pk),
        "institution",
        "not_twice",
    )
    faulty(
        lambda: take(
            world, alliance, "chair", "worker", institution=library.pk, from_on=SPRING[0], to_on=SPRING[1]
        ),
        "institution",
        "no_member",
    )
    refused(lambda: take(world, alliance, "join", "worker"), "not_yours")
    refused(lambda: take(world, alliance, "join", "clinic_clerk"), "not_yours")
    take(world, alliance, "join", "library_clerk")
    assert Membership.objects.get().from_on == dt.date(2026, 1, 5)
    refused(lambda: take(world, alliance, "join", "library_clerk"), "not_yours")


def test_who_leaves_or_declines_may_be_invited_again(world, alliance):
    joined(world, alliance, "library")
    take(world, alliance, "leave", "library_clerk", on="2026-02-01 10:00", note="人手不够")
    take(
        world,
        alliance,
        "invite",
        "worker",
        institution=world.institutions["library"].pk,
        on="2026-03-01 10:00",
    )
    take(world, alliance, "decline", "library_clerk", on="2026-03-02 10:00")
    assert Membership.objects.filter(to_on__isnull=False).count() == 2


def test_one_chair_at_a_time(world, alliance):
    joined(world, alliance, "library")
    joined(world, alliance, "clinic")
    turn = {"from_on": SPRING[0], "to_on": SPRING[1]}
    take(world, alliance, "chair", "worker", institution=world.institutions["library"].pk, **turn)
    faulty(
        lambda: take(world, alliance, "chair", "worker", institution=world.institutions["clinic"].pk, **turn),
        "from_on",
        "not_free",
    )
    take(
        world,
        alliance,
        "chair",
        "worker",
        institution=world.institutions["clinic"].pk,
        from_on=dt.date(2026, 4, 1),
        to_on=dt.date(2026, 6, 30),
    )
    assert ChairTurn.objects.count() == 2


def project(world, alliance=None, lead="library"):
    return propose_project(
        community=world.places["community"], name="楼道书屋", lead=world.institutions[lead].pk, from_on=dt.date(2026, 1, 1), to_on=dt.date(2026, 6, 30),
        by=world.act("worker"), alliance=alliance, at=at("2026-01-05 10:00"),
    )  # fmt: skip


def step(world, row, code, by, on="2026-02-20 10:00", **given):
    return PROJECTS.take(row.pk, code, by=world.act(by), given=given, on=at(on))


def test_a_project_of_an_alliance_is_led_by_a_member_who_agrees(world, alliance):
    faulty(lambda: project(world, alliance), "lead", "no_member")
    joined(world, alliance, "library")
    row = project(world, alliance)
    refused(lambda: step(world, row, "take_on", "worker"), "not_yours")
    assert step(world, row, "take_on", "library_clerk").state == "working"


def test_a_milestone_is_reached_by_a_confirmed_record_alone_and_progress_follows(world):
    row = project(world)
    step(world, row, "take_on", "library_clerk")
    refused(lambda: step(world, row, "finish", "worker"), "no_milestone")
    for title, due in (("选好三个楼道", "2026-02-28"), ("书架装好", "2026-05-31")):
        step(
            world, row, "milestone", "worker", title=title, due_on=due, owner=world.institutions["library"].pk
        )
    faulty(
        lambda: step(world, row, "milestone", "worker", title="太晚", due_on="2026-07-01"),
        "due_on",
        "wrong_dates",
    )
    first, second = Milestone.objects.order_by("due_on")
    unconfirmed = held(world, "2026-02-10", confirmed=False)
    faulty(
        lambda: step(
            world, row, "reach", "worker", milestone=first.pk, evidence=token("occasion", unconfirmed.pk)
        ),
        "evidence",
        "wrong_reference",
    )
    others = held(world, "2026-02-11", code="clinic")
    faulty(
        lambda: step(
            world, row, "reach", "worker", milestone=first.pk, evidence=token("occasion", others.pk)
        ),
        "evidence",
        "wrong_parties",
    )
    record = held(world, "2026-02-12")
    step(world, row, "reach", "library_clerk", milestone=first.pk, evidence=token("occasion", record.pk))
    faulty(
        lambda: step(
            world, row, "reach", "worker", milestone=second.pk, evidence=token("occasion", record.pk)
        ),
        "evidence",
        "not_twice",
    )
    faulty(
        lambda: step(
            world, row, "reach", "worker", milestone=first.pk, evidence=token("occasion", record.pk)
        ),
        "milestone",
        "not_twice",
    )
    refused(lambda: step(world, row, "finish", "worker"), "not_all_reached")
    last = held(world, "2026-02-18", kind="service")
    step(world, row, "reach", "worker", milestone=second.pk, evidence=token("occasion", last.pk))
    assert step(world, row, "finish", "worker").done_on == dt.date(2026, 2, 20)
    assert Evidence.objects.filter(milestone__project=row).count() == 2
    assert trail.verify(trail.heads())["faults"] == []


def test_an_alliance_with_open_projects_is_not_dissolved(world, alliance):
    joined(world, alliance, "library")
    row = project(world, alliance)
    refused(lambda: take(world, alliance, "end", "worker", note="合并"), "not_settled")
    step(world, row, "stop", "library_clerk", note="没有场地")
    assert take(world, alliance, "end", "worker", note="合并").state == "ended"
    assert not Membership.objects.filter(to_on__isnull=True).exists()

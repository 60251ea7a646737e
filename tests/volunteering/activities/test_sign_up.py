"""Signing up: places in order, kept for a while, family and children, the worker for those without a phone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.organisations.public import actor
from jinlin.volunteering.activities import commands, queries
from jinlin.volunteering.activities.desk import ACTIVITIES, SIGN_UPS
from jinlin.volunteering.activities.jobs import lay_out_ahead, tidy_activities
from jinlin.volunteering.models import Enrolment, GuardianConsent, SignUp
from tests.volunteering.activities.scene import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    return scene()


def put(made: Scene, count: int, **more: object) -> list[SignUp]:
    """So many residents sign up one after the other."""
    found = []
    for account in made.residents(count):
        (one,) = commands.sign_up(activity=made.first, people=[account.person], by=actor(account), **more)
        found.append(one.sign_up)
    return found


def states(made: Scene) -> list[str]:
    return list(
        SignUp.objects.filter(occurrence=made.first).order_by("position").values_list("state", flat=True)
    )


def test_the_twenty_first_waits_and_a_place_that_comes_free_is_kept_for_the_first_on_the_list(
    made: Scene,
) -> None:
    rows = put(made, 23)
    assert states(made) == ["confirmed"] * 20 + ["waiting"] * 3
    SIGN_UPS.take(rows[3].pk, "cancel", by=actor(rows[3].by))
    assert states(made)[20:] == ["offered", "waiting", "waiting"]
    offered = SignUp.objects.get(pk=rows[20].pk)
    assert offered.offered_until > timezone.now()
    assert Notice.objects.filter(account=offered.by, zh__contains="有空位了").exists()
    SIGN_UPS.take(offered.pk, "accept", by=actor(offered.by))
    assert states(made)[20:] == ["confirmed", "waiting", "waiting"]


def test_an_offer_ends_by_the_clock_and_goes_to_the_next_without_any_job(made: Scene) -> None:
    rows = put(made, 22)
    SIGN_UPS.take(rows[0].pk, "cancel", by=actor(rows[0].by))
    late = SignUp.objects.get(pk=rows[20].pk).offered_until + dt.timedelta(minutes=1)
    with pytest.raises(Refused) as refused:
        SIGN_UPS.take(rows[20].pk, "accept", by=actor(rows[20].by), on=late)
    assert refused.value.reason.code == "too_late"
    full = queries.fullness([queries.whole().get(pk=made.first.pk)], late)[made.first.pk]
    assert (full.confirmed, full.offered, full.free) == (19, 0, 1)
    tidy_activities(late)
    assert states(made)[20:] == ["lapsed", "offered"]


def test_a_waiting_ones_leaving_promotes_nobody(made: Scene) -> None:
    rows = put(made, 23)
    SIGN_UPS.take(rows[21].pk, "cancel", by=actor(rows[21].by))
    assert states(made)[20:] == ["waiting", "cancelled", "waiting"]


def test_more_places_are_offered_in_order_and_fewer_places_evict_nobody(made: Scene) -> None:
    worker = made.world.act("worker")
    put(made, 23)
    ACTIVITIES.take(made.first.pk, "change", by=worker, given={"capacity": 22, "waiting": 0})
    assert states(made)[20:] == ["offered", "offered", "waiting"]
    ACTIVITIES.take(made.first.pk, "change", by=worker, given={"capacity": 10, "waiting": 0})
    assert states(made)[:20] == ["confirmed"] * 20
    full = queries.fullness([queries.whole().get(pk=made.first.pk)], timezone.now())[made.first.pk]
    assert (full.limit, full.taken, full.free) == (10, 22, 0)


def test_the_room_and_the_grown_ups_bound_the_places() -> None:
    made = scene(capacity=0, ratio=8, supervisors=2)
    full = queries.fullness([queries.whole().get(pk=made.first.pk)], timezone.now())[made.first.pk]
    assert full.limit == 16


def test_nobody_signs_up_twice_and_a_full_list_says_so() -> None:
    made = scene(capacity=1, waiting=1)
    account, other, third = made.residents(3)
    for _ in range(2):
        (last,) = commands.sign_up(activity=made.first, people=[account.person], by=actor(account))
    assert last.reason.code == "not_twice"
    commands.sign_up(activity=made.first, people=[other.person], by=actor(other))
    (full,) = commands.sign_up(activity=made.first, people=[third.person], by=actor(third))
    assert full.reason.code == "no_place"


def test_a_family_is_signed_up_together_and_a_child_waits_for_its_guardians_consent(made: Scene) -> None:
    resident = made.world.act("resident")
    found = commands.sign_up(activity=made.first, people=queries.family(resident.person), by=resident)
    assert [(one.person.name, one.sign_up.state) for one in found] == [
        ("王秀兰", "confirmed"),
        ("王大明", "confirmed"),
        ("王小宝", "asked"),
    ]
    childs = found[2].sign_up
    SIGN_UPS.take(childs.pk, "consent", by=resident, given={"photo_ok": False, "pickup": "奶奶"})
    childs.refresh_from_db()
    assert childs.state == "confirmed"
    assert GuardianConsent.objects.get(child=made.child).pickup == "奶奶"


def test_no_childs_place_is_confirmed_without_a_live_consent(made: Scene) -> None:
    resident = made.world.act("resident")
    consent = commands.Consent(resident.person)
    (first,) = commands.sign_up(activity=made.first, people=[made.child], by=resident, consent=consent)
    assert first.sign_up.state == "confirmed"
    commands.withdraw_consent(consent=GuardianConsent.objects.get(child=made.child), by=resident)
    assert states(made) == ["cancelled"]
    (again,) = commands.sign_up(activity=made.first, people=[made.child], by=resident)
    assert again.sign_up.state == "asked"
    with pytest.raises(Refused) as refused:
        SIGN_UPS.take(again.sign_up.pk, "consent", by=made.world.act("neighbour"))
    assert refused.value.reason.code == "not_yours"


def test_one_signs_up_oneself_and_ones_family_and_nobody_else(made: Scene) -> None:
    with pytest.raises(Refused) as refused:
        commands.sign_up(activity=made.first, people=[made.child], by=made.world.act("neighbour"))
    assert refused.value.reason.code == "not_yours"


def test_a_worker_signs_an_elder_up_by_name_and_stands_in_the_record(made: Scene) -> None:
    worker = made.world.act("worker")
    person = commands.person_for(activity=made.first, name="李奶奶", birth_year=1940)
    (one,) = commands.sign_up(
        activity=made.first, people=[person], by=worker, manner=commands.Manner(tie="worker")
    )
    assert (one.sign_up.state, one.sign_up.tie, one.sign_up.by_id) == ("confirmed", "worker", worker.account)
    assert commands.person_for(activity=made.first, name="李奶奶").pk == person.pk


def test_the_whole_series_is_signed_up_for_as_its_dates_come(made: Scene) -> None:
    resident = made.world.act("resident")
    commands.enrol(series=made.series, people=[made.partner], by=resident)
    assert states(made) == ["confirmed"]
    lay_out_ahead(timezone.now())
    published = made.series.occurrences.filter(state="published").count()
    assert published >= 4
    assert SignUp.objects.filter(person=made.partner, state="confirmed").count() == published
    commands.leave(enrolment=Enrolment.objects.get(), by=resident)
    assert Enrolment.objects.filter(ended_at__isnull=True).count() == 0


def test_calling_it_off_tells_everybody_and_gives_the_room_back(made: Scene) -> None:
    rows = put(made, 22)
    booking = made.first.booking
    assert booking is not None and booking.state == "confirmed"
    ACTIVITIES.take(
        made.first.pk,
        "cancel",
        by=made.world.act("worker"),
        given={"reason": "teacher", "note": "老师生病，下周补上"},
    )
    assert set(states(made)) == {"dropped"}
    for row in (rows[0], rows[21]):
        assert Notice.objects.filter(account=row.by, zh__contains="老师生病，下周补上").count() == 1
    booking.refresh_from_db()
    assert booking.state == "cancelled"


def test_close_to_the_hour_a_free_place_is_whoevers_takes_it(made: Scene) -> None:
    rows = put(made, 22)
    soon = made.first.begins_at - dt.timedelta(minutes=90)
    SIGN_UPS.take(rows[0].pk, "cancel", by=actor(rows[0].by), on=soon)
    assert states(made)[20:] == ["waiting", "waiting"]
    SIGN_UPS.take(rows[21].pk, "take", by=actor(rows[21].by), on=soon)
    with pytest.raises(Refused) as refused:
        SIGN_UPS.take(rows[20].pk, "take", by=actor(rows[20].by), on=soon)
    assert refused.value.reason.code == "no_place"


def test_too_young_and_too_late_are_said_in_words() -> None:
    made = scene(age_min=18)
    resident = made.world.act("resident")
    (young,) = commands.sign_up(activity=made.first, people=[made.child], by=resident)
    assert young.reason.code == "too_young"
    (late,) = commands.sign_up(
        activity=made.first,
        people=[made.partner],
        by=resident,
        at=made.first.begins_at + dt.timedelta(minutes=1),
    )
    assert late.reason.code == "too_late"

"""Duties are kept by linked records of the right sort, time and parties alone; each record counts once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from jinlin.base import trail
from jinlin.base.engine import Faulty, thread
from jinlin.base.models import Notice
from jinlin.base.words import Words
from jinlin.organisations.models import Evidence, Obligation, Occasion
from jinlin.organisations.partners import evidence, jobs
from jinlin.organisations.partners.agreements import AGREEMENTS
from jinlin.organisations.partners.commands import enter_occasion
from jinlin.organisations.partners.evidence import Proof, token
from jinlin.organisations.partners.obligations import OBLIGATIONS, offers
from jinlin.organisations.partners.occasions import OCCASION_DESK
from jinlin.organisations.partners.reciprocity import book
from jinlin.organisations.partners.strips import strips
from jinlin.organisations.public import register_evidence
from tests.cast import at, build
from tests.organisations.partners import duty, held, in_force, institution, link, secretary2
from tests.organisations.test_partners_agreements import faulty, refused
from tests.racing import at_once


@pytest.fixture
def world(db):
    made = build()
    institution(made, "library", "区图书馆", "苏馆员")
    institution(made, "clinic", "市中医院", "梁医师")
    return made


def strip_of(agreement, on):
    return strips([agreement], on=dt.date.fromisoformat(on))[agreement.pk]


def test_four_of_seven_calendar_months_are_kept_in_the_worked_example(world):
    """In force 15 Jan to 14 Jul; joint activities in Jan, Feb, Apr, Apr, Jul. Source: service.md, oracle (g)."""
    row = in_force(world, term=(dt.date(2026, 1, 15), dt.date(2026, 7, 14)))
    for on in ("2026-01-20", "2026-02-11", "2026-04-02", "2026-04-25", "2026-07-10"):
        link(world, row, held(world, on))
    found = strip_of(row, "2026-12-31")
    assert (found.kept, found.in_force, found.held) == (4, 7, 5)
    states = [one.state for one in found.months[:7]]
    assert states == ["kept", "kept", "missing", "kept", "missing", "missing", "kept"]
    assert Obligation.objects.filter(state="kept").count() == 4


def test_what_lies_before_the_agreement_or_in_another_month_proves_nothing(world):
    row = in_force(world, term=(dt.date(2026, 1, 15), dt.date(2026, 7, 14)))
    early, march = held(world, "2026-01-10"), held(world, "2026-03-03")
    january = duty(row, "2026-01-20")
    for occasion in (early, march):
        faulty(
            lambda occasion=occasion: OBLIGATIONS.take(
                january.pk, "link", by=world.act("worker"), given={"evidence": token("occasion", occasion.pk)}, on=at("2026-03-05 10:00")
            ),
            "evidence", "wrong_period",
        )  # fmt: skip
    assert Obligation.objects.filter(state="kept").count() == 0


def test_a_text_is_no_evidence(world):
    row = in_force(world)
    january = duty(row, "2026-01-20")
    for typed in ("我们做了活动", "", None):
        with pytest.raises(Faulty):
            OBLIGATIONS.take(
                january.pk,
                "link",
                by=world.act("worker"),
                given={"evidence": typed},
                on=at("2026-01-30 10:00"),
            )
    faulty(
        lambda: OBLIGATIONS.take(january.pk, "link", by=world.act("worker"), given={"evidence": 12}, on=at("2026-01-30 10:00")),
        "evidence", "wrong_reference",
    )  # fmt: skip


def test_a_record_counts_only_once_the_other_side_has_confirmed_it(world):
    row = in_force(world)
    waiting = held(world, "2026-01-20", confirmed=False)
    january = duty(row, "2026-01-20")
    assert offers(january) == []
    faulty(lambda: link(world, row, waiting), "evidence", "wrong_reference")
    refused(lambda: OCCASION_DESK.take(waiting.pk, "confirm", by=world.act("worker")), "not_yours")
    refused(lambda: OCCASION_DESK.take(waiting.pk, "confirm", by=world.act("clinic_clerk")), "not_yours")
    OCCASION_DESK.take(waiting.pk, "confirm", by=world.act("library_clerk"))
    assert [proof.pk for proof in offers(january)] == [waiting.pk]
    assert link(world, row, waiting).state == "kept"
    assert offers(january) == []


def test_what_the_institution_enters_the_community_confirms(world):
    in_force(world)
    row = held(world, "2026-01-20", by="library_clerk", confirmed=False)
    refused(lambda: OCCASION_DESK.take(row.pk, "confirm", by=world.act("library_clerk")), "not_yours")
    OCCASION_DESK.take(row.pk, "question", by=world.act("worker"), given={"note": "那天没有来"})
    refused(lambda: OCCASION_DESK.take(row.pk, "correct", by=world.act("worker")), "not_yours")
    given = {"kind": "visit", "title": "走访", "on": "2026-01-21"}
    OCCASION_DESK.take(row.pk, "correct", by=world.act("library_clerk"), given=given)
    done = OCCASION_DESK.take(row.pk, "confirm", by=world.act("worker"))
    assert (done.state, done.kind, done.on) == ("confirmed", "visit", dt.date(2026, 1, 21))


def test_nothing_that_has_not_happened_is_entered_and_amounts_are_asked_where_they_matter(world):
    in_force(world)
    values = {"kind": "gift", "title": "捐书", "on": dt.date(2026, 1, 20)}
    enter = lambda **more: enter_occasion(  # noqa: E731
        community=world.places["community"],
        institution=world.institutions["library"].pk,
        values=values | more,
        by=world.act("worker"),
        at=at("2026-01-20 12:00"),
    )
    faulty(enter, "money", "no_amount")
    faulty(lambda: enter(kind="room"), "hours", "no_amount")
    faulty(lambda: enter(kind="visit", on=dt.date(2026, 1, 21)), "on", "too_early")
    assert enter(money=120_000).fen == 120_000


def test_a_record_of_the_wrong_sort_does_not_keep_a_clause(world):
    row = in_force(world, support_in_kind=1000)
    faulty(
        lambda: link(world, row, held(world, "2026-01-20"), kind="support_in_kind"), "evidence", "wrong_kind"
    )


def test_a_clause_is_kept_when_the_sum_of_its_records_reaches_what_was_agreed(world):
    row = in_force(world, venue_hours=20)
    first = link(world, row, held(world, "2026-01-10", kind="venue", hours=12), kind="venue_hours")
    assert (first.state, first.got) == ("due", 720)
    second = link(world, row, held(world, "2026-01-24", kind="venue", hours=8), kind="venue_hours")
    assert (second.state, second.got, second.kept_on) == ("kept", 1200, dt.date(2026, 1, 26))
    assert [one.thing for one in thread("obligation", second.pk, seen=["staff"])] == [
        "obligation.made", "obligation.link", "obligation.link", "obligation.keep",
    ]  # fmt: skip


def test_evidence_taken_off_opens_the_duty_again(world):
    row = in_force(world)
    occasion = held(world, "2026-01-20")
    kept = link(world, row, occasion)
    given = {"evidence": token("occasion", occasion.pk), "note": "记错了"}
    again = OBLIGATIONS.take(
        kept.pk, "unlink", by=world.act("library_clerk"), given=given, on=at("2026-02-01 10:00")
    )
    again.refresh_from_db()
    assert (again.state, again.got, again.kept_on) == ("due", 0, None)
    refused(
        lambda: OBLIGATIONS.take(kept.pk, "unlink", by=world.act("library_clerk"), given=given), "no_evidence"
    )
    assert link(world, row, occasion).state == "kept"
    assert trail.verify(trail.heads())["faults"] == []


def test_a_record_that_serves_as_evidence_is_not_annulled(world):
    row = in_force(world)
    occasion = held(world, "2026-01-20")
    link(world, row, occasion)
    refused(
        lambda: OCCASION_DESK.take(occasion.pk, "annul", by=world.act("street"), given={"note": "查实"}),
        "not_free",
    )


def test_one_record_counts_once_in_an_agreement(world):
    row = in_force(world, joint_activity=1, head_visit=1)
    visit = held(world, "2026-01-20", kind="visit")
    link(world, row, visit)
    faulty(lambda: link(world, row, visit, kind="head_visit"), "evidence", "not_twice")
    with pytest.raises(IntegrityError), transaction.atomic():
        one = Evidence.objects.get()
        one.pk = None
        one.save()


def test_a_visit_shared_by_two_communities_counts_for_each_and_once_in_totals(world):
    secretary2(world)
    here = in_force(world)
    there = in_force(world, place="community2", worker="worker2", secretary="secretary2")
    visit = held(world, "2026-01-20", kind="visit", people=9, also=("community2",))
    link(world, here, visit)
    link(world, there, visit, by="worker2")
    assert Evidence.objects.count() == 2
    assert (strip_of(here, "2026-01-31").held, strip_of(there, "2026-01-31").held) == (1, 1)
    total = book(Evidence.objects.all())
    assert (total.records, total.by_institution["occasion.visit"].people) == (1, 9)


def test_the_book_says_what_each_side_gave_and_received(world):
    row = in_force(world, joint_activity=1, support_in_kind=500, community_room=2)
    link(world, row, held(world, "2026-01-12", people=30))
    link(world, row, held(world, "2026-01-14", kind="gift", money=60_000), kind="support_in_kind")
    room = held(world, "2026-01-16", kind="room", hours=3)
    link(world, row, room, kind="community_room")
    found = book(Evidence.objects.filter(agreement=row))
    assert found.by_institution["occasion.gift"].fen == 60_000
    assert found.by_community["occasion.room"].minutes == 180
    assert found.together["occasion.activity"].people == 30
    assert found.records == 3


def test_evidence_that_comes_late_keeps_the_month_and_says_when(world):
    row = in_force(world)
    occasion = held(world, "2026-01-20")
    late = link(world, row, occasion, on="2026-03-01")
    assert (late.state, late.kept_on, late.due_on) == ("kept", dt.date(2026, 3, 1), dt.date(2026, 2, 5))
    assert strip_of(row, "2026-03-01").months[0].state == "kept"


def test_nothing_is_linked_before_its_period_begins(world):
    row = in_force(world)
    march = duty(row, "2026-03-10")
    refused(
        lambda: OBLIGATIONS.take(
            march.pk, "link", by=world.act("worker"), given={"evidence": 1}, on=at("2026-02-20 10:00")
        ),
        "too_early",
    )


def test_both_sides_are_told_the_morning_after_a_duty_is_late_and_may_remind_once_a_day(world):
    row = in_force(world)
    january = duty(row, "2026-01-10")
    Notice.objects.all().delete()
    assert jobs.tell_late(at("2026-02-05 23:00")) == 0
    assert jobs.tell_late(at("2026-02-06 00:30")) == 1
    assert jobs.tell_late(at("2026-02-06 01:30")) == 0
    told = set(Notice.objects.filter(subject="obligation").values_list("account__username", flat=True))
    assert {"worker", "secretary", "library_clerk"} <= told
    refused(
        lambda: OBLIGATIONS.take(january.pk, "urge", by=world.act("worker"), on=at("2026-02-06 10:00")),
        "too_often",
    )
    Notice.objects.all().delete()
    OBLIGATIONS.take(january.pk, "urge", by=world.act("library_clerk"), on=at("2026-02-07 10:00"))
    assert set(Notice.objects.values_list("account__username", flat=True)) == {"worker", "secretary"}


def test_duties_of_an_ended_agreement_keep_what_was_before_its_end(world):
    row = in_force(world)
    before, after = held(world, "2026-05-03"), held(world, "2026-05-21")
    AGREEMENTS.take(
        row.pk, "end", by=world.act("library_clerk"), given={"note": "搬走"}, on=at("2026-05-20 10:00")
    )
    faulty(lambda: link(world, row, after), "evidence", "wrong_period")
    assert link(world, row, before).state == "kept"


def test_a_higher_app_offers_its_own_records_by_the_registry(world):
    row = in_force(world)
    proof = Proof(
        kind="dance", pk=5, sort="activity.joint", on=dt.date(2026, 1, 9), title="联欢", is_joint=True, people=40,
        institutions=frozenset({world.institutions["library"].pk}), communities=frozenset({world.places["community"].pk}),
    )  # fmt: skip
    register_evidence(
        "dance", words=Words("联欢", "Dance"), find=lambda pk: proof if pk == 5 else None,
        offers=lambda i, c, since, until: [proof] if since <= proof.on <= until else [], page=lambda pk: f"/dances/{pk}",
    )  # fmt: skip
    try:
        january = duty(row, "2026-01-20")
        assert [one.title for one in offers(january)] == ["联欢"]
        kept = OBLIGATIONS.take(
            january.pk,
            "link",
            by=world.act("worker"),
            given={"evidence": proof.token},
            on=at("2026-01-30 10:00"),
        )
        assert kept.state == "kept" and Evidence.objects.get().people == 40
        assert evidence.token_of("dance:5") == proof.token and evidence.token_of("nothing:5") is None
    finally:
        evidence.kinds.pop("dance")


@pytest.mark.django_db(transaction=True)
def test_two_who_link_the_same_record_at_once_and_one_reads_why_not(transactional_db):
    world = build()
    institution(world, "library", "区图书馆", "苏馆员")
    row = in_force(world, joint_activity=1, head_visit=1)
    visit = held(world, "2026-01-20", kind="visit")
    found = at_once(
        lambda: link(world, row, visit, by="worker"),
        lambda: link(world, row, visit, by="library_clerk", kind="head_visit"),
        lambda: link(world, row, visit, by="secretary"),
    )
    assert found == {"done": 1, "not_twice": 2}
    assert Evidence.objects.count() == 1 and Obligation.objects.filter(state="kept").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_at_once_get_two_numbers(transactional_db):
    world = build()
    institution(world, "library", "区图书馆", "苏馆员")
    in_force(world)
    day = {"confirmed": False, "kind": "visit"}
    found = at_once(lambda: held(world, "2026-01-20", **day), lambda: held(world, "2026-01-21", **day))
    assert found == {"done": 2}
    assert len(set(Occasion.objects.values_list("number", flat=True))) == 2


def test_a_matter_that_was_solved_with_the_institutions_part_is_evidence(world):
    row = in_force(world, needs_met=1)
    told = world.tell()
    library = world.institutions["library"]
    from jinlin.matters.models import Matter, Part

    Matter.objects.filter(pk=told.matter).update(
        state="closed", outcome="solved", closed_at=at("2026-02-10 10:00")
    )
    quarter = duty(row, "2026-02-10", "needs_met")
    assert offers(quarter) == []
    part = Part.objects.create(
        matter_id=told.matter, institution=library, kind="helper", begun_at=at("2026-02-01 10:00")
    )
    assert [(one.kind, one.pk) for one in offers(quarter)] == [("matter", told.matter)]
    given = {"evidence": token("matter", told.matter)}
    kept = OBLIGATIONS.take(
        quarter.pk, "link", by=world.act("worker"), given=given, on=at("2026-02-12 10:00")
    )
    assert kept.state == "kept" and evidence.page_of("matter", told.matter).startswith("/matters/")
    assert told.number in Evidence.objects.get().title
    Part.objects.filter(pk=part.pk).update(ended_at=at("2026-02-05 10:00"))
    assert evidence.proof_of(token("matter", told.matter)) is None


def test_a_gathering_with_confirmed_minutes_counts_once_the_institution_says_it_took_part(world):
    from jinlin.organisations.models import Gathering
    from jinlin.organisations.public import load_templates
    from tests.organisations.test_tree_commands import found

    load_templates()
    top = found(world, "five_level.district_committee", "district")
    street = found(world, "five_level.street_committee", "street", parent=top)
    committee = found(world, "five_level.community_committee", "community", parent=street)
    gathering = Gathering.objects.create(
        organisation=committee,
        kind="theme_day",
        title="主题党日",
        starts_at=at("2026-01-22 09:00"),
        attendance_count=18,
    )
    row = in_force(world)
    day = {"kind": "gathering", "gathering": gathering.pk, "confirmed": False}
    faulty(lambda: held(world, "2026-01-20", **day), "gathering", "no_gathering")
    Gathering.objects.update(confirmed_at=at("2026-01-25 09:00"))
    record = held(world, "2026-01-20", **day)
    assert (record.on, record.people) == (dt.date(2026, 1, 22), 18)
    faulty(lambda: held(world, "2026-01-20", **day), "gathering", "not_twice")
    faulty(lambda: link(world, row, record), "evidence", "wrong_reference")
    OCCASION_DESK.take(record.pk, "confirm", by=world.act("library_clerk"))
    assert link(world, row, record).state == "kept"
    assert Evidence.objects.get().sort == "gathering.joint"

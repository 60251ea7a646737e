"""Agreements between a community and an institution: both accept, clauses become duties, changes and ends keep the past."""

import datetime as dt
import threading

import pytest
from django.db import connection

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK
from jinlin.base.engine import Faulty, thread
from jinlin.base.models import Notice, StoredFile
from jinlin.base.rule import Refused
from jinlin.organisations.commands import change_institution
from jinlin.organisations.models import Agreement, Contact, Membership, Obligation
from jinlin.organisations.partners import institutions, jobs
from jinlin.organisations.partners.agreements import AGREEMENTS
from jinlin.organisations.partners.commands import draft_agreement, found_alliance
from jinlin.organisations.partners.strips import strips
from jinlin.organisations.public import actor
from tests.cast import at, build
from tests.organisations.partners import YEAR, draft, held, in_force, institution, link, secretary2


@pytest.fixture
def world(db):
    made = build()
    institution(made, "library", "区图书馆", "苏馆员")
    institution(made, "clinic", "市中医院", "梁医师")
    return made


def refused(call, code):
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.reason.code == code


def faulty(call, name, code):
    with pytest.raises(Faulty) as caught:
        call()
    assert caught.value.faults[name].code == code


def take(world, row, step, by, on="2025-12-21 10:00", **given):
    return AGREEMENTS.take(row.pk, step, by=world.act(by), given=given, on=at(on))


def test_a_draft_binds_nobody_until_both_sides_have_accepted(world):
    row = draft(world)
    assert (row.state, Obligation.objects.count()) == ("draft", 0)
    row = take(world, row, "accept", "secretary", version=1)
    assert (row.state, Obligation.objects.count()) == ("half", 0)
    row = take(world, row, "accept_too", "library_clerk", version=1)
    assert (row.state, row.standing, Obligation.objects.count()) == ("in_force", 1, 12)
    assert trail.verify(trail.heads())["faults"] == []


def test_one_side_alone_cannot_bring_it_into_force(world):
    row = draft(world)
    take(world, row, "accept", "secretary", version=1)
    refused(lambda: take(world, row, "accept_too", "secretary", version=1), "not_twice")
    refused(lambda: take(world, row, "accept_too", "worker", version=1), "not_yours")
    refused(lambda: take(world, row, "accept_too", "clinic_clerk", version=1), "not_yours")
    refused(lambda: take(world, row, "accept_too", "street", version=1), "not_yours")


def test_whoever_changes_the_draft_makes_both_accept_again(world):
    row = draft(world)
    take(world, row, "accept", "secretary", version=1)
    row = take(world, row, "revise", "library_clerk", from_on=YEAR[0], to_on=YEAR[1], joint_activity=2)
    assert (row.state, row.version) == ("draft", 2)
    faulty(lambda: take(world, row, "accept", "secretary", version=1), "version", "wrong_version")
    take(world, row, "accept", "secretary", version=2)
    take(world, row, "accept_too", "library_clerk", version=2)
    assert set(Obligation.objects.values_list("target", flat=True)) == {2}


def test_an_agreement_without_clauses_or_with_wrong_dates_is_not_drafted(world):
    faulty(lambda: draft(world, joint_activity=0), "joint_activity", "no_clause")
    faulty(lambda: draft(world, term=(YEAR[1], YEAR[0])), "to_on", "wrong_dates")
    assert Agreement.objects.count() == 0


def test_strangers_and_other_communities_draft_nothing(world):
    values = {"from_on": YEAR[0], "to_on": YEAR[1], "joint_activity": 1}
    for name in ("worker2", "mediator", "grid_worker", "resident"):
        refused(
            lambda name=name: draft_agreement(community=world.places["community"], institution=world.institutions["library"].pk, values=values, by=world.act(name)),
            "not_yours",
        )  # fmt: skip


def test_an_agreement_accepted_late_asks_nothing_of_the_months_before(world):
    row = in_force(world, on="2026-03-10 09:00")
    assert row.in_force_from == dt.date(2026, 3, 10)
    assert Obligation.objects.order_by("from_on").first().from_on == dt.date(2026, 3, 10)
    assert Obligation.objects.count() == 10


def test_hours_and_yuan_are_kept_as_minutes_and_fen_with_evidence_due_five_days_after_the_period(world):
    in_force(world, venue_hours=20, support_in_kind=3000)
    hours = Obligation.objects.filter(kind="venue_hours").earliest("from_on")
    assert (hours.target, hours.due_on) == (1200, dt.date(2026, 2, 5))
    assert Obligation.objects.get(kind="support_in_kind").target == 300_000


def test_a_proposed_change_leaves_the_old_terms_until_both_accept(world):
    row = in_force(world)
    terms = {"from_on": YEAR[0], "to_on": YEAR[1], "joint_activity": 2}
    row = take(world, row, "propose", "library_clerk", on="2026-04-10 10:00", **terms)
    assert (row.state, row.version, row.standing) == ("amending", 2, 1)
    take(world, row, "accept_change", "library_clerk", on="2026-04-10 11:00", version=2)
    refused(
        lambda: take(world, row, "accept_change_too", "library_clerk", on="2026-04-10 12:00", version=2),
        "not_twice",
    )
    assert set(Obligation.objects.values_list("target", flat=True)) == {1}
    row = take(world, row, "accept_change_too", "secretary", on="2026-04-11 10:00", version=2)
    targets = dict(Obligation.objects.values_list("from_on__month", "target"))
    assert (row.state, row.standing) == ("in_force", 2)
    assert [targets[month] for month in range(1, 13)] == [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]


def test_a_declined_change_leaves_everything_as_it_was(world):
    row = in_force(world)
    take(
        world,
        row,
        "propose",
        "worker",
        on="2026-04-10 10:00",
        from_on=YEAR[0],
        to_on=YEAR[1],
        joint_activity=5,
    )
    row = take(world, row, "decline_change", "library_clerk", on="2026-04-11 10:00", note="人手不够")
    assert (row.state, row.version, row.standing) == ("in_force", 1, 1)
    take(
        world,
        row,
        "propose",
        "worker",
        on="2026-05-10 10:00",
        from_on=YEAR[0],
        to_on=YEAR[1],
        joint_activity=2,
    )
    assert AGREEMENTS.model.objects.get(pk=row.pk).version == 3
    faulty(lambda: take(world, row, "decline_change", "worker"), "note", "no_note")


def test_the_beginning_of_a_binding_agreement_stays(world):
    row = in_force(world)
    faulty(
        lambda: take(world, row, "propose", "worker", on="2026-04-10 10:00", from_on=dt.date(2026, 2, 1), to_on=YEAR[1], joint_activity=1),
        "from_on", "wrong_dates",
    )  # fmt: skip


def test_what_lies_wholly_within_a_pause_is_not_asked(world):
    row = in_force(world)
    take(world, row, "suspend", "secretary", on="2026-03-01 08:00", note="装修停用")
    row = take(world, row, "resume", "library_clerk", on="2026-06-10 08:00")
    dropped = Obligation.objects.filter(state="dropped").values_list("from_on__month", flat=True)
    assert sorted(dropped) == [3, 4, 5]
    assert strips([row], on=dt.date(2026, 12, 31))[row.pk].in_force == 9


def test_an_ended_agreement_asks_for_nothing_more(world):
    row = in_force(world)
    row = take(world, row, "end", "library_clerk", on="2026-05-20 10:00", note="单位搬走")
    assert row.binds_until == dt.date(2026, 5, 19)
    assert Obligation.objects.filter(state="due").count() == 5
    assert Obligation.objects.filter(state="dropped").count() == 7
    refused(lambda: take(world, row, "suspend", "secretary", note="x"), "wrong_state")


def test_sixty_days_before_its_end_both_sides_are_told_once(world):
    row = in_force(world)
    Notice.objects.all().delete()
    assert jobs.warn(at("2026-10-31 23:00")) == 0
    assert jobs.warn(at("2026-11-01 01:00")) == 1
    assert jobs.warn(at("2026-11-02 01:00")) == 0
    told = set(
        Notice.objects.filter(subject="agreement", subject_id=row.pk).values_list(
            "account__username", flat=True
        )
    )
    assert {"worker", "secretary", "library_clerk"} <= told and "clinic_clerk" not in told


def test_a_renewal_follows_without_a_gap_and_takes_over_when_the_term_ends(world):
    row = in_force(world)
    refused(
        lambda: take(world, row, "renew", "worker", on="2026-10-01 10:00", to_on=dt.date(2027, 12, 31)),
        "too_early",
    )
    take(world, row, "renew", "worker", on="2026-11-10 10:00", to_on=dt.date(2027, 12, 31))
    refused(
        lambda: take(world, row, "renew", "worker", on="2026-11-11 10:00", to_on=dt.date(2027, 12, 31)),
        "not_twice",
    )
    following = Agreement.objects.get(renews=row)
    assert (following.state, following.from_on) == ("draft", dt.date(2027, 1, 1))
    take(world, following, "accept", "secretary", on="2026-12-01 10:00", version=1)
    take(world, following, "accept_too", "library_clerk", on="2026-12-02 10:00", version=1)
    assert jobs.end_agreements(at("2026-12-31 23:00")) == 0
    assert jobs.end_agreements(at("2027-01-01 00:30")) == 1
    row.refresh_from_db()
    assert row.state == "renewed"


def test_without_a_renewal_it_expires_by_the_clock_alone(world):
    row = in_force(world)
    refused(lambda: AGREEMENTS.take(row.pk, "expire", by=THE_CLOCK, on=at("2026-12-31 10:00")), "too_early")
    refused(lambda: take(world, row, "expire", "secretary", on="2027-01-01 10:00"), "not_yours")
    assert jobs.end_agreements(at("2027-01-01 00:30")) == 1
    assert Agreement.objects.get().state == "expired"


def test_the_signed_scan_is_filed_with_its_digest(world):
    row = in_force(world)
    scan = StoredFile.objects.create(
        name="扫描件.pdf", kind="application/pdf", size=9, digest="ab" * 32, path="taken/x.pdf"
    )
    row = take(
        world,
        row,
        "file_scan",
        "worker",
        on="2026-01-05 10:00",
        signed_on=dt.date(2026, 1, 4),
        files=[scan.pk],
    )
    scan.refresh_from_db()
    assert (row.signed_on, scan.subject, scan.subject_id) == (dt.date(2026, 1, 4), "agreement", row.pk)
    faulty(
        lambda: take(
            world, row, "file_scan", "worker", on="2026-01-05 10:00", signed_on=dt.date(2026, 1, 6), files=[]
        ),
        "files",
        "no_files",
    )


def test_the_other_side_is_told_and_the_thread_is_for_workers(world):
    row = draft(world)
    assert "library_clerk" in Notice.objects.values_list("account__username", flat=True)
    take(world, row, "accept", "secretary", version=1)
    assert thread("agreement", row.pk, seen=["public", "teller"]) == []
    assert [one.thing for one in thread("agreement", row.pk, seen=["staff"])] == [
        "agreement.drafted",
        "agreement.accept",
    ]


def test_a_renamed_institution_keeps_its_old_name_on_old_papers(world):
    library = world.institutions["library"]
    change_institution(
        institution=library, name="榕城区图书馆", phone="", by=world.act("district"), on=dt.date(2026, 6, 1)
    )
    assert institutions.name_on(library, dt.date(2026, 5, 31)) == "区图书馆"
    assert institutions.name_on(library, dt.date(2026, 6, 1)) == "榕城区图书馆"
    refused(
        lambda: change_institution(
            institution=library, name="x", phone="", by=world.act("district"), on=dt.date(2999, 1, 1)
        ),
        "wrong_dates",
    )


def test_a_merged_institution_hands_over_agreements_memberships_and_clerks(world):
    row = in_force(world)
    kept = link(world, row, held(world, "2026-01-20"))
    library, clinic = world.institutions["library"], world.institutions["clinic"]
    alliance = found_alliance(
        name="书香联盟",
        kind="theme",
        place=world.places["community"],
        founded_on=dt.date(2026, 1, 1),
        by=world.act("worker"),
    )
    Membership.objects.create(
        alliance=alliance, institution=library, invited_on=dt.date(2026, 1, 1), from_on=dt.date(2026, 1, 2)
    )
    refused(
        lambda: institutions.merge(gone=library, into=clinic, on=dt.date(2026, 6, 1), by=world.act("worker")),
        "not_yours",
    )
    institutions.merge(gone=library, into=clinic, on=dt.date(2026, 6, 1), by=world.act("district"))
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.holder, row.institution, kept.state) == (clinic, library, "kept")
    assert actor(world.accounts["library_clerk"]).institutions == {clinic.pk}
    assert list(
        Membership.objects.filter(to_on__isnull=True).values_list("institution__code", flat=True)
    ) == ["clinic"]
    refused(
        lambda: institutions.merge(
            gone=library, into=clinic, on=dt.date(2026, 6, 2), by=world.act("district")
        ),
        "not_standing",
    )
    assert trail.verify(trail.heads())["faults"] == []


def test_contacts_have_their_time_and_are_forgotten_a_year_after_it(world):
    library = world.institutions["library"]
    clerk = world.act("library_clerk")
    made = institutions.add_contact(
        institution=library, name="苏馆员", duty="馆员", phone="0591-1", from_on=dt.date(2025, 1, 1), by=clerk
    )
    refused(
        lambda: institutions.add_contact(
            institution=library,
            name="x",
            duty="",
            phone="",
            from_on=dt.date(2025, 1, 1),
            by=world.act("clinic_clerk"),
        ),
        "not_yours",
    )
    institutions.end_contact(contact=made, to_on=dt.date(2025, 6, 30), by=clerk)
    assert list(institutions.contacts(library, on=dt.date(2025, 6, 30))) == [made]
    assert list(institutions.contacts(library, on=dt.date(2025, 7, 1))) == []
    assert institutions.forget_contacts(dt.date(2025, 6, 30)) == 0
    assert institutions.forget_contacts(dt.date(2025, 7, 1)) == 1
    assert not Contact.objects.exists()


def test_two_communities_have_their_own_agreements_with_one_institution(world):
    secretary2(world)
    in_force(world)
    in_force(world, place="community2", worker="worker2", secretary="secretary2")
    assert Agreement.objects.filter(state="in_force").count() == 2


@pytest.mark.django_db(transaction=True)
def test_both_sides_accept_at_once_and_the_second_reads_who_was_first(transactional_db):
    world = build()
    institution(world, "library", "区图书馆", "苏馆员")
    row = draft(world)
    start, outcomes = threading.Barrier(2), []

    def accept(name):
        try:
            start.wait(10)
            take(world, row, "accept", name, version=1)
            outcomes.append("accepted")
        except Refused as refusal:
            outcomes.append((refusal.reason.code, "已在" in refusal.reason.words.zh))
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(name,)) for name in ("secretary", "library_clerk")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(outcomes, key=str) == [("wrong_state", True), "accepted"]
    row.refresh_from_db()
    version = row.versions.get()
    assert row.state == "half"
    assert [version.community_at is None, version.institution_at is None].count(True) == 1

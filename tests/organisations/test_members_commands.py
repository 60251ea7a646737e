"""Report-in from invitation to moving away, through commands: who may do what, and what follows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.engine import Faulty
from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.organisations.members import commands, queries, showing
from jinlin.organisations.members.desk import COMMITMENTS, REPORTS, SERVICES
from jinlin.organisations.members.panels import _services, _to_confirm, _vacant
from jinlin.organisations.members.standing import kept
from jinlin.organisations.models import (
    InvitationLetter,
    Level,
    Mark,
    Organisation,
    PostHeld,
    ReportIn,
    ServiceRecord,
    Template,
)
from jinlin.people.models import Consent, Look, Person
from jinlin.people.public import erase
from tests.organisations.members import Branch, at_home, organisation_at, staff_at

pytestmark = pytest.mark.django_db


def refused(act) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason.code


def faulty(act) -> set[str]:
    with pytest.raises(Faulty) as caught:
        act()
    return set(caught.value.faults)


def test_a_member_reports_to_the_branch_where_they_live_and_the_secretary_is_told_and_confirms(
    made: Branch,
) -> None:
    row = made.reported()
    assert (row.state, row.kind, row.employer.code, row.reported_on) == (
        "reported",
        "serving",
        "housing",
        timezone.localdate(),
    )
    assert Notice.objects.filter(account=made.world.accounts["estate_secretary"]).count() == 1
    assert [item.title for item in _to_confirm(made.secretary, timezone.now(), 9)] == ["李国强"]
    row = REPORTS.take(row.pk, "confirm", by=made.committee)
    assert (row.state, row.confirmed_on) == ("confirmed", timezone.localdate())
    assert Notice.objects.filter(account=made.world.accounts["neighbour"]).count() == 1
    assert list(_to_confirm(made.secretary, timezone.now(), 9)) == []


def test_nobody_else_takes_a_step_or_finds_the_report(made: Branch) -> None:
    row = made.reported()
    for name in ("resident", "worker", "secretary", "street", "district", "manager", "clerk", "grid_worker"):
        assert refused(lambda name=name: REPORTS.take(row.pk, "confirm", by=made.act(name))) == "not_yours"
        assert REPORTS.relations(row, made.act(name)) == frozenset()
    assert (
        refused(lambda: REPORTS.take(row.pk, "take_post", by=made.member, given={"post": "care"}))
        == "wrong_state"
    )


def test_where_a_branch_has_no_secretary_the_communitys_secretary_stands_in(made: Branch) -> None:
    branch2 = organisation_at(made.world, "dongxi", "estate_branch-E0002", "东溪里党支部")
    staff_at(
        made.world, "secretary2", "社区书记二", "community_secretary", place=made.world.places["community2"]
    )
    row = commands.invite(organisation=branch2, name="赵一", by=made.world.act("secretary2"))
    assert row.state == "invited"
    assert (
        refused(lambda: commands.invite(organisation=branch2, name="钱二", by=made.secretary)) == "not_yours"
    )
    assert (
        refused(
            lambda: commands.invite(organisation=made.organisation, name="钱二", by=made.act("secretary"))
        )
        == "not_yours"
    )


def test_a_secretary_does_not_confirm_their_own_report_and_the_community_does(made: Branch) -> None:
    row = commands.report_oneself(
        organisation=made.organisation, values={"kind": "serving"}, by=made.secretary
    )
    assert refused(lambda: REPORTS.take(row.pk, "confirm", by=made.secretary)) == "not_oneself"
    assert REPORTS.take(row.pk, "confirm", by=made.act("secretary")).state == "confirmed"


def test_the_same_branch_takes_one_open_report_of_a_person(made: Branch) -> None:
    made.reported()
    assert refused(made.reported) == "not_twice"
    commands.invite(organisation=made.organisation, name="赵一", phone="13600000001", by=made.secretary)

    def again() -> ReportIn:
        return commands.invite(
            organisation=made.organisation, name="赵一", phone="13600000001", by=made.secretary
        )

    assert refused(again) == "not_twice"


def test_a_letters_code_reports_once_without_an_account_and_asks_nothing_that_is_known(made: Branch) -> None:
    row = commands.invite(organisation=made.organisation, name="孙三", kind="retired", by=made.secretary)
    ((letter, code),) = commands.print_invitations(
        organisation=made.organisation, reports=[row], by=made.secretary
    )
    assert code.replace("-", "") not in letter.digest
    done = commands.report_by_letter(code=code, name="", phone="", values={}, by=_nobody())
    assert (done.pk, done.state, done.kind, done.person.name) == (row.pk, "reported", "retired", "孙三")
    assert (
        refused(lambda: commands.report_by_letter(code=code, name="", phone="", values={}, by=_nobody()))
        == "wrong_code"
    )


def test_a_household_letter_takes_name_and_phone_and_printing_again_voids_the_earlier_sheet(
    made: Branch,
) -> None:
    homes = commands.households_below(made.organisation, "E0001-03")
    assert len(homes) == 2
    first = commands.print_invitations(organisation=made.organisation, households=homes, by=made.secretary)
    second = commands.print_invitations(organisation=made.organisation, households=homes, by=made.secretary)
    assert InvitationLetter.objects.count() == 2

    def use(code: str, name: str) -> ReportIn:
        return commands.report_by_letter(
            code=code, name=name, phone="13600000009", values={"kind": "mobile"}, by=_nobody()
        )

    assert refused(lambda: use(first[0][1], "周四")) == "wrong_code"
    assert refused(lambda: use(second[0][1], " ")) == "no_name"
    row = use(second[0][1], "周四")
    assert (row.person.name, row.person.phone, row.kind, row.state) == (
        "周四",
        "13600000009",
        "mobile",
        "reported",
    )


def test_somebody_elses_letter_is_not_used_by_who_is_signed_in(made: Branch) -> None:
    row = commands.invite(organisation=made.organisation, name="孙三", by=made.secretary)
    ((_, code),) = commands.print_invitations(
        organisation=made.organisation, reports=[row], by=made.secretary
    )
    assert (
        refused(lambda: commands.report_by_letter(code=code, name="", phone="", values={}, by=made.member))
        == "wrong_name"
    )


def test_a_member_from_a_list_finds_the_invitation_by_the_proven_number_and_name(made: Branch) -> None:
    commands.invite(organisation=made.organisation, name="李国强", phone="13912341234", by=made.secretary)
    commands.invite(organisation=made.organisation, name="张别人", phone="13912341234", by=made.secretary)
    (mine,) = queries.own_reports(made.member.person)
    assert REPORTS.take(mine.pk, "report", by=made.member, given={}).state == "reported"


def test_posts_are_taken_bounded_left_and_handed_over_and_none_is_lost(made: Branch) -> None:
    row = made.confirmed()
    row = REPORTS.take(row.pk, "take_post", by=made.member, given={"post": "care"})
    assert row.state == "active"
    assert (
        refused(lambda: REPORTS.take(row.pk, "take_post", by=made.member, given={"post": "care"}))
        == "not_twice"
    )
    other = _confirmed(made, "赵一")
    row = REPORTS.take(row.pk, "hand_over", by=made.secretary, given={"successor": other.pk})
    assert row.state == "confirmed"
    assert list(PostHeld.objects.filter(until_on=None).values_list("report_in", "post")) == [
        (other.pk, "care")
    ]
    left = REPORTS.take(other.pk, "leave_post", by=made.secretary, given={"post": "care"})
    assert left.state == "confirmed"
    assert [item.title for item in _vacant(made.secretary, timezone.now(), 9)] == ["关爱帮扶岗"]
    REPORTS.take(row.pk, "take_post", by=made.member, given={"post": "care"})
    assert list(_vacant(made.secretary, timezone.now(), 9)) == []


def test_a_post_with_room_for_four_takes_no_fifth(made: Branch) -> None:
    rows = [_confirmed(made, f"调解{number}") for number in range(5)]
    for row in rows[:4]:
        REPORTS.take(row.pk, "take_post", by=made.secretary, given={"post": "mediation"})
    assert (
        refused(lambda: REPORTS.take(rows[4].pk, "take_post", by=made.secretary, given={"post": "mediation"}))
        == "no_room"
    )


def test_service_counts_once_a_second_person_confirms_it(made: Branch) -> None:
    row = made.confirmed()
    mine = made.served(row, counts=False)
    assert refused(lambda: SERVICES.take(mine.pk, "confirm", by=made.member)) == "not_oneself"
    assert [item.title for item in _services(made.secretary, timezone.now(), 9)] == ["清理 3 号楼楼道"]
    SERVICES.take(mine.pk, "confirm", by=made.committee)
    REPORTS.take(
        row.pk, "serve", by=made.secretary, given={"on": row.confirmed_on, "minutes": 30, "what": "纸上补记"}
    )
    theirs = ServiceRecord.objects.latest("pk")
    assert refused(lambda: SERVICES.take(theirs.pk, "confirm", by=made.secretary)) == "not_oneself"
    assert queries.counted_minutes(row) == 90
    SERVICES.take(theirs.pk, "confirm", by=made.member)
    assert queries.counted_minutes(row) == 120


def test_service_lies_between_the_confirmation_and_today(made: Branch) -> None:
    row = made.confirmed()
    for days in (1, -1, -200):
        on = timezone.localdate() + dt.timedelta(days=days)
        given = {"on": on, "minutes": 30, "what": "x"}
        assert faulty(lambda given=given: REPORTS.take(row.pk, "serve", by=made.member, given=given)) == {
            "on"
        }


def test_moving_away_gives_posts_back_withdraws_what_was_public_and_keeps_the_record(made: Branch) -> None:
    row = made.confirmed(employer_sees=True)
    made.served(row)
    REPORTS.take(row.pk, "take_post", by=made.member, given={"post": "care"})
    promise = made.promised(row, timezone.localdate() + dt.timedelta(days=20))
    row.refresh_from_db()
    commands.set_showing(report=row, purpose="member_page", given=True, by=made.member)
    row = REPORTS.take(row.pk, "move", by=made.member, given={"on": timezone.localdate(), "where": "东溪里"})
    assert (row.state, row.ended_on) == ("moved", timezone.localdate())
    assert [item.title for item in _vacant(made.secretary, timezone.now(), 9)] == ["关爱帮扶岗"]
    promise.refresh_from_db()
    assert promise.state == "withdrawn" and showing.given(row.person_id) == {}
    assert queries.counted_minutes(row) == 90
    assert made.reported().state == "reported"


def test_membership_is_shown_at_a_place_only_while_the_member_agrees(made: Branch) -> None:
    row, place = made.confirmed(), made.world.places["qingrong"]
    assert queries.shown_members(place) == []
    assert (
        refused(
            lambda: commands.set_showing(report=row, purpose="member_page", given=True, by=made.secretary)
        )
        == "not_yours"
    )
    commands.set_showing(report=row, purpose="member_page", given=True, by=made.member)
    assert [one.name for one in queries.shown_members(place)] == ["李同志"]
    commands.set_showing(report=row, purpose="member_page", given=True, called="full", by=made.member)
    assert [one.name for one in queries.shown_members(place)] == ["李国强"]
    commands.set_showing(report=row, purpose="member_page", given=False, by=made.member)
    assert queries.shown_members(place) == []
    assert (
        Consent.objects.filter(person=row.person, withdrawn_at__isnull=False, version="2026-11").count() == 1
    )


def test_a_commitment_is_published_by_consent_shown_with_evidence_and_withdrawn_at_will(made: Branch) -> None:
    row, soon = made.confirmed(), timezone.localdate() + dt.timedelta(days=20)
    values = {"promise": "修好健身器材", "due_on": soon, "called": "surname", "agreed": False}
    assert faulty(lambda: REPORTS.take(row.pk, "promise", by=made.member, given=values)) == {"agreed"}
    past = values | {"agreed": True, "due_on": timezone.localdate()}
    assert faulty(lambda: REPORTS.take(row.pk, "promise", by=made.member, given=past)) == {"due_on"}
    assert (
        refused(lambda: REPORTS.take(row.pk, "promise", by=made.secretary, given=values | {"agreed": True}))
        == "not_yours"
    )
    one = made.promised(row, soon)
    assert list(queries.public_commitments(made.world.places["qingrong"])) == [one]
    assert (
        refused(lambda: COMMITMENTS.take(one.pk, "show", by=made.secretary, given={"note": "x"}))
        == "not_yours"
    )
    assert made.shown(one).state == "shown"
    COMMITMENTS.take(one.pk, "withdraw", by=made.member)
    assert list(queries.public_commitments(made.world.places["qingrong"])) == []


def test_residents_of_the_place_mark_a_commitment_once_each_and_below_five_only_the_number_is_shown(
    made: Branch,
) -> None:
    row = made.confirmed()
    one = made.promised(row, timezone.localdate() + dt.timedelta(days=20))
    neighbours = [
        made.act("resident"),
        *(at_home(made.world, f"邻居{number}", number) for number in range(4)),
    ]
    assert refused(lambda: commands.mark(commitment=one.pk, kept=True, by=neighbours[0])) == "too_soon"
    made.shown(one)
    assert refused(lambda: commands.mark(commitment=one.pk, kept=True, by=made.member)) == "not_oneself"
    assert refused(lambda: commands.mark(commitment=one.pk, kept=True, by=made.act("stranger"))) == "not_here"
    assert refused(lambda: commands.mark(commitment=one.pk, kept=True, by=made.secretary)) == "not_yours"
    for by in neighbours[:4]:
        commands.mark(commitment=one.pk, kept=True, by=by)
    commands.mark(commitment=one.pk, kept=False, by=neighbours[0])
    assert queries.marks_of([one.pk])[one.pk] == {"count": 4, "kept": None, "not_kept": None}
    commands.mark(commitment=one.pk, kept=True, by=neighbours[4])
    assert queries.marks_of([one.pk])[one.pk] == {"count": 5, "kept": 4, "not_kept": 1}
    assert Mark.objects.count() == 5


def test_a_commitment_is_put_away_a_year_after_its_day(made: Branch) -> None:
    one = made.promised(made.confirmed(), timezone.localdate() + dt.timedelta(days=20))
    now = timezone.now()
    assert commands.put_away_old(now + dt.timedelta(days=380)) == 0
    assert commands.put_away_old(now + dt.timedelta(days=400)) == 1
    one.refresh_from_db()
    assert one.state == "put_away"


def test_the_employers_clerk_sees_the_confirmed_year_of_those_who_agreed_and_each_look_is_told(
    made: Branch,
) -> None:
    row = made.confirmed()
    made.served(row, 90)
    made.served(row, 45, counts=False)
    year = timezone.localdate().year
    clerk = made.act("clerk")
    found = queries.employer_year(clerk, year)
    assert (found.rows, found.silent) == ([], None)
    commands.set_showing(report=row, purpose="member_employer", given=True, by=made.member)
    (seen,) = queries.employer_year(clerk, year).rows
    assert (seen.report_in.person.name, seen.minutes, seen.times) == ("李国强", 90, 1)
    assert queries.employer_year(made.act("fire_clerk"), year).rows == []
    assert queries.employer_year(made.act("manager"), year).rows == []
    assert (
        refused(lambda: commands.note_looks(people=[row.person_id], by=clerk, purpose="看")) == "no_purpose"
    )
    commands.note_looks(people=[row.person_id], by=clerk, purpose="年度民主评议")
    look = Look.objects.get(person=row.person)
    assert (look.purpose, "许工" in look.title) == ("年度民主评议", True)


def test_an_institutions_branch_reports_to_a_community_through_its_clerk(made: Branch) -> None:
    committee = organisation_at(made.world, "community", "community-1", "榕西社区党委")
    housing = made.world.institutions["housing"]
    row = commands.invite_institution(organisation=committee, institution=housing, by=made.act("secretary"))
    assert (
        refused(
            lambda: commands.invite_institution(
                organisation=committee, institution=housing, by=made.act("secretary")
            )
        )
        == "not_twice"
    )
    row = REPORTS.take(row.pk, "report", by=made.act("clerk"), given={})
    row = REPORTS.take(row.pk, "confirm", by=made.act("secretary"))
    row = REPORTS.take(row.pk, "take_post", by=made.act("clerk"), given={"post": "policy"})
    assert (row.state, row.kind, row.person) == ("active", "unit", None)
    given = {
        "promise": "x",
        "due_on": timezone.localdate() + dt.timedelta(days=9),
        "called": "full",
        "agreed": True,
    }
    assert (
        refused(lambda: REPORTS.take(row.pk, "promise", by=made.act("clerk"), given=given)) == "not_a_person"
    )


def test_erasing_a_person_ends_what_was_public_and_empties_the_words(made: Branch) -> None:
    row = made.confirmed()
    one = made.promised(row, timezone.localdate() + dt.timedelta(days=20), text="CANARYPROMISE")
    made.served(row, what="CANARYSERVICE")
    erase(person=Person.objects.get(pk=row.person_id))
    row.refresh_from_db()
    one.refresh_from_db()
    assert (row.state, one.state) == ("moved", "withdrawn")
    assert "CANARY" not in one.text + "".join(row.services.values_list("what", flat=True))
    assert trail.verify(trail.heads())["faults"] == []


def test_every_chain_holds_after_a_whole_life(made: Branch) -> None:
    row = made.confirmed()
    made.served(row)
    made.shown(made.promised(row, timezone.localdate() + dt.timedelta(days=20)))
    REPORTS.take(row.pk, "move", by=made.secretary, given={"on": timezone.localdate()})
    assert trail.verify(trail.heads())["faults"] == []


def _confirmed(made: Branch, name: str) -> ReportIn:
    row = commands.invite(organisation=made.organisation, name=name, by=made.secretary)
    ((_, code),) = commands.print_invitations(
        organisation=made.organisation, reports=[row], by=made.secretary
    )
    commands.report_by_letter(code=code, name="", phone="", values={}, by=_nobody())
    return REPORTS.take(row.pk, "confirm", by=made.secretary)


def _nobody():
    from jinlin.base.actor import ANYBODY

    return ANYBODY


def test_nobody_reports_to_an_owners_committee_or_a_property_office(made: Branch) -> None:
    owners, _ = Template.objects.get_or_create(code="owners", defaults={"zh": "业主委员会", "en": "Owners"})
    level, _ = Level.objects.get_or_create(
        template=owners,
        rank=1,
        defaults={"code": "owners_committee", "zh": "业委会", "en": "Committee", "covers": "estate"},
    )
    place = made.world.places["qingrong"]
    Organisation.objects.create(
        level=level, code="owners-1", name="业委会", place=place, founded_on=timezone.localdate()
    )
    assert queries.branches_near(made.member.person) == [made.organisation]
    assert list(kept(made.secretary)) == [made.organisation]

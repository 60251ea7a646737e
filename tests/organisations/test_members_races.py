"""Two at once: a letter's code, a bounded post, a resident's mark; each has one outcome."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.actor import ANYBODY
from jinlin.organisations.members import commands
from jinlin.organisations.members.desk import REPORTS
from jinlin.organisations.models import Mark, PostHeld, ReportIn
from jinlin.people.commands.releases import ask_release, decide_release
from jinlin.people.models import Person, Release
from tests.organisations.members import Branch, branch
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def confirmed(made: Branch, name: str) -> ReportIn:
    return ReportIn.objects.create(
        organisation=made.organisation, person=Person.objects.create(name=name), kind="serving", state="confirmed", confirmed_on=timezone.localdate(),
    )  # fmt: skip


def test_one_code_reports_once(transactional_db: None) -> None:
    made = branch()
    homes = commands.households_below(made.organisation, "E0001-03")[:1]
    ((_, code),) = commands.print_invitations(
        organisation=made.organisation, households=homes, by=made.secretary
    )
    use = [
        lambda name=name: commands.report_by_letter(code=code, name=name, phone="", values={}, by=ANYBODY)
        for name in ("甲", "乙", "丙")
    ]
    assert at_once(*use) == {"done": 1, "wrong_code": 2}
    assert ReportIn.objects.count() == 1


def test_the_last_place_of_a_post_goes_to_one(transactional_db: None) -> None:
    made = branch()
    for number in range(3):
        REPORTS.take(
            confirmed(made, f"甲{number}").pk, "take_post", by=made.secretary, given={"post": "mediation"}
        )
    late = [confirmed(made, f"乙{number}").pk for number in range(3)]
    take = [
        lambda pk=pk: REPORTS.take(pk, "take_post", by=made.secretary, given={"post": "mediation"})
        for pk in late
    ]
    assert at_once(*take) == {"done": 1, "no_room": 2}
    assert PostHeld.objects.filter(post="mediation", until_on=None).count() == 4


def test_one_account_leaves_one_mark(transactional_db: None) -> None:
    made = branch()
    row = REPORTS.take(made.reported().pk, "confirm", by=made.secretary)
    one = made.shown(made.promised(row, timezone.localdate() + dt.timedelta(days=20)))
    by = made.act("resident")
    acts = [
        lambda kept=kept: commands.mark(commitment=one.pk, kept=kept, by=by) for kept in (True, False, True)
    ]
    assert at_once(*acts) == {"done": 3}
    assert Mark.objects.count() == 1


def test_of_two_who_decide_on_a_list_at_once_one_decides(transactional_db: None) -> None:
    made = branch()
    confirmed(made, "甲")
    row = ask_release(
        kind="members_branch", ref=made.organisation.code, asked={"state": "open"}, purpose="打印年度名册", by=made.secretary
    )  # fmt: skip
    decide = [
        lambda: decide_release(release=row.pk, released=True, by=made.committee),
        lambda: decide_release(release=row.pk, released=False, by=made.act("secretary")),
    ]
    assert at_once(*decide) == {"done": 1, "wrong_state": 1}
    assert Release.objects.get().state in ("released", "refused")

"""Figures of report-in on a hand-counted branch: each person once, by the period's day, rows open to the branch alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from jinlin.base import figures, nodes
from jinlin.base.periods import parse
from jinlin.organisations.members import commands
from jinlin.organisations.members.desk import REPORTS
from jinlin.organisations.models import ReportIn
from jinlin.people.models import Person
from tests.organisations.members import Branch, organisation_at
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db


def value(id: str, node: str = "350999000000", period: str = "") -> int | None:
    on = timezone.localdate()
    return figures.value(figures.figure(id), nodes.find(node), parse(period or str(on.year), today=on)).number


def entered(
    made: Branch, name: str, kind: str, *, organisation=None, person: Person | None = None, **more: object
) -> ReportIn:
    """A report-in as a list brings it."""
    fields = {"state": "confirmed", "confirmed_on": timezone.localdate(), "kind": kind, **more}
    person = person or Person.objects.create(name=name)
    return ReportIn.objects.create(organisation=organisation or made.organisation, person=person, **fields)


def test_members_are_counted_once_by_kind_and_place_and_day(made: Branch) -> None:
    other = organisation_at(made.world, "dongxi", "estate_branch-E0002", "东溪里党支部")
    both = entered(made, "两处", "serving").person
    entered(made, "", "serving", organisation=other, person=both)
    entered(made, "在职", "serving", state="active")
    entered(made, "退休", "retired")
    entered(made, "流动", "mobile", organisation=other)
    entered(made, "邀请", "serving", state="invited", confirmed_on=None)
    ago = timezone.localdate() - dt.timedelta(days=400)
    entered(
        made,
        "走了",
        "serving",
        state="moved",
        confirmed_on=ago,
        ended_on=timezone.localdate() - dt.timedelta(days=5),
    )
    assert (value("L03"), value("N07")) == (2, 4)
    assert (value("L14", "E0001"), value("L14", "E0002")) == (3, 2)
    assert value("L03", period=str(timezone.localdate().year - 1)) == 1, (
        "last year's figure stays last year's"
    )


def test_rows_open_to_the_branch_and_to_nobody_above_or_beside(made: Branch) -> None:
    entered(made, "在职", "serving")
    on = timezone.localdate()
    asked = (figures.figure("L03"), nodes.find("E0001"), parse(str(on.year), today=on))
    assert figures.rows_seen(*asked, made.secretary).count() == 1
    for name in ("secretary", "worker", "street", "district", "clerk", "manager", "resident"):
        assert figures.rows_seen(*asked, made.act(name)).count() == 0


def test_posts_service_and_commitments_are_counted_by_their_day(made: Branch) -> None:
    row = made.confirmed()
    REPORTS.take(row.pk, "take_post", by=made.member, given={"post": "care"})
    made.served(row, 90)
    made.served(row, 30, counts=False)
    today = timezone.localdate()
    due = today + dt.timedelta(days=3)
    made.shown(made.promised(row, due))
    made.promised(row, due, text="另一个")
    month = f"{due:%Y-%m}"
    assert (value("members.posts"), value("members.minutes")) == (1, 90)
    assert value("members.promised", period=month) == 2
    kept = figures.value(figures.figure("members.kept"), nodes.find("E0001"), parse(month, today=today))
    assert (kept.number, kept.base) == (1, 2)
    assert value("members.waiting") == 0
    commands.report_oneself(organisation=made.organisation, values={}, by=made.secretary)
    assert value("members.waiting") == 1


def test_rows_that_name_persons_are_no_file_to_take_along(made: Branch) -> None:
    made.confirmed()
    client = sign_in(Client(), made.world.accounts["estate_secretary"])
    page = client.get("/insight/E0001/figures/L03")
    assert "李国强" in page.content.decode() and "rows.csv" not in page.content.decode()
    answer = client.get("/insight/E0001/figures/L03/rows.csv")
    assert answer.status_code == 302 and answer["Location"].startswith("/insight/E0001/figures/L03?")

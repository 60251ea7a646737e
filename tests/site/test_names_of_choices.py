"""The name of a choice that stands in a table's column follows the language in which the page is read."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from jinlin.people.commands.own import ask_about_data
from tests.cast import build
from tests.people.neighbours import person_of, settle
from tests.people.pages import sign_in

HAN = re.compile("[一-鿿]")
SHOWN = (
    "ballots.RollUnit.source", "ballots.RollUnit.status", "ballots.Voter.kind", "ballots.Officer.duty", "ballots.Candidate.proposed_by",
    "ballots.GroupMember.side", "matters.Part.kind", "volunteering.Series.level", "volunteering.ProposalVersion.side",
    "volunteering.ClaimPublication.sort", "volunteering.Wish.way", "volunteering.Wish.confirmed_how", "volunteering.LedgerTxn.kind",
    "volunteering.Attendance.role", "deliberation.Stay.way", "deliberation.Item.source", "venues.Turn.source",
    "venues.DutyFellow.kind", "venues.FundingLine.level", "organisations.Succession.kind", "organisations.Attendance.state",
    "organisations.Attendance.how", "people.Member.tie", "people.DataRequest.kind", "people.Release.state",
)  # fmt: skip
"""Columns whose names stand on pages."""


@pytest.mark.parametrize("column", SHOWN)
def test_every_choice_of_a_column_is_read_in_the_language_of_the_page(column: str) -> None:
    app, model, name = column.split(".")
    table = apps.get_model(app, model)
    page = Template(f"{{{{ row.get_{name}_display }}}}")
    codes = [code for code, _ in table._meta.get_field(name).choices if code]
    assert codes
    for code in codes:
        row = Context({"row": table(**{name: code})})
        with translation.override("en"):
            english = page.render(row)
        assert english and english != code and not HAN.search(english), english
        with translation.override("zh-hans"):
            assert HAN.search(page.render(row))


@pytest.mark.django_db
def test_ones_own_requests_about_data_are_named_in_english_on_an_english_page(client: Client) -> None:
    world = build()
    settle(world)
    ask_about_data(person=person_of(world, "resident"), kind="correct", words="No. 501")
    sign_in(client, world.accounts["resident"])
    assert "更正：No. 501" in client.get("/me/data").content.decode()
    client.post("/language/", {"language": "en", "next": "/me/data"})
    body = client.get("/me/data").content.decode()
    assert "Correction：No. 501" in body or "Correction: No. 501" in body
    assert "更正：" not in body

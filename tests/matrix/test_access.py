"""Role × address: what is declared is what happens; an address without a declaration fails."""

from __future__ import annotations

import pytest
from django.db import connection

from jinlin.organisations.public import roles
from jinlin.people.models import Account
from jinlin.site.docs.access import (
    GONE,
    OPEN,
    SIGN_IN,
    access_table,
    addresses,
    outcome,
    readers,
    steps_table,
)
from tests.house.sources import ROOT
from tests.matrix.crawl import INSIDERS, MARKS, Town, readable, text_of

_WORDS = {role.words.zh: code for code, role in roles().items()} | {"访客": "visitor", "居民": "resident"}
_SIGN_IN = ("/accounts/login/", "/sign-in/")
_EMPTY = {
    "api_v1:api-root": "the interface's root is a prefix of addresses, not a page",
    "organisation_new": "the place or the node above stands in the query",
    "seat_new": "the place stands in the query",
    "institution_new": "the place stands in the query, and whether one keeps institutions there",
    "slips": "the matters stand in the query",
    "motion_new": "a motion belongs to a place where one may propose",
    "body_new": "a body is set up by those who may convene one",
    "claim_need_new": "a community's workers list needs",
    "claim_resource_new": "an institution's clerk lists resources, or a community's worker for it",
    "claim_propose": "the need or the resource stands in the query",
    "claims_lists": "the lists of a community, for those who work at one",
    "claims_export": "the lists of a community, for those who work at one",
    "me_panel": "the panel's code stands in the address",
    "place_tree": "a seat in an institution has no place of its own",
    "activity_new": "an activity is arranged at a place where one organises",
    "briefing": "a seat in an institution has no place of its own",
    "my_service_about": "only a volunteer has said something to change",
    "points_gift": "only who opened an account has points to give",
}
"""Pages that are open to a role, and yet show nothing without a subject."""
_WATCHED = {
    "visitor",
    "resident",
    "community_worker",
    "community_secretary",
    "operator",
    "district_supervisor",
}
"""Readers during whose walk no row of any table may change."""


def test_every_address_says_who_may_open_it() -> None:
    assert [f"{one.route} {one.name}" for one in addresses() if one.access is None] == []


@pytest.mark.parametrize(("name", "made"), [("access.md", access_table), ("steps.md", steps_table)])
def test_the_tables_that_people_read_are_those_of_the_declarations(name: str, made) -> None:
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == made(), "run jinlin docs"


@pytest.mark.parametrize(
    "words",
    [pytest.param(one, marks=() if _WORDS[one] in _WATCHED else pytest.mark.once) for one in sorted(_WORDS)],
)
def test_every_reader_gets_what_the_table_says_and_no_private_word(made: Town, words: str) -> None:
    """✓ opens (the subject itself may still be hidden), 登录 leads to a door, 404 is 404 and nothing else.

    The same walk looks for marked private words: each reader here sits in another community or in an institution
    without a part in the matter (the supervisors above it read its words, and are left out of that look).
    Nor may opening an address change anything.
    """
    reader, client = readers()[words], made.client(_WORDS[words])
    outside = _WORDS[words] not in INSIDERS
    wrong, said = [], []
    before = _dump() if _WORDS[words] in _WATCHED else {}
    for one, way in readable(made.sample | {"key": "nothing"}):
        expected = outcome(one.access, reader)
        answer = client.get(way)
        if outside:
            text = text_of(answer)
            said += [f"{way}: {mark}" for mark in MARKS if mark in text]
        led = answer.headers.get("Location", "").startswith(_SIGN_IN)
        found = GONE if answer.status_code == 404 else SIGN_IN if led else OPEN
        if expected == OPEN and found == GONE and ("<" in one.route or one.name in _EMPTY):
            continue
        if expected == OPEN and found == SIGN_IN and way.startswith(("/accounts/", "/sign-in")):
            continue
        if found != expected or answer.status_code >= 500:
            wrong.append(
                f"{way}: {expected} expected, {answer.status_code} {answer.headers.get('Location', '')}"
            )
    assert wrong == []
    assert said == []
    after = _dump() if before else {}
    assert {table for table in before if before[table] != after[table]} == set(), "opening an address wrote"


def _dump() -> dict[str, list[tuple[object, ...]]]:
    untouched = ("django_session", "usersessions_usersession", "axes_", "base_dutymark")
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names(cursor) if not name.startswith(untouched)
        ]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(cursor.fetchall(), key=str)
    return found


def test_every_form_wants_its_own_token(made: Town) -> None:
    """A request forged on another page is refused wherever a session counts."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = made.client("worker").cookies
    passed = [
        way for _, way in readable(made.sample) if client.post(way).status_code not in (302, 403, 404, 405)
    ]
    assert passed == []


def test_a_disabled_account_opens_nothing_more_than_a_visitor(made: Town) -> None:
    client = made.client("worker")
    Account.objects.filter(pk=made.accounts["worker"].pk).update(is_active=False)
    visitor = readers()["访客"]
    opened = [
        way
        for one, way in readable(made.sample)
        if outcome(one.access, visitor) == SIGN_IN
        and not client.get(way).headers.get("Location", "").startswith(_SIGN_IN)
    ]
    assert opened == []

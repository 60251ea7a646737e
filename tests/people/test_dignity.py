"""The rules of dignity: each stands on the public page and is held by the test that it names."""

from __future__ import annotations

import ast
import dataclasses
import re
import tomllib

import pytest

from jinlin.matters.procedure import MATTER
from jinlin.matters.rules import Facts
from jinlin.organisations.public import roles
from jinlin.people.dignity import rules
from jinlin.site.docs.access import addresses
from jinlin.site.env import read_env
from tests.house.sources import ROOT, files, text

_CODE = [path for path in files(".py", ".js", ".html") if str(path).startswith("jinlin/")]


def test_all_thirty_six_rules_stand_in_the_file() -> None:
    assert [rule.code for rule in rules()] == [f"R{number}" for number in range(1, 37)]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_every_rule_names_tests_that_exist_or_says_from_when_it_binds(rule) -> None:
    assert rule.tests or rule.later
    for named in rule.tests:
        path, _, name = named.partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), named


@pytest.mark.django_db
def test_the_public_page_says_what_the_file_says(client) -> None:
    page = client.get("/dignity")
    assert page.status_code == 200
    missing = [
        rule.code for rule in rules() if rule.words.zh not in page.content.decode().replace("&quot;", '"')
    ]
    assert missing == []


def test_no_rule_about_the_order_of_matters_knows_a_person() -> None:
    """R3: what the rules of matters may know holds nothing of the teller."""
    known = {field.name for field in dataclasses.fields(Facts)}
    assert [
        name for name in known if re.search(r"person|name|phone|age|birth|tenant|member|sex|address", name)
    ] == []
    for source in ("rules.py", "clocks.py"):
        tree = ast.parse(text(next(path for path in _CODE if str(path) == f"jinlin/matters/{source}")))
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert used & {"person", "person_id", "birth_year", "memberships", "holdings", "report_ins"} == set()


def test_no_script_follows_where_somebody_is() -> None:
    """R10."""
    wanted = re.compile(r"watchPosition|geolocation\.watch|BackgroundGeolocation|periodicSync")
    assert [str(path) for path in _CODE if wanted.search(text(path))] == []


def test_a_sharing_names_fields_reason_and_end() -> None:
    """R12."""
    step = MATTER.step("share")
    assert step is not None
    needed = {field.name for field in step.fields if field.required}
    assert needed == {"institution", "parts", "until", "note"}
    assert "teller" in step.tells and step.seen in ("teller", "public")


def test_no_role_reads_across_matters_for_another_body() -> None:
    """R13: who sits in an institution reaches only matters in which that institution has a part."""
    assert {code for code, role in roles().items() if role.scope == "institution" and role.relations} == set()
    assert {code for code in ("auditor", "operator", "mediator") if roles()[code].relations} == set()


def test_matters_know_nothing_of_membership() -> None:
    """R14."""
    wanted = re.compile(r"\bReportIn\b|report_ins?\b|\bmembership\b")
    sources = [
        path for path in _CODE if str(path).startswith("jinlin/matters/") and "migrations" not in path.parts
    ]
    assert [str(path) for path in sources if wanted.search(text(path))] == []


def test_nothing_that_recognises_people_is_installed() -> None:
    """R16."""
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    names = set(re.findall(r"^([a-z0-9_.-]+)==", locked, re.MULTILINE))
    unwanted = re.compile(r"face|dlib|opencv|insight|mediapipe|speech|whisper|voice|torch|tensorflow|deep")
    assert names and [name for name in names if unwanted.search(name)] == []


def test_no_kind_of_matter_is_about_a_person() -> None:
    """R18."""
    kinds = tomllib.loads((ROOT / "parameters" / "categories.toml").read_text(encoding="utf-8"))
    wrong = [
        code
        for code, row in kinds.items()
        if isinstance(row, dict) and re.search("举报|检举|可疑|人员|居民", row["zh"])
    ]
    assert kinds and wrong == []


def test_no_address_hands_out_persons_in_bulk() -> None:
    """R23."""
    found = [
        one.route
        for one in addresses()
        if one.route.startswith(("/people/", "/me/")) and "export" in one.route
    ]
    assert found == []
    pages = text(next(path for path in _CODE if str(path) == "jinlin/people/web/staff.py"))
    assert "write_xlsx" not in pages and "csv" not in pages


def test_every_refusing_step_asks_for_words_and_can_be_disputed() -> None:
    """R28."""
    refusing = [step for step in MATTER.steps if step.target == "declined"]
    assert refusing
    for step in refusing:
        assert {"reason", "note"} <= {field.name for field in step.fields if field.required}
        assert "teller" in step.tells
    ways = [step for step in MATTER.steps if "declined" in MATTER.sources(step) and "teller" in step.who]
    assert any("supervisor" in step.tells for step in ways)


def test_no_page_names_another_host() -> None:
    """R32: nothing leaves the house from a page."""
    outside = re.compile(r"""(?:src|href|action|hx-get|hx-post)\s*=\s*["'](?:https?:)?//""")
    assert [str(path) for path in _CODE if path.suffix == ".html" and outside.search(text(path))] == []


_SETTINGS = {
    "JINLIN_DATA": "where the data lies", "JINLIN_DATABASE_URL": "which database", "JINLIN_DEBUG": "development only",
    "JINLIN_HOSTS": "names of the platform", "JINLIN_HTTPS": "behind a certificate", "JINLIN_SMS_URL": "the gateway of messages",
    "JINLIN_NOTICE_URLS": "doors of notices", "JINLIN_TRUSTED_PROXIES": "whose forwarded address counts",
    "JINLIN_SECOND_FACTOR": "workers' second lock, on by default", "JINLIN_SYNCHRONOUS": "how writes reach the disk",
    "JINLIN_SHARED_DATA": "where tests find real texts", "JINLIN_MAP_TILES": "pictures behind the map from outside; off unless named",
    "JINLIN_SERVICE_PHONE": "the number to call that pages in large type show", "JINLIN_MAP_TILES_CRS": "their datum", "JINLIN_SCANNER": "what looks through files before they are handed out; without one they are handed out as before",
    "JINLIN_MAP_TILES_CREDIT": "whose map it is, and its approval number",
}  # fmt: skip


def test_no_setting_weakens_a_rule() -> None:
    """R36: a new setting is added here with its meaning, by somebody who has thought about the rules."""
    named = set(
        re.findall(
            r'"(JINLIN_[A-Z_0-9]+[A-Z0-9])"', text(next(p for p in _CODE if str(p) == "jinlin/site/env.py"))
        )
    )
    assert named == set(_SETTINGS)
    assert read_env().second_factor

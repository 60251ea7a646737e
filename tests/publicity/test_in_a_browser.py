"""Notices, powers and the covenant in a real browser: a question asked on a phone, nothing for axe to find, nothing cut off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser import Visitor

pytestmark = pytest.mark.browser
COMMUNITY = "990101001001"
PUBLIC = (
    f"/publicity/?place={COMMUNITY}", "/publicity/archive", f"/publicity/programme/{COMMUNITY}", f"/publicity/powers/of/{COMMUNITY}",
    "/publicity/powers/1", "/publicity/1/paper?size=a3", "/covenants/", "/covenants/1", "/covenants/1/rounds/1", "/covenants/1/compare",
    "/covenants/1/clauses/1", "/covenants/1/paper?draft=1",
)  # fmt: skip
DESK = ("/publicity/desk/", "/publicity/desk/new", "/publicity/desk/1", "/publicity/questions/?state=", "/publicity/programme", "/publicity/powers",
        "/covenants/desk/", "/covenants/desk/1")  # fmt: skip


def test_residents_read_and_ask_on_a_phone(phone: Visitor) -> None:
    for address in PUBLIC:
        phone.go(address)
        phone.assert_accessible()
        phone.assert_fits()
    phone.go(f"/publicity/?place={COMMUNITY}&stand=hanging")
    phone.page.click(".rows a >> nth=0")
    phone.page.wait_for_load_state()
    phone.assert_accessible()
    phone.page.click("text=问一问")
    phone.page.wait_for_load_state()
    phone.assert_accessible()
    if phone.page.locator("#main input[type=radio]").count():
        phone.page.check("input[value=question]")
    phone.page.fill("textarea[name=text]", "停水几个小时？")
    phone.page.click("main form button.main")
    phone.page.wait_for_load_state()
    assert "收到了，最迟" in phone.page.inner_text("main")
    phone.assert_accessible()


def test_workers_keep_notices_and_the_covenant_at_the_desk(desk: Visitor, world_folder: Path) -> None:
    mark = json.loads((world_folder / "demo.json").read_text(encoding="utf-8"))
    desk.go("/accounts/login/")
    desk.page.fill("#id_login", "huangjianguo")
    desk.page.fill("#id_password", mark["password"])
    desk.page.click("main form button.main")
    desk.page.wait_for_load_state()
    for address in DESK:
        desk.go(address)
        desk.assert_accessible()
        desk.assert_fits()

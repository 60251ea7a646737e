"""Every page of deliberation and publicity in a real browser: phone and desk, dark, elder, English and paper; nothing for axe, nothing cut off."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.browser import Visitor

pytestmark = pytest.mark.browser
PUBLIC = (
    "/motions/",
    "/talks/",
    "/bodies/rongxi-joint-1/",
    "/covenants/",
    "/decisions/",
)
DESK = (
    "/motions/", "/motions/new/", "/meetings/", "/results/", "/bodies/new/", "/bodies/rongxi-joint-1/", "/covenants/desk/", "/covenants/desk/1",
    "/covenants/desk/new", "/publicity/desk/", "/publicity/desk/new", "/publicity/desk/1", "/publicity/questions/?state=", "/publicity/programme",
    "/publicity/powers", "/publicity/endings",
)  # fmt: skip


def walk(seen: Visitor, addresses: tuple[str, ...]) -> None:
    """Each page keeps every rule of access and is no wider than its window."""
    for address in addresses:
        assert seen.go(address).status == 200, address
        seen.assert_accessible()
        seen.assert_fits()


def first_of(seen: Visitor, address: str, link: str) -> str:
    """The address behind the first such link of a list."""
    seen.go(address)
    links = seen.page.locator(f"main {link}").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return str(next(one for one in links if re.search(r"/\d", one)))


def test_a_resident_on_a_phone_reads_where_everything_stands(phone: Visitor) -> None:
    motion = first_of(phone, "/motions/", "a[href^='/motions/2']")
    walk(phone, (*PUBLIC, motion))
    phone.page.emulate_media(color_scheme="dark")
    walk(phone, (motion,))
    phone.page.emulate_media(color_scheme="light")
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="长辈版").first.click()
    walk(phone, (motion, "/motions/"))


def test_english_words_of_the_stations_stand_whole_on_a_phone(visit, world_server: str) -> None:
    seen = visit(world_server, "phone")
    seen.go("/motions/")
    seen.context.add_cookies([{"name": "jinlin-language", "value": "en", "url": world_server}])
    motion = first_of(seen, "/motions/", "a[href^='/motions/2']")
    walk(seen, ("/motions/", motion))
    broken = seen.page.locator(".stations li").evaluate_all(
        "all => all.filter(li => { const r = document.createRange(); r.selectNodeContents(li.childNodes[1]); return r.getClientRects().length > 1 }).length"
    )
    assert seen.page.locator("html").get_attribute("lang") == "en"
    assert broken == 0, "a station's word is cut in two"


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_workers_find_every_desk_page_whole_at_both_widths(
    visit, world_server: str, world_folder: Path, size: str
) -> None:
    mark = json.loads((world_folder / "demo.json").read_text(encoding="utf-8"))
    seen = visit(world_server, size)
    seen.go("/accounts/login/")
    seen.page.fill("#id_login", "huangjianguo")
    seen.page.fill("#id_password", mark["password"])
    seen.page.click("main form button.main")
    seen.page.wait_for_url(re.compile("/today/"))
    walk(seen, DESK)
    if size == "desk":
        seen.page.emulate_media(color_scheme="dark")
        walk(seen, ("/covenants/desk/1", "/publicity/desk/1", "/publicity/programme"))
        seen.page.emulate_media(color_scheme="light", media="print")
        for address in ("/covenants/1/paper", "/publicity/1/paper"):
            seen.go(address)
            assert not seen.page.locator(".no-print").first.is_visible()
        seen.page.emulate_media(media="screen")
        walk(
            seen,
            tuple(
                first_of(seen, address, f"a[href^='{address}']") for address in ("/meetings/", "/results/")
            ),
        )

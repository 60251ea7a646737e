"""No link of any page leads nowhere: every one of the cast goes through the demo world by what their pages offer them."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, deque
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from jinlin.site.demo.cast import CAST

pytestmark = pytest.mark.once
PAGES = 260
"""Pages that one of the cast opens; of each kind the first two that are come upon."""
LEFT_OUT = re.compile(r"logout|/export|\.(docx|xlsx|csv|zip|ics|png)(\?|$)|/stream|/events")
STAFF = sorted(one.username for one in CAST if one.seat)
RESIDENTS = sorted(one.phone for one in CAST if one.phone)


class Links(HTMLParser):
    """The addresses of a page's links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.found.append(address)


class Reader:
    """Somebody with a browser that keeps its cookies and follows what it is told to."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, way: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, address in the end, and the page where it is one."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        asked = urllib.request.Request(self.root + way, data, headers={"Referer": self.root + way})
        try:
            with self.opener.open(asked, timeout=60) as answer:
                page = "text/html" in answer.headers.get("Content-Type", "")
                return answer.status, answer.url, answer.read().decode() if page else ""
        except urllib.error.HTTPError as error:
            return error.code, error.url or "", ""

    def send(self, way: str, to: str = "", **form: str) -> tuple[int, str, str]:
        """Fill in the form of a page, with its token, and send it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.open(way)[2])
        assert token
        return self.open(to or way, {"csrfmiddlewaretoken": token[1], **form})

    def sign_in(self, name: str, password: str) -> None:
        """At the workers' door."""
        assert "/today/" in self.send("/accounts/login/", login=name, password=password)[1]

    def sign_in_by_phone(self, phone: str) -> None:
        """At the residents' door; the demo shows the code that would be sent."""
        code = re.search(r"<b>(\d{6})</b>", self.send("/sign-in/", number=phone, next="/me/")[2])
        assert code
        assert "/me/" in self.send("/sign-in/code", code=code[1], next="/me/")[1]

    def dead_links(self, first: str) -> list[str]:
        """Go on from a page, page by page; answers the links that were refused, each with the page it stands on."""
        waiting, from_page = deque([first]), {first: ""}
        kinds: Counter[str] = Counter()
        dead: list[str] = []
        opened = 0
        while waiting and opened < PAGES:
            way = waiting.popleft()
            kind = re.sub(r"=[^&]*", "=", re.sub(r"\d+|[A-Z]{1,4}[\d-]+", "N", way))
            kinds[kind] += 1
            if kinds[kind] > 2 or LEFT_OUT.search(way):
                continue
            opened += 1
            status, address, page = self.open(way)
            if status >= 400:
                dead.append(f"{way} ({status}) on {from_page[way]}")
            for link in Links(page).found:
                whole = urllib.parse.urljoin(address, link).split("#")[0]
                onward = whole.removeprefix(self.root)
                if whole.startswith(self.root + "/") and onward not in from_page:
                    from_page[onward] = way
                    waiting.append(onward)
        assert opened > 30, "hardly a page was come upon"
        return dead


@pytest.mark.parametrize("name", STAFF)
def test_no_link_on_the_pages_of_one_of_the_cast_leads_nowhere(
    world_server: str, world_folder: Path, name: str
) -> None:
    reader = Reader(world_server)
    reader.sign_in(name, json.loads((world_folder / "demo.json").read_text("utf-8"))["password"])
    assert "\n".join(reader.dead_links("/today/")) == ""


@pytest.mark.parametrize("phone", RESIDENTS)
def test_no_link_on_a_page_of_a_resident_leads_nowhere(world_server: str, phone: str) -> None:
    reader = Reader(world_server)
    reader.sign_in_by_phone(phone)
    assert "\n".join(reader.dead_links("/me/")) == ""


@pytest.mark.parametrize("first", ["/", "/stations/", "/activities/"])
def test_no_link_on_a_public_page_leads_nowhere(world_server: str, first: str) -> None:
    assert "\n".join(Reader(world_server).dead_links(first)) == ""

"""The people of the stories, each at a browser of their own: what they open, write and press."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Page

from tests.browser import Visitor

PROOF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def day(ago: int) -> str:
    """The date so many days ago (or ahead, below nought) where the stories happen, as a form takes it."""
    return (dt.datetime.now(ZoneInfo("Asia/Shanghai")).date() - dt.timedelta(days=ago)).isoformat()


def read(visitor: Visitor, way: str) -> str:
    """A page as it is read, folded parts included; it fits and is accessible."""
    assert visitor.go(way).status == 200, way
    visitor.assert_fits()
    visitor.assert_accessible()
    return " ".join((visitor.page.locator("main").text_content() or "").split())


class Teller:
    """A resident with a phone, in elder mode where wanted."""

    def __init__(self, visitor: Visitor, elder: bool = False) -> None:
        self.visitor, self.page = visitor, visitor.page
        if elder:
            self.look("/")
            self.page.get_by_role("button", name="长辈版").first.click()

    def look(self, path: str) -> str:
        """Open a page, judge it, and answer its words."""
        self.visitor.go(path)
        return self.judge()

    def judge(self) -> str:
        """The page fits the screen and keeps every rule of access; answers its words."""
        self.visitor.assert_fits()
        self.visitor.assert_accessible()
        return self.page.locator("main").inner_text()

    def tell(self, place: str, text: str, phone: str = "") -> str:
        """Tell something at a place; answers the number on the receipt."""
        self.look(f"/tell/?place={place}")
        self.page.get_by_label("什么事").fill(text)
        if phone:
            self.page.get_by_text("留个联系方式").click()
            self.page.get_by_label("电话").fill(phone)
        self.page.get_by_role("button", name="提交").click()
        self.page.wait_for_url(re.compile("/follow/"))
        self.receipt = self.page.url.split("?")[0].removeprefix(self.visitor.root)
        self.judge()
        return self.receipt.split("/")[2]

    def press(self, name: str, note: str = "", choice: str = "") -> str:
        """Take a step on one's own telling."""
        self.visitor.go(self.receipt)
        self.page.get_by_role("link", name=name).click()
        self.judge()
        if choice:
            self.page.get_by_label(choice, exact=True).check()
        if note:
            self.page.locator("textarea").first.fill(note)
        with self.page.expect_navigation():
            self.page.locator("main form button.main").click()
        return self.judge()


def sign_in(page: Page, world: Path, name: str) -> None:
    """At the workers' door that is open: name and the demo world's password, and press."""
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(json.loads((world / "demo.json").read_text("utf-8"))["password"])
    page.get_by_role("button", name="登录", exact=True).click()


class Worker:
    """A worker at a desk, signed in with the demo world's password."""

    def __init__(self, visitor: Visitor, world: Path, name: str) -> None:
        self.visitor, self.page = visitor, visitor.page
        visitor.go("/accounts/login/")
        sign_in(self.page, world, name)
        self.page.wait_for_url(re.compile("/today/"))

    def look(self, path: str) -> str:
        """Open a page, judge it, and answer its words."""
        self.visitor.go(path)
        return self.judge()

    def judge(self) -> str:
        """The page fits the screen and keeps every rule of access; answers its words."""
        self.visitor.assert_fits()
        self.visitor.assert_accessible()
        return self.page.locator("body").inner_text()

    def step(
        self, number: str, step: str, note: str = "", *, call: str = "", fill: dict[str, str] | None = None,
        choose: dict[str, list[str]] | None = None, proof: bool = False,
    ) -> str:  # fmt: skip
        """Take a step on a matter (or, with ``call``, on the call to an institution of that name)."""
        self.visitor.go(f"/matters/{number}")
        wanted = f"/steps/{step}"
        link = self.page.locator(f"aside a[href$='{wanted}']")
        if call:
            link = self.page.locator("aside .stack", has_text=call).locator(f"a[href$='{wanted}']")
        address = link.first.get_attribute("href")
        assert address
        self.look(address)
        for name, value in (fill or {}).items():
            self.page.locator(f"[name={name}]").fill(value)
        for name, values in (choose or {}).items():
            box = self.page.locator(f"select[name={name}]")
            if box.count():
                labels = [label.strip() for label in box.locator("option").all_inner_texts()]
                box.select_option(label=[next(one for one in labels if value in one) for value in values])
            else:
                for value in values:
                    self._tick(name, value)
        if note:
            self.page.locator("textarea[name=note]").fill(note)
        if proof:
            self.page.locator("input[type=file]").set_input_files(
                {"name": "验收报告.pdf", "mimeType": "application/pdf", "buffer": PROOF}
            )
        self.page.locator("main form button.main").click()
        self.page.wait_for_url(re.compile(rf"/matters/{number}\?done="))
        return self.judge()

    def _tick(self, name: str, value: str) -> None:
        """Tick a box by its words, or by a part of them where it stands under a heading; found by typing in a long list."""
        whole = self.page.get_by_label(value, exact=True)
        if whole.count():
            whole.check()
            return
        tile = self.page.locator("label.tile", has=self.page.locator(f"[name={name}]"), has_text=value).first
        folded = self.page.locator("details:not([open])", has=tile)
        if folded.count():
            folded.locator("summary").click()
        sift = self.page.locator(".sifted", has=tile).locator("[data-sift]")
        if sift.count():
            sift.fill(value)
        tile.locator("input").check()

    def closed_reason(self, number: str, label: str) -> str:
        """The reason under a closed button of a matter's page."""
        self.visitor.go(f"/matters/{number}")
        button = self.page.locator("aside button[aria-disabled=true]", has_text=label).first
        return self.page.locator(f"#{button.get_attribute('aria-describedby')}").text_content() or ""


def typed(visitor: Visitor, **fields: object) -> None:
    """Fill the form in the page: text, choices by code or words, boxes (True), a photograph (bytes)."""
    for name, value in fields.items():
        box = visitor.page.locator(f"main [name={name}]").first
        kind = box.evaluate("one => one.type")
        if kind == "select-one":
            known = box.locator(f"option[value='{value}']").count()
            box.select_option(value=str(value)) if known else box.select_option(label=str(value))
        elif kind == "radio":
            visitor.page.locator(f"main [name={name}][value='{value}']").check()
        elif kind == "checkbox":
            box.set_checked(bool(value))
        elif kind == "file":
            box.set_input_files({"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": value})
        else:
            box.fill(str(value))


def press(visitor: Visitor, way: str, *, looks: bool = False, **fields: object) -> str:
    """Open a form, fill and send it; ``looks`` where it is shown once more before it counts. Answers the words that follow."""
    visitor.go(way)
    typed(visitor, **fields)
    for _ in range(1 + looks):
        visitor.assert_fits()
        visitor.assert_accessible()
        with visitor.page.expect_navigation():
            visitor.page.locator("main form button.main").first.click()
    visitor.assert_fits()
    return visitor.page.locator("main").inner_text()


def signed_in(visitor: Visitor, phone: str) -> Visitor:
    """A resident signs in by the code that the demo shows on the page."""
    visitor.go("/sign-in/")
    visitor.page.fill("#number", phone)
    visitor.page.click("main .btn.main")
    visitor.page.wait_for_load_state()
    found = re.search(r"\d{6}", visitor.page.inner_text("[role=note]"))
    assert found
    visitor.page.fill("#code", found[0])
    with visitor.page.expect_navigation():
        visitor.page.click("main .btn.main")
    return visitor


def photograph(colour: str = "peru") -> bytes:
    """A photograph from a phone."""
    out = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(out, "JPEG")
    return out.getvalue()


Visit = Callable[..., Visitor]

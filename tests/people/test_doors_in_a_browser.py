"""The doors and one's own pages in a real browser: both sizes, large type, dark; nothing for axe to find."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Visitor

pytestmark = pytest.mark.browser
OWN = (
    "/me/",
    "/me/notices",
    "/me/settings",
    "/me/sessions",
    "/me/phone",
    "/me/data",
    "/me/data/telling",
    "/me/data/erase",
    "/dignity",
)
WORK = (
    "/people/find",
    "/people/requests",
    "/people/households/9901010001-01-1",
    "/accounts/2fa/",
    "/accounts/password/change/",
)


def shown_code(visitor: Visitor) -> str:
    found = re.search(r"\d{6}", visitor.page.inner_text("[role=note]"))
    assert found
    return found[0]


def press(visitor: Visitor) -> None:
    visitor.page.click("main .btn.main")
    visitor.page.wait_for_load_state()


def judge(visitor: Visitor, ways: tuple[str, ...]) -> None:
    for way in ways:
        assert visitor.go(way).status == 200, way
        visitor.assert_fits()
        visitor.assert_accessible()


def test_a_resident_signs_in_by_phone_and_walks_their_own_pages(phone: Visitor) -> None:
    judge(phone, ("/sign-in/letter", "/accounts/login/", "/sign-in/"))
    phone.page.fill("#number", "13900000001")
    press(phone)
    phone.assert_accessible()
    phone.page.fill("#code", shown_code(phone))
    press(phone)
    phone.page.wait_for_url("**/me/")
    judge(phone, OWN)
    phone.page.click("text=长辈版")
    phone.page.wait_for_load_state()
    assert phone.page.url.endswith("/dignity")
    judge(phone, OWN)
    small = phone.page.evaluate(
        "[...document.querySelectorAll('.btn, .bar a, summary')].filter(e => e.offsetParent"
        " && e.getBoundingClientRect().height < 59).map(e => e.outerHTML)"
    )
    assert small == []


def test_a_worker_sets_the_second_factor_up_and_opens_the_neighbourhoods_pages(
    visit: Callable[..., Visitor], world_server: str, world_folder: Path
) -> None:
    mark = json.loads((world_folder / "demo.json").read_text(encoding="utf-8"))
    desk = visit(world_server, "desk", color_scheme="dark")
    desk.go("/accounts/login/")
    desk.page.fill("#id_login", "linxiao")
    desk.page.fill("#id_password", mark["password"])
    press(desk)
    desk.page.wait_for_url("**/today/")
    judge(desk, ("/accounts/2fa/totp/activate/",))
    desk.page.fill("#id_code", shown_code(desk))
    press(desk)
    desk.page.wait_for_url("**/recovery-codes/")
    desk.assert_accessible()
    judge(desk, WORK)


def test_a_wrong_number_is_said_beside_the_field(phone: Visitor) -> None:
    phone.allow("422")
    phone.go("/sign-in/")
    phone.page.fill("#number", "123")
    press(phone)
    assert "11 位手机号" in phone.page.inner_text("[role=alert]")
    assert phone.page.input_value("#number") == "123"
    phone.assert_accessible()

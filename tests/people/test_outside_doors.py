"""Outside doors are off until the operator sets them up, and then only lead to accounts linked before."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from jinlin.site.docs.access import addresses
from jinlin.site.env import BadSettings
from jinlin.site.social import hosts, providers, read_social
from tests.house.sources import ROOT

OIDC = {
    "JINLIN_SOCIAL_OIDC_ID": "jinlin", "JINLIN_SOCIAL_OIDC_SECRET": "quiet", "JINLIN_SOCIAL_OIDC_ISSUER": "https://id.example.org/realms/city",
    "JINLIN_SOCIAL_OIDC_NAME": "政务账号",
}  # fmt: skip
WEIXIN = {"JINLIN_SOCIAL_WEIXIN_ID": "wx1", "JINLIN_SOCIAL_WEIXIN_SECRET": "quiet"}


def given(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_no_door_is_open_without_settings() -> None:
    assert providers(read_social()) == {} and hosts(read_social()) == []
    assert [
        one.route
        for one in addresses()
        if "3rdparty" in one.route or "weixin" in one.route or "oidc" in one.route
    ] == []


def test_doors_are_read_with_their_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, OIDC | WEIXIN)
    found = read_social()
    assert set(providers(found)) == {"weixin", "openid_connect"}
    assert hosts(found) == ["https://open.weixin.qq.com", "https://id.example.org"]


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"JINLIN_SOCIAL_WEIXIN_ID": "wx1"}, 1),
        ({"JINLIN_SOCIAL_FEISHU_SECRET": "x", "JINLIN_SOCIAL_QQ_ID": "x"}, 2),
        (OIDC | {"JINLIN_SOCIAL_OIDC_ISSUER": "http://id.example.org"}, 1),
    ],
)
def test_half_a_door_is_refused_at_start_with_all_faults(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], count: int
) -> None:
    given(monkeypatch, values)
    with pytest.raises(BadSettings) as refused:
        read_social()
    assert len(refused.value.faults) == count


_SCRIPT = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from jinlin.site.docs.access import addresses
page = Client().get("/accounts/login/")
print("named", "政务账号" in page.content.decode())
print("policy", "https://id.example.org" in page.headers["Content-Security-Policy"])
print("undeclared", [one.route for one in addresses() if one.access is None])
print("closed", Client().get("/accounts/3rdparty/signup/").status_code)
print("by get", Client().get("/accounts/oidc/oidc/login/").status_code)
from jinlin.people.models import Account, Person
one = Account.objects.create_user("r-1", person=Person.objects.create(name="王"))
client = Client()
client.force_login(one)
print("linkable", "/accounts/oidc/oidc/login/?process=connect" in client.get("/accounts/3rdparty/").content.decode())
print("connections", Client().get("/accounts/3rdparty/").headers["Location"].split("?")[0])
"""


def test_a_door_that_is_set_up_stands_on_the_page_and_declares_its_access(tmp_path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))}
    ended = subprocess.run(
        [sys.executable, "-c", _SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=120,
        env=clean | OIDC | {"JINLIN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "jinlin.site.settings", "JINLIN_DEBUG": "1"},
    )  # fmt: skip
    said = dict(
        line.split(" ", 1) if not line.startswith("by get") else ("by get", line[7:])
        for line in ended.stdout.splitlines()
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert said == {
        "named": "True", "policy": "True", "undeclared": "[]", "closed": "404", "by get": "200", "linkable": "True", "connections": "/sign-in/",
    }  # fmt: skip

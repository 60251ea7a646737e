"""``jinlin token``: a bearer token for the API, or a key for Open311."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jinlin.site.cli import django_ready, fail, say

if TYPE_CHECKING:
    from jinlin.people.public import Account

OPEN311 = "open311"
DAYS = 30
AT_DESK = dt.timedelta(hours=12)
NO_RESIDENT = {
    "code": "not_a_resident",
    "zh": "--desk 只用于居民的账号；工作人员的令牌本来就带着岗位",
    "en": "--desk is for residents' accounts; a worker's token carries the seats anyway",
}
NO_SEAT = {"code": "no_seat", "zh": "这个人现在没有担任岗位", "en": "this person holds no seat today"}
NO_FACTOR = {
    "code": "no_factor",
    "zh": "还没有设动态口令：请先在“我的岗位”进入工作台并设好",
    "en": "no second factor yet: enter the desk once and set it up",
}


def demo_cast(data: Path) -> dict[str, str]:
    """Roles of the demo cast with the sign-in name of each, from ``demo.json`` in the data folder; else nothing."""
    place = data / "demo.json"
    if not place.exists():
        return {}
    rows: Any = json.loads(place.read_text(encoding="utf-8")).get("accounts", [])
    return {str(row["role"]): str(row["username"]) for row in rows}


@click.command("token")
@click.option("--as", "role", required=True, help="A role of the demo cast, a sign-in name, or open311.")
@click.option(
    "--desk", is_flag=True, help="Of a resident: with the seats held today, as at the desk, for 12 hours."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(role: str, desk: bool, as_json: bool) -> None:
    """Print a bearer token for the API (30 days), or with --as open311 a key for Open311.

    A resident's token carries no seats; --desk makes one that does, where a second factor is set up.
    """
    django_ready()
    from django.conf import settings

    from jinlin.people.public import Account, issue_token

    cast = demo_cast(settings.ENV.data)
    audience = "open311" if role == OPEN311 else "api"
    if role == OPEN311:
        account, _ = Account.objects.get_or_create(
            username=OPEN311, defaults={"kind": "service", "password": "!"}
        )
    else:
        found = Account.objects.filter(username=cast.get(role, role), is_active=True).first()
        if found is None:
            accepted = sorted({*cast, OPEN311})
            fail([_unknown(role, accepted)], as_json=as_json)
        account = found
    seats, lives = _at_desk(account, as_json) if desk else ("", dt.timedelta(days=DAYS))
    token = issue_token(account=account, audience=audience, name="jinlin token", lives=lives, desk=seats)
    answer = {
        "token": token, "as": role, "account": account.username, "audience": audience, "days": lives.days,
        "hours": lives // dt.timedelta(hours=1),
    }  # fmt: skip
    say(answer, as_json=as_json, text=token)


def _at_desk(account: Account, as_json: bool) -> tuple[str, dt.timedelta]:
    """The seats that a resident holds today, and how long a token may carry them; the rule of the second factor is the desk's."""
    from django.conf import settings

    from jinlin.organisations.public import actor
    from jinlin.people.public import has_factor

    if account.kind != "resident":
        fail([NO_RESIDENT], as_json=as_json)
    held = actor(account, desk=True).held
    if not held:
        fail([NO_SEAT], as_json=as_json)
    if settings.SECOND_FACTOR and not has_factor(account):
        fail([NO_FACTOR], as_json=as_json)
    return held, AT_DESK


def _unknown(role: str, accepted: list[str]) -> dict[str, Any]:
    names = "、".join(accepted)
    return {
        "code": "no_account",
        "zh": f"没有“{role}”这个角色或账号；可以用：{names}，或一个登录名",
        "en": f"no role or account {role!r}; accepted: {', '.join(accepted)}, or a sign-in name",
        "accepted": accepted,
    }

"""``jinlin token``: a bearer token for the API, or a key for Open311."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from jinlin.site.cli import django_ready, fail, say

OPEN311 = "open311"
DAYS = 30


def demo_cast(data: Path) -> dict[str, str]:
    """Roles of the demo cast with the sign-in name of each, from ``demo.json`` in the data folder; else nothing."""
    place = data / "demo.json"
    if not place.exists():
        return {}
    rows: Any = json.loads(place.read_text(encoding="utf-8")).get("accounts", [])
    return {str(row["role"]): str(row["username"]) for row in rows}


@click.command("token")
@click.option("--as", "role", required=True, help="A role of the demo cast, a sign-in name, or open311.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(role: str, as_json: bool) -> None:
    """Print a bearer token for the API (30 days), or with --as open311 a key for Open311."""
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
    token = issue_token(account=account, audience=audience, name="jinlin token")
    answer = {"token": token, "as": role, "account": account.username, "audience": audience, "days": DAYS}
    say(answer, as_json=as_json, text=token)


def _unknown(role: str, accepted: list[str]) -> dict[str, Any]:
    names = "、".join(accepted)
    return {
        "code": "no_account",
        "zh": f"没有“{role}”这个角色或账号；可以用：{names}，或一个登录名",
        "en": f"no role or account {role!r}; accepted: {', '.join(accepted)}, or a sign-in name",
        "accepted": accepted,
    }

"""``jinlin demo``: the demo world in the data folder, with people to sign in as."""

from __future__ import annotations

from typing import Any

import click

from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.site.cli import django_ready, fail, say

PASSWORD_LENGTH = 12
MAKING = {
    "small": "jinlin: 正在建演示数据，约十几秒…… (making the demo world: some ten seconds)",
    "district": "jinlin: 正在建演示数据，约一两分钟…… (making the demo world: a minute or two)",
}
TOO_SHORT = Reason(
    "too_short",
    Words(f"口令至少 {PASSWORD_LENGTH} 个字符", f"the password needs at least {PASSWORD_LENGTH} characters"),
)


@click.command("demo")
@click.option(
    "--scale", type=click.Choice(["small", "district"]), default="district", show_default=True,
    help="small: one street, in seconds; district: a real district's size, in under a minute.",
)  # fmt: skip
@click.option("--password", default="", help="Of the cast; one is made at random where none is given.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(scale: str, password: str, as_json: bool) -> None:
    """Make the demo world in JINLIN_DATA: migrate, collect the pages' files, load an invented district.

    Run again it changes nothing and says so; in a database with other data it refuses.
    """
    django_ready()
    from django.conf import settings

    from jinlin.base.rule import Refused
    from jinlin.site.cli.setup import prepare
    from jinlin.site.demo.make import make_world
    from jinlin.site.standing import settle

    if password and len(password) < PASSWORD_LENGTH:
        fail([TOO_SHORT], as_json=as_json)
    if not (settings.ENV.data / "demo.json").exists() and not as_json:
        click.echo(MAKING[scale], err=True)
    prepare()
    # What the migrations left is looked through once, and what stands is not looked at again and again.
    settle()
    try:
        made = make_world(scale=scale, data=settings.ENV.data, password=password)
    except Refused as refusal:
        fail(list(refusal.reasons), as_json=as_json)
    say(made, as_json=as_json, text=_lines(made, asks_twice=settings.ENV.second_factor))


def _lines(made: dict[str, Any], *, asks_twice: bool) -> str:
    """What was made, and under it who can sign in: residents by number or letter, workers by name and password."""
    everybody = {one["username"]: one for one in made["accounts"]}.values()
    counts = made["counts"]
    what = f"{counts['places']} 个地点，{counts['people']} 人，{counts['matters']} 件诉求，{counts['events']} 条记录"
    factor = (
        "，还要动态口令；JINLIN_SECOND_FACTOR=0 可关 (and a one-time code)"
        if asks_twice
        else "，演示中不问动态口令 (no one-time code in the demo)"
    )
    return "\n".join(
        (
            f"演示数据已建好：{what}。"
            if made["made"]
            else f"演示数据早已建好（{made['on']}），没有改动：{what}。",
            "居民在“我的”用手机号登录，或用信上的编码 (residents sign in by phone number or by the code of a letter):",
            *(_one(one["phone"], one["name"]) for one in everybody if one["phone"]),
            _one(made["letter"], "信上的编码 (a letter's code)"),
            f"工作人员在 /accounts/login/ 登录，口令 {made['password']}{factor}:",
            *(
                _one(one["username"], f"{one['name']}，{one['does']}")
                for one in everybody
                if not one["phone"]
            ),
        )
    )


def _one(sign_in: str, who: str) -> str:
    return f"  {sign_in:<15} {who}"

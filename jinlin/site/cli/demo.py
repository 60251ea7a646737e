"""``jinlin demo``: the demo world in the data folder, with people to sign in as."""

from __future__ import annotations

from typing import Any

import click

from jinlin.site.cli import django_ready, fail, say


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

    if password and len(password) < 12:
        fail(["口令至少 12 个字符 / the password needs 12 characters or more"], as_json=as_json)
    prepare()
    try:
        made = make_world(scale=scale, data=settings.ENV.data, password=password)
    except Refused as refusal:
        fail(list(refusal.reasons), as_json=as_json)
        raise
    say(made, as_json=as_json, text=_lines(made))


def _lines(made: dict[str, Any]) -> str:
    people = "，".join(
        f"{one['username']}（{one['name']}，{one['does']}）"
        for one in made["cast"].values()
        if not one["phone"]
    )
    residents = "，".join(f"{one['phone']}（{one['name']}）" for one in made["cast"].values() if one["phone"])
    counts = made["counts"]
    what = (
        f"演示数据已建好：{counts['places']} 个地点，{counts['people']} 人，{counts['matters']} 件诉求。"
        if made["made"]
        else "演示数据早已建好，没有改动。"
    )
    return f"{what}\n可以这样登录：工作人员 {people}，口令都是 {made['password']}；居民用手机号 {residents}，验证码显示在终端。"

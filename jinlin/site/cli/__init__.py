"""The command line ``jinlin``: one group, each command in a module of this folder that names it ``command``."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from typing import Any

import click

COMMANDS = {
    "demo": "jinlin.site.cli.demo",
    "serve": "jinlin.site.cli.serve",
    "work": "jinlin.site.cli.work",
    "setup": "jinlin.site.cli.setup",
    "secret": "jinlin.site.cli.secret",
    "files": "jinlin.site.cli.files",
    "token": "jinlin.site.cli.token",
    "import": "jinlin.site.cli.imports",
    "categories": "jinlin.site.cli.categories",
    "hotspots": "jinlin.site.cli.hotspots",
    "due": "jinlin.site.cli.due",
    "trail": "jinlin.site.cli.trail",
    "calendar": "jinlin.site.cli.calendar",
    "backup": "jinlin.site.cli.backup",
    "restore": "jinlin.site.cli.restore",
    "docs": "jinlin.site.cli.docs",
    "figures": "jinlin.site.cli.figures",
    "tallies": "jinlin.site.cli.tallies",
    "publicity": "jinlin.site.cli.publicity",
    "search": "jinlin.site.cli.search",
    "meetings": "jinlin.site.cli.meetings",
    "briefing": "jinlin.site.cli.briefing",
    "ballots": "jinlin.site.cli.ballots",
    "points": "jinlin.site.cli.points",
    "venues": "jinlin.site.cli.venues",
}


NOT_SET_UP = {
    "code": "not_set_up",
    "zh": "这里还没有建好，或者不是这个版本的：先运行 jinlin setup（试用就运行 jinlin demo）",
    "en": "nothing is set up here, or by another version: run jinlin setup first (to try it, jinlin demo)",
}
NO_DATABASE = {
    "code": "no_database",
    "zh": "数据库现在连不上或太忙，什么都没有改",
    "en": "the database is away or too busy; nothing was changed",
}


class Lazy(click.Group):
    """Loads a command's module only when it is called, so that small commands answer at once."""

    def invoke(self, ctx: click.Context) -> Any:
        """Do the command; a database that is not there or not set up is said in one line, not in fifty."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            told = _of_the_database(error)
            if told is None:
                raise
            fail([told], as_json="--json" in sys.argv)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in order, of the modules that exist."""
        return [name for name, module in COMMANDS.items() if importlib.util.find_spec(module)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in COMMANDS:
            return None
        return importlib.import_module(COMMANDS[name]).command  # type: ignore[no-any-return]


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="jinlin")
def main() -> None:
    """Jinlin 近邻: the working platform of community governance."""


def _of_the_database(error: Exception) -> dict[str, str] | None:
    """What to say where a table is missing (SQLite says so in words, PostgreSQL by its code) or the database is away."""
    if not type(error).__module__.startswith("django.db"):
        return None
    from jinlin.site.faults import is_away

    cause = error.__cause__
    if str(error).startswith("no such table") or getattr(cause, "sqlstate", "") == "42P01":
        return NOT_SET_UP
    return (
        NO_DATABASE | {"en": f"{NO_DATABASE['en']} ({' '.join(str(error).split())})"}
        if is_away(error)
        else None
    )


def django_ready() -> None:
    """Load Django's settings and apps; commands that need the database call this first."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinlin.site.settings")
    django.setup()


def say(answer: Any, *, as_json: bool, text: str) -> None:
    """Print the answer: JSON for programs, one or more plain lines for people."""
    import json

    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str) if as_json else text)


def fail(faults: list[Any], *, as_json: bool) -> None:
    """List all faults and end with status 2. A fault is a Reason, a dictionary or a sentence."""
    import json

    from jinlin.base.rule import Reason

    rows = [
        {"code": fault.code, "zh": fault.words.zh, "en": fault.words.en} if isinstance(fault, Reason)
        else fault if isinstance(fault, dict) else {"code": "wrong_input", "zh": str(fault), "en": str(fault)}
        for fault in faults
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps({"faults": rows}, ensure_ascii=False, indent=2))
    for row in rows:
        click.echo(f"jinlin: {row['zh']} ({row['code']}: {row['en']})", err=True)
    raise SystemExit(2)

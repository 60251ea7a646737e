"""The command line ``jinlin``: one group, each command in a module of this folder that names it ``command``."""

from __future__ import annotations

import importlib
import importlib.util
import os
from typing import Any

import click

COMMANDS = {
    "demo": "jinlin.site.cli.demo",
    "serve": "jinlin.site.cli.serve",
    "work": "jinlin.site.cli.work",
    "setup": "jinlin.site.cli.setup",
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


class Lazy(click.Group):
    """Loads a command's module only when it is called, so that small commands answer at once."""

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

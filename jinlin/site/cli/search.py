"""``jinlin search rebuild``: build the search index anew."""

from __future__ import annotations

import click

from jinlin.site.cli import django_ready, say


@click.group("search")
def command() -> None:
    """The index of what was told."""


@command.command("rebuild")
@click.option("--json", "as_json", is_flag=True)
def rebuild(as_json: bool) -> None:
    """Build the index anew from the tellings (needed only after a fault)."""
    django_ready()
    from django.db import transaction

    from jinlin.matters.public import rebuild_search

    with transaction.atomic():
        count = rebuild_search()
    say({"entries": count}, as_json=as_json, text=f"{count} 条")

"""``jinlin setup``: the first set-up of a deployment; there is no default account, only a one-time link."""

from __future__ import annotations


def prepare() -> None:
    """Bring the database up to date and collect the files of the pages; where nothing changed, nothing is done."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)

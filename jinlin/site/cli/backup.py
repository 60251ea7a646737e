"""``jinlin backup FILE``."""

from __future__ import annotations

from pathlib import Path

import click

from jinlin.base.rule import Refused
from jinlin.site.cli import django_ready, fail, say


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def command(file: Path, as_json: bool) -> None:
    """Write database, files and keys into one FILE, while the platform runs."""
    django_ready()
    from jinlin.site.archive import backup

    try:
        done = backup(file.absolute())
    except Refused as refusal:
        fail(list(refusal.reasons), as_json=as_json)
        return
    say(
        done, as_json=as_json, text=f"{done['file']}  {done['bytes']} 字节，{sum(done['counts'].values())} 行"
    )

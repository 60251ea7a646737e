"""``jinlin restore FILE``."""

from __future__ import annotations

from pathlib import Path

import click

from jinlin.base.rule import Refused
from jinlin.site.cli import django_ready, fail, say


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def command(file: Path, as_json: bool) -> None:
    """Bring a backup FILE back into an empty deployment, checked before anything is put in place."""
    django_ready()
    from jinlin.site.archive import restore

    try:
        done = restore(file.absolute())
    except Refused as refusal:
        fail(list(refusal.reasons), as_json=as_json)
        return
    text = f"已恢复 {sum(done['counts'].values())} 行；按删除名单重新清空 {done['erased_again']} 人"
    say(done, as_json=as_json, text=text)

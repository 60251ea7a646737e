"""``jinlin hotspots``: what many people tell about one place, ranked by a heat that anyone can add up."""

from __future__ import annotations

from pathlib import Path

import click

from jinlin.base.rule import Refused
from jinlin.site.cli import django_ready, fail, say
from jinlin.site.cli.categories import FILE, TEXT, columns_of


@click.command("hotspots")
@click.argument("file", type=FILE)
@TEXT
@click.option("--id", default="", help="The column that numbers the rows; else they are counted from 1.")
@click.option("--time", default="", help="The column with the time of telling.")
@click.option("--likes", default="", help="The column with likes; one of dislikes beside it is taken off.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many topics.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(file: Path, text: str, id: str, time: str, likes: str, limit: int, as_json: bool) -> None:
    """Ranked topics of a file of any layout, with the formula of their heat."""
    django_ready()
    from jinlin.matters.public import learned

    try:
        answer = learned.hotspots_file(
            file, text=columns_of(text), id=id.strip(), time=time.strip(), likes=likes.strip(), limit=limit
        )
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    lines = [
        f"{topic['rank']}. {topic['name']}（{topic['heat']}）{topic['from'] or ''} 至 {topic['to'] or ''}："
        f"{'、'.join(topic['ids'][:8])}{' …' if len(topic['ids']) > 8 else ''}"
        for topic in answer["topics"]
    ]
    say(answer, as_json=as_json, text="\n".join([*lines, answer["formula"]["zh"]]))

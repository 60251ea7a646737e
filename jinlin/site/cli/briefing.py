"""``jinlin briefing``: a period's report of a node as a document."""

from __future__ import annotations

from pathlib import Path

import click

from jinlin.site.cli import django_ready, fail, say


@click.command("briefing")
@click.option("--node", required=True, help="Code of a place or an organisation.")
@click.option(
    "--period",
    default="",
    help="2026, 2026-Q3, 2026-10 or 2026-01-05..2026-02-03; this year where none is given.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="FILE.docx or FILE.pdf."
)
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A .docx template to use for this once.",
)
@click.option("--author", default="", help="Whose name the paper bears.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(node: str, period: str, out: Path, template: Path | None, author: str, as_json: bool) -> None:
    """Write the briefing of a node and a period: every number with its source, the article written by itself."""
    django_ready()
    from django.utils import timezone

    from jinlin.base import nodes, periods
    from jinlin.base.documents import faults_of
    from jinlin.base.rule import Reason, Refused
    from jinlin.base.words import Words
    from jinlin.insight.public import SLOTS, briefing, write_briefing

    today = timezone.localdate()
    faults: list[Reason] = []
    form = out.suffix.lower().lstrip(".")
    if form not in ("docx", "pdf"):
        faults.append(
            Reason("wrong_kind", Words("--out 要以 .docx 或 .pdf 结尾", "--out ends in .docx or .pdf"))
        )
    content = template.read_bytes() if template else None
    if content is not None and template is not None:
        faults += faults_of(content, SLOTS, template.name)
    try:
        found_node = nodes.find(node)
    except Refused as refused:
        faults += refused.reasons
    try:
        found_period = periods.parse(period or f"{today.year}", today=today)
    except Refused as refused:
        faults += refused.reasons
    if faults:
        fail(faults, as_json=as_json)
    found = briefing(found_node, found_period, at=timezone.now())
    made = write_briefing(found, form=form, author=author, template=content)
    out.write_bytes(made)
    answer = {
        "file": str(out), "bytes": len(made), "node": found_node.code, "period": found_period.text,
        "title": found.title.zh, "as_of": found.as_of.isoformat(timespec="seconds"), "figures": [line.id for line in found.lines],
    }  # fmt: skip
    say(
        answer,
        as_json=as_json,
        text=f"已写好 {out}：{found.title.zh}，{len(found.lines)} 个数，{len(made)} 字节",
    )

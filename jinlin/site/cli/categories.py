"""``jinlin categories``: learn categories from a labelled file, and suggest them for another."""

from __future__ import annotations

from pathlib import Path

import click

from jinlin.base.rule import Refused
from jinlin.site.cli import django_ready, fail, say

FILE = click.Path(path_type=Path)
TEXT = click.option(
    "--text", required=True, help="Columns that make up the text, the title first: title,detail"
)


def columns_of(text: str) -> list[str]:
    """The columns named in one option, with either comma."""
    return [name.strip() for name in text.replace("，", ",").split(",") if name.strip()]


@click.group("categories")
def command() -> None:
    """Categories learned from labelled texts; a person decides on every suggestion."""


@command.command("train")
@click.argument("file", type=FILE)
@TEXT
@click.option("--label", required=True, help="The column that holds the category.")
@click.option("--out", type=FILE, help="Folder for the model; else models in JINLIN_DATA.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def train(file: Path, text: str, label: str, out: Path | None, as_json: bool) -> None:
    """Learn from a file of any layout (.csv, .csv.gz, .xlsx, .xls)."""
    django_ready()
    from jinlin.matters.public import learned

    try:
        answer = learned.train_file(file, text=columns_of(text), label=label.strip(), folder=out)
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    lines = [
        f"{answer['trained_on']} 条文本，{len(answer['categories'])} 类：{'、'.join(answer['categories'])}"
    ]
    lines += [f"太少，没有学：{one['label']}（{one['texts']} 条）" for one in answer["left_out"]]
    say(answer, as_json=as_json, text="\n".join([*lines, answer["model"]]))


@command.command("suggest")
@click.argument("file", type=FILE)
@TEXT
@click.option("--out", required=True, type=FILE, help="Where to write the CSV.")
@click.option("--model", type=FILE, help="The model; else the one in JINLIN_DATA.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def suggest(file: Path, text: str, out: Path, model: Path | None, as_json: bool) -> None:
    """Write the rows as they came, in order, with suggested, score and runner_ups."""
    django_ready()
    from jinlin.matters.public import learned

    if model is not None and model.is_dir():
        model = learned.model_path(model)
    try:
        answer = learned.suggest_file(file, text=columns_of(text), out=out, model=model)
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    say(answer, as_json=as_json, text=f"{answer['rows']} 行：{answer['out']}")

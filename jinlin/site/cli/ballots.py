"""``jinlin ballots``: counting a file, checking an archive, making one for tests."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.site.cli import django_ready, fail, say

FILE = click.Path(path_type=Path)


@click.group("ballots")
def command() -> None:
    """Owners' votes: count a file, verify an archive, make a sealed decision for tests."""


@command.command("count")
@click.argument("file", type=FILE)
@click.option("--on", default="", help="The day whose thresholds are used, such as 2026-11-20; else today.")
@click.option("--region", default="national", help="national, fujian or custom.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def count(file: Path, on: str, region: str, as_json: bool) -> None:
    """Count an owners' vote written as jinlin.count/1; faults are all listed (status 2)."""
    django_ready()
    from jinlin.ballots.public import counting

    try:
        vote = counting.read(_bytes(file, as_json))
        day = counting.day_of(on, timezone.localdate())
        answer = counting.answer(counting.count(vote, on=day, region=counting.region_of(region)))
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    say(answer, as_json=as_json, text="\n".join(_line(one) for one in answer["motions"]))


def _line(one: dict[str, Any]) -> str:
    yes = one["options"]["yes"]
    return (
        f"{one['id']} ({one['matter']}): {one['verdict']}; base {one['base']['area']} m² / {one['base']['persons']}; "
        f"taking part {one['taking_part']['area']} / {one['taking_part']['persons']} ({one['quorum']['need']}); "
        f"yes {yes['area']} / {yes['persons']} ({one['approval']['need']})"
        + (f"; {', '.join(one['reasons'])}" if one["reasons"] else "")
    )


@command.command("tally")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def tally(file: Path, as_json: bool) -> None:
    """Count a district's vote (choose one, or approve of several) from a .pb file."""
    django_ready()
    from jinlin.ballots.public import counting

    try:
        vote = counting.read_district(_bytes(file, as_json).decode("utf-8", "replace"))
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
    counted = counting.tally(vote.choosing, vote.ballots)
    won = counting.winners_by_cost(vote.choosing, counted, skip="no-skip" not in vote.rule)
    answer = {
        "kind": vote.kind, "valid": counted.valid, "invalid": len(counted.invalid), "votes": counted.votes,
        "by_cost": {"won": list(won.won), "tied": list(won.tied)},
    }  # fmt: skip
    say(answer, as_json=as_json, text=json.dumps(answer, ensure_ascii=False))


def _bytes(file: Path, as_json: bool) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fail(
            [Reason("no_file", Words(f"读不了文件 {file}：{error}", f"{file} can't be read: {error}"))],
            as_json=as_json,
        )
        raise AssertionError("unreachable: fail ends the program") from None


@command.command("demo")
@click.option(
    "--holders", type=click.IntRange(1, 100_000), default=60, show_default=True, help="How many holders."
)
@click.option("--out", type=FILE, required=True, help="Where to write the archive (ZIP).")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number makes another decision.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def demo(holders: int, out: Path, seed: int, as_json: bool) -> None:
    """Make a sealed decision of invented holders, as an archive, for tests."""
    django_ready()
    from jinlin.ballots.public import sealing

    raw = sealing.make_demo(holders, seed=seed)
    try:
        out.write_bytes(raw)
    except OSError as error:
        fail(
            [Reason("no_file", Words(f"写不了文件 {out}：{error}", f"{out} can't be written: {error}"))],
            as_json=as_json,
        )
    answer = {"archive": str(out), "bytes": len(raw), "holders": holders}
    say(answer, as_json=as_json, text=f"{out}: {holders} holders, {len(raw)} bytes")


@command.command("verify")
@click.argument("archive", type=FILE)
@click.option(
    "--plain", is_flag=True, help="With the slow verifier of the archive itself (standard library alone)."
)
@click.option("--words", default="", help="Six words of a receipt or of the notice board: where they stand.")
@click.option(
    "--slip",
    default="",
    help="A line that a witness signed and kept: whether this is the board it was signed for.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def verify(archive: Path, plain: bool, words: str, slip: str, as_json: bool) -> None:
    """Check the archive of a sealed decision: which checks passed, and the first fault with its place (status 1)."""
    django_ready()
    from jinlin.ballots.public import sealing

    answer = sealing.verify_archive(archive, plain=plain)
    lines = [("✓ " if one["ok"] else "✗ ") + one["check"] for one in answer["checks"]]
    if answer["first_fault"]:
        bad = answer["first_fault"]
        lines.append(f"{bad['where']}: {bad['zh']} · {bad['en']}")
    else:
        answer["head"] = sealing.head_of(str(archive))
        lines.append(f"板头 · head: {answer['head']['words']}")
    if words and answer["ok"]:
        answer["found"] = sealing.place_of(str(archive), words)
        lines.append(sealing.told(answer["found"]))
    if slip and answer["ok"]:
        answer["signed"] = sealing.signed_at(str(archive), slip)
        lines.append(sealing.told_of_slip(answer["signed"]))
    say(answer, as_json=as_json, text="\n".join(lines))
    if not answer["ok"] or (words and answer["found"] is None) or answer.get("signed") in ("wrong", "other"):
        raise SystemExit(1)


@command.group("witness")
def witness() -> None:
    """A witness of the board outside the platform: make a key, sign a head. The secret part is sent to nobody."""


@witness.command("key")
@click.option(
    "--out", type=FILE, required=True, help="Where to write the pair (mode 0600); never overwritten."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def witness_key(out: Path, as_json: bool) -> None:
    """Make a key pair and print its public part, which is handed in with the decision."""
    django_ready()
    from jinlin.ballots.public import sealing

    pair = sealing.make_key()
    try:
        with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as handle:
            json.dump(pair, handle)
    except OSError as error:
        fail(
            [Reason("no_file", Words(f"写不了文件 {out}：{error}", f"{out} can't be written: {error}"))],
            as_json=as_json,
        )
    say({"public": pair["public"], "file": str(out)}, as_json=as_json, text=pair["public"])


@witness.command("sign")
@click.option("--key", type=FILE, required=True, help="The file that `witness key` wrote.")
@click.option("--head", required=True, help="The head: its 64 hex digits (stronger) or its six words.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def witness_sign(key: Path, head: str, as_json: bool) -> None:
    """Sign a head; prints the line to hand in and to keep (head:key:signature)."""
    django_ready()
    from jinlin.ballots.public import sealing

    try:
        slip = sealing.sign_head(str(json.loads(_bytes(key, as_json))["seed"]), head)
    except (ValueError, KeyError, TypeError):
        words = Words(f"{key} 不是见证钥匙文件", f"{key} is no key file of a witness")
        fail([Reason("no_key", words)], as_json=as_json)
        return
    if slip is None:
        words = Words("板头要写 64 位十六进制，或六个词", "the head is told in 64 hex digits or in six words")
        fail([Reason("no_head", words)], as_json=as_json)
    say({"slip": slip}, as_json=as_json, text=str(slip))


@command.command("official")
@click.argument("decision", type=int)
@click.argument("file", type=FILE)
@click.option("--system", required=True, help="Name of the city's voting system.")
@click.option("--paper", required=True, help="Number of the paper that certifies the result.")
@click.option("--told-persons", type=int, default=None, help="How many took part, as the system reports.")
@click.option(
    "--seal",
    is_flag=True,
    help="Seal the ballots on the board; without it the file is only reconciled with the roll.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def official(
    decision: int, file: Path, system: str, paper: str, told_persons: int | None, seal: bool, as_json: bool
) -> None:
    """Reconcile the result of a city's own system (a ZIP or a sheet) with the roll of a decision; every difference is listed."""
    django_ready()
    from jinlin.ballots.public import Decision, import_official
    from jinlin.base.actor import Actor

    try:
        answer = import_official(
            decision=decision, data=_bytes(file, as_json), name=file.name, system=system, paper=paper, told_persons=told_persons, only_check=not seal,
            by=Actor(account=Decision.objects.values_list("made_by", flat=True).get(pk=decision), name="命令行", channel="cli"),
        )  # fmt: skip
    except Decision.DoesNotExist:
        fail(
            [Reason("no_decision", Words(f"没有第 {decision} 号表决", f"no decision {decision}"))],
            as_json=as_json,
        )
        return
    except Refused as refused:
        fail(list(refused.reasons), as_json=as_json)
        return
    lines = [
        f"{one['kind']} {one['unit']} {one.get('told', '')} {one.get('roll', '')}".rstrip()
        for one in answer["differences"]
    ]
    told = answer["told"]
    say(
        answer,
        as_json=as_json,
        text="\n".join([f"{told['persons']} holders, {told['area']} m²; {len(lines)} differences", *lines]),
    )

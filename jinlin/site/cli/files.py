"""``jinlin files``: what the virus scanner said of the files taken in, and looking again."""

from __future__ import annotations

import click

from jinlin.site.cli import django_ready, fail, say

NO_SCANNER = {
    "code": "no_scanner",
    "zh": "没有设病毒检查程序：先设 JINLIN_SCANNER",
    "en": "no virus scanner is set: set JINLIN_SCANNER first",
}


@click.group("files")
def command() -> None:
    """Files taken in, and the virus scanner's word on them."""


@command.command("held")
@click.option("--json", "as_json", is_flag=True)
def held(as_json: bool) -> None:
    """List the files that the scanner condemned or could not judge, and how many wait for it. Names stay out."""
    django_ready()
    from jinlin.base import scanning
    from jinlin.base.models import StoredFile

    judged = (scanning.FOUND, scanning.UNSURE) if scanning.is_on() else (scanning.FOUND,)
    columns = ("id", "scan", "scan_at", "kind", "size", "path", "subject", "subject_id")
    rows = list(StoredFile.objects.filter(scan__in=judged).order_by("pk").values(*columns))
    waits = StoredFile.objects.filter(scan__isnull=True).count() if scanning.is_on() else 0
    words = {scanning.UNSURE: "查不了", scanning.FOUND: "没有通过"}
    lines = [f"{len(rows)} 个文件不给人打开，另有 {waits} 个等着检查"]
    lines += [f"  {row['id']} {words[row['scan']]} {row['kind']} {row['path']}" for row in rows]
    say({"waiting": waits, "held": rows}, as_json=as_json, text="\n".join(lines))


@command.command("check")
@click.argument("numbers", nargs=-1, type=int)
@click.option("--json", "as_json", is_flag=True)
def check(numbers: tuple[int, ...], as_json: bool) -> None:
    """Show the scanner what waits, or these files again by number; status 1 where one is condemned, 2 where none answers."""
    django_ready()
    from django.utils import timezone

    from jinlin.base import scanning
    from jinlin.base.models import StoredFile

    if not scanning.is_on():
        fail([NO_SCANNER], as_json=as_json)
    found = {scanning.CLEAN: 0, scanning.FOUND: 0, scanning.UNSURE: 0}
    now = timezone.now()
    rows = list(StoredFile.objects.filter(pk__in=numbers)) if numbers else scanning.waiting(now)
    try:
        while rows:
            for one in rows:
                found[scanning.look(one)] += 1
            rows = [] if numbers else scanning.waiting(now)
    except scanning.ScannerAway as away:
        fail([{"code": "scanner_away", "zh": f"病毒检查程序没有回应：{away}", "en": f"no answer of the scanner: {away}"}], as_json=as_json)  # fmt: skip
    text = f"查过：{found['clean']} 个没有问题，{found['found']} 个没有通过，{found['unsure']} 个查不了"
    say(found, as_json=as_json, text=text)
    raise SystemExit(1 if found[scanning.FOUND] else 0)

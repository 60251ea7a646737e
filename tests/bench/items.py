"""What is measured, one function an item; each answers its figures."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import soak as soaking
from tests.bench import telling, voting
from tests.bench.figures import Figure
from tests.bench.ground import JINLIN, ROOT, World, copy_of, served, settled

ROUNDS = 3
PEER_PER_SECOND, WANTED_PER_SECOND = 28, 280
MEGABYTE = 1024 * 1024


@dataclass
class Bench:
    """The worlds of one database and the options of this run."""

    small: World
    large: World
    seconds: float


def tell(bench: Bench) -> Iterator[Figure]:
    """New matters over HTTP by eight kept connections, beside the bare inserts of the same rows."""
    world = bench.small
    with copy_of(world) as own:
        bare = statistics.median(own.inside("bare", bench.seconds, 2)["per_second"] for _ in range(ROUNDS))
    with copy_of(world) as own, served(own) as port:
        settled(port)
        telling.tell(port, own.tokens["resident"], 2, 8)
        rounds = [telling.tell(port, own.tokens["resident"], bench.seconds, 8) for _ in range(ROUNDS)]
        memory = _web_memory(port)
    rate, p95 = (statistics.median(one[name] for one in rounds) for name in ("per_second", "p95"))
    others = {status for one in rounds for status in one["statuses"]} - {201}
    yield Figure(
        "new matter over HTTP, 8 clients, on disk", world.vendor, f"{rate:.0f}/s p95 {p95:.0f} ms", f"bare rows {bare:.0f}/s", rate / bare,
        f"{WANTED_PER_SECOND}/s (peer {PEER_PER_SECOND}/s), towards 0.33", rate >= WANTED_PER_SECOND and not others,
    )  # fmt: skip
    yield Figure(
        "web process after that load",
        world.vendor,
        f"{memory / MEGABYTE:.0f} MB",
        target="≤ 200 MB",
        met=memory <= 200 * MEGABYTE,
    )


def _web_memory(port: int) -> int:
    """The greatest resident memory of the processes that answer at a port."""
    greatest = 0
    for folder in Path("/proc").iterdir():
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            if (
                b"--port" in command
                and command[command.index(b"--port") + 1] == str(port).encode()
                and b"jinlin.site.web" in command
            ):
                greatest = max(greatest, int((folder / "statm").read_text().split()[1]) * 4096)
        except (OSError, IndexError):
            continue
    return greatest


def steps(bench: Bench) -> Iterator[Figure]:
    """Accept, follow up, answer by one client; and two at once."""
    world = bench.large
    with copy_of(world) as own, served(own) as port:
        settled(port)
        found = telling.steps(port, own.tokens["resident"], own.tokens["worker-0"], own.tokens["grid-0"], 90)
    yield Figure(
        "a step, one client",
        world.vendor,
        f"p50 {found['p50']:.0f} p95 {found['p95']:.0f} ms",
        target="p95 ≤ 25 ms",
        met=found["p95"] <= 25,
    )
    pairs = found["pairs"]
    said = ", ".join(f"{count} × {pair}" for pair, count in pairs.items())
    yield Figure(
        "two accept at once", world.vendor, said, target="one 200, one 409", met=set(pairs) == {"200 409"}
    )


_MOST = {"API figures of the district": 100}
"""Milliseconds where 50 are not the target: every figure at once is a machine's answer and no page."""


def _quieter(*worlds: World) -> Iterator[dict[str, Any]]:
    """Every page of each world, looked at twice in turn, the quieter look of each: what else a machine does passes."""
    looks = [[world.inside("pages") for world in worlds] for _ in (1, 2)]
    for first, second in zip(*looks, strict=True):
        yield {name: min(first[name], second[name], key=lambda one: one["p50"]) for name in first}


def pages(bench: Bench) -> Iterator[Figure]:
    """Every page's server time over many matters, beside the same page over few."""
    few, many = _quieter(bench.small, bench.large)
    for name, one in many.items():
        limit = few[name]
        # Growth is that of the median: two single late answers would otherwise decide it.
        ratio, most = one["p50"] / limit["p50"], _MOST.get(name, 50)
        good = (
            one["status"] == 200
            and one["p95"] <= most
            and one["statements"] <= 12
            and (ratio <= 1.3 or one["p50"] - limit["p50"] < 2)
        )
        yield Figure(
            f"{name} ({one['status']})", bench.large.vendor, f"p50 {one['p50']:.1f} p95 {one['p95']:.1f} ms (processor {one['cpu']:.1f}), {one['statements']} statements",
            f"p50 {limit['p50']:.1f} ms at {bench.small.matters:,}", ratio, f"p95 ≤ {most} ms, ≤ 1.3, ≤ 12", good,
        )  # fmt: skip


def search(bench: Bench) -> Iterator[Figure]:
    """Two-character words over many matters, beside a scan of the same table; complete or not."""
    found = bench.large.inside("search")
    complete = found.pop("complete")
    for name, one in found.items():
        yield Figure(
            f"search: {name}", bench.large.vendor, f"p50 {one['p50']:.1f} p95 {one['p95']:.1f} ms", f"scan {complete['scan_ms']:.0f} ms",
            one["p95"] / complete["scan_ms"], "p95 ≤ 100 ms", one["p95"] <= 100,
        )  # fmt: skip
    yield Figure(
        "search: complete", bench.large.vendor, f"rare {complete['rare']}, common {complete['common']}", f"{complete['scanned']} by a scan",
        target="all of them, newest first", met=complete["rare"] and complete["common"],
    )  # fmt: skip


def sweep(bench: Bench) -> Iterator[Figure]:
    """The clock's duties: what nothing due costs, and what a hundred due cost, over few and over many."""
    rows = []
    for world in (bench.small, bench.large):
        with copy_of(world) as own:
            rows.append(own.inside("sweep", 100))
    few, many = rows
    ratio = many["ms"] / few["ms"]
    yield Figure(
        "deadline sweep, nothing due", bench.large.vendor, f"{many['idle_p50']:.1f} ms", f"{few['idle_p50']:.1f} ms at {bench.small.matters:,}",
        many["idle_p50"] / few["idle_p50"],
    )  # fmt: skip
    yield Figure(
        f"deadline sweep, {many['done']:.0f} due", bench.large.vendor, f"{many['ms']:.0f} ms", f"{few['ms']:.0f} ms at {bench.small.matters:,}",
        ratio, "grows with what is due", ratio <= 1.5,
    )  # fmt: skip


def start(bench: Bench) -> Iterator[Figure]:
    """From the command to the first answer, over many matters."""
    times = []
    for _ in range(ROUNDS):
        began = time.monotonic()
        with served(bench.large):
            times.append(time.monotonic() - began)
    taken = statistics.median(times)
    yield Figure(
        "restart to the first answer", bench.large.vendor, f"{taken:.1f} s", target="≤ 5 s", met=taken <= 5
    )


def imports(bench: Bench) -> Iterator[Figure]:
    """A sheet of 100,000 rows read, checked and recorded; beside the reading of the bare file."""
    sheet = bench.small.data / "bench.csv"
    rows = int(os.environ.get("JINLIN_BENCH_ROWS", "100000"))
    _write_sheet(sheet, rows)
    began = time.monotonic()
    read = sum(1 for _ in sheet.open(encoding="utf-8"))
    bare = time.monotonic() - began
    with copy_of(bench.small) as own:
        began = time.monotonic()
        done = subprocess.run(
            [JINLIN, "import", "matters", sheet, "--json"],
            env=own.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        taken = time.monotonic() - began
    sheet.unlink()
    good = done.returncode == 0
    said = (
        f"{taken:.1f} s for {read - 1:,}"
        if good
        else f"status {done.returncode}: {done.stderr.strip()[-60:]}"
    )
    yield Figure(
        "import of a spreadsheet", bench.small.vendor, said, f"bare file {bare * 1e3:.0f} ms", taken / bare, "100,000 in ≤ 60 s",
        good and taken <= 60 * max(1, rows / 100_000),
    )  # fmt: skip


def _write_sheet(path: Path, rows: int) -> None:
    import csv
    import random

    from tests.bench.texts import text_of

    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(["编号", "时间", "地点", "主题", "详情"])
        for number in range(rows):
            at = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}"
            text = text_of(number, chance)
            sheet.writerow([f"B{number:07}", at, f"第{number % 552}小区", text[:16], text])


def venues(bench: Bench) -> Iterator[Figure]:
    """A day's free rooms of a street over a million occupied quarter-hours, beside the bare query of the same rows."""
    ticks = int(os.environ.get("JINLIN_BENCH_TICKS", "1000000"))
    with copy_of(bench.small) as own:
        found = own.inside("venues", ticks)
    for name in ("street", "station"):
        one, bare = found[name], found[f"{name}_bare"]
        yield Figure(
            f"free rooms of a day: {name}, {one['rooms']:.0f} rooms, {found['ticks']:,} quarter-hours had", bench.small.vendor,
            f"p50 {one['p50']:.1f} p95 {one['p95']:.1f} ms", f"bare query p50 {bare['p50']:.1f} ms", one["p50"] / bare["p50"],
            "p95 ≤ 50 ms", one["p95"] <= 50,
        )  # fmt: skip


def soak(bench: Bench) -> Iterator[Figure]:
    """Whether the processes grow at an ordinary pace, for so many minutes; without a number of minutes, nothing."""
    minutes = float(os.environ.get("JINLIN_BENCH_SOAK", "0"))
    if minutes:
        yield from soaking.soak(bench.small, minutes)


ITEMS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "tell": tell, "steps": steps, "pages": pages, "search": search, "sweep": sweep, "start": start, "import": imports, "venues": venues,
    "ballots": voting.ballots, "soak": soak,
}  # fmt: skip

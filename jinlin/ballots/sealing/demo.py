"""A sealed decision made for tests and for the bench: invented holders, real seals."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from typing import Any

from jinlin.ballots.counting import show_area, show_share, thresholds
from jinlin.ballots.sealing import archive, board
from jinlin.ballots.sealing.curve import digest
from jinlin.ballots.sealing.group import signing_key
from jinlin.ballots.sealing.marks import seal_ballot
from jinlin.ballots.sealing.verifier import judge

OPTIONS = ["yes", "no", "abstain"]
ON = dt.date(2026, 11, 20)


def package_of(
    motions: dict[str, str], *, title: str = "演示表决", conflict: str = "paper"
) -> dict[str, Any]:
    """A package with these motions (id to matter)."""
    needs = {name: thresholds(matter, on=ON) for name, matter in motions.items()}
    return {
        "format": "jinlin.package/1", "title": title, "conflict": conflict, "change": True, "silent": "absent",
        "motions": [
            {
                "id": name, "matter": matter, "title": f"议题 {name}", "options": OPTIONS,
                "quorum": show_share(needs[name].quorum) if needs[name].quorum else "none",
                "approval": show_share(needs[name].approval) if needs[name].approval else "all",
            }
            for name, matter in motions.items()
        ],
    }  # fmt: skip


def make(holders: int, *, seed: int = 1) -> bytes:
    """The archive of a decision of so many holders on one motion; all vote, one in fifty changes the vote."""
    chance = random.Random(seed)  # noqa: S311 - who votes for what in a demonstration
    package = package_of({"m1": "278.5"})
    areas = {row: chance.randrange(4000, 18000) for row in range(1, holders + 1)}
    roll = {
        "format": "jinlin.roll/1",
        "rows": [
            {"row": row, "area": show_area(area), "units": [hashlib.sha256(f"{seed}/{row}".encode()).hexdigest()], "replaces": None}
            for row, area in areas.items()
        ],
    }  # fmt: skip
    name = digest(archive.package_file(package))
    public, secret = signing_key(seed.to_bytes(32, "big"))
    lines: list[board.Line] = []

    def put(kind: str, body: dict[str, Any]) -> None:
        before = lines[-1].hash if lines else board.START
        at = (dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC) + dt.timedelta(seconds=30 * len(lines))).isoformat()
        if kind in ("closed", "sums"):
            body = board.signed(kind, before, body, secret)
        lines.append(board.line(len(lines), before, kind, at, body))

    put("opened", board.opened(name, digest(archive.package_file(roll)), public.hex()))
    standing: dict[int, tuple[int, dict[str, Any]]] = {}
    before: dict[int, int] = {}
    again = chance.sample(sorted(areas), holders // 50)
    for row in [*chance.sample(sorted(areas), holders), *again]:
        mark = chance.choices(OPTIONS, (6, 3, 1))[0]
        sealed = seal_ballot(name, row, {"m1": OPTIONS}, {"m1": mark})
        body = board.ballot(name, row, "phone", sealed.shown, replaces=before.get(row))
        before[row] = len(lines)
        put("ballot", body)
        standing[row] = (areas[row], sealed.openings)
    put("closed", {"ballots": len(standing)})
    told = board.sums({"m1": OPTIONS}, standing.values(), [])
    put("sums", told)
    amounts = {
        option: (sum(area for area, o in standing.values() if o["m1"]["mark"] == option), one["heads"])
        for option, one in told["motions"]["m1"].items()
    }
    taking = (sum(area for area, _ in standing.values()), len(standing))
    verdict = judge(package["motions"][0], amounts, (sum(areas.values()), holders), taking, None, False)
    return archive.build(
        title=package["title"], package=package, roll=roll, lines=[one.text for one in lines],
        result={"motions": {"m1": verdict}}, public=public, secret=secret,
    )  # fmt: skip

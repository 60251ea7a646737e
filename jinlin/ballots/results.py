"""Opening the sums, counting, and what may be shown before and after: participation always, direction never before the end."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from jinlin.ballots import boards, counting, roll
from jinlin.ballots.counting.amounts import Amount
from jinlin.ballots.models import BoardLine, Decision, Delivery, RollRow, Unsealing, Verification
from jinlin.ballots.sealing import archive, board, verify_archive
from jinlin.ballots.sealing.verifier import judge

RESULT_STATES = ("decided",)
"""Only then may anybody but counters and monitors see a direction."""


def package_of(decision: Decision, at: dt.datetime) -> dict[str, Any]:
    """Everything that a ballot rests on, as frozen: motions with their thresholds, rules, scope, period."""
    motions = []
    for item in decision.items.all():
        need = counting.thresholds(item.matter, on=at.date(), region=decision.region)
        motions.append(
            {
                "id": item.code, "matter": item.matter, "title": item.title, "text": item.text, "options": ["yes", "no", "abstain"],
                "quorum": counting.show_share(need.quorum) if need.quorum else "none",
                "approval": counting.show_share(need.approval) if need.approval else "all",
                "basis": need.basis, "verified": need.verified, "candidate": item.candidate,
            }
        )  # fmt: skip
    return {
        "format": "jinlin.package/1", "title": decision.title, "text": decision.text, "kind": decision.kind,
        "place": {"code": decision.place.code, "name": decision.place.name}, "scope": decision.scope, "region": decision.region,
        "parking_counts": decision.parking, "conflict": decision.conflict, "change": decision.may_change, "phone": decision.by_phone,
        "proxies": decision.by_proxy, "silent": decision.silent, "silent_basis": decision.silent_basis,
        "publication": decision.publication, "motions": motions,
        "noticed_on": decision.noticed_on.isoformat() if decision.noticed_on else None,
        "closes_at": decision.closes_at.isoformat() if decision.closes_at else None,
    }  # fmt: skip


def taking_part(decision: Decision) -> tuple[Amount, Amount]:
    """The base, and those of whom a ballot is on the board; no direction. The database adds up: everybody opens this page."""
    rows = roll.base(decision)
    ballots = BoardLine.objects.filter(decision=decision, kind="ballot", row__isnull=False).values("row")
    return _amount(rows), _amount(rows.filter(row__in=ballots))


def _amount(rows: QuerySet[RollRow]) -> Amount:
    found = rows.aggregate(area=Sum("area"), persons=Count("pk"))
    return Amount(found["area"] or 0, found["persons"])


def binding(decision: Decision) -> dict[str, Any]:
    """Which of the two quorum tests is the tight one, and how much is still missing; the approval tests stay unseen."""
    base, taking = taking_part(decision)
    need = counting.thresholds(
        "278.9", on=(decision.opened_at or decision.made_at).date(), region=decision.region
    ).quorum
    if need is None or not base.persons:
        return {"base": base, "taking": taking, "missing": Amount(), "tight": ""}

    def least(whole: int) -> int:
        return (
            -(-whole * need.numerator // need.denominator)
            if need.inclusive
            else whole * need.numerator // need.denominator + 1
        )

    missing = Amount(max(least(base.area) - taking.area, 0), max(least(base.persons) - taking.persons, 0))
    behind = missing.area * max(base.persons, 1) >= missing.persons * max(base.area, 1)
    tight = "" if not (missing.area or missing.persons) else "area" if behind else "persons"
    return {
        "base": base,
        "taking": taking,
        "missing": missing,
        "tight": tight,
        "need": counting.show_share(need),
    }


def served_rows(decision: Decision) -> dict[int, str]:
    """By row: the area that was delivered to and counts for a silent owner; a tenant's is no delivery."""
    found = Delivery.objects.filter(
        row__decision=decision, row__ended_at__isnull=True, to__in=["owner", "adult", "notice"]
    ).values_list("row__row", "row__area")  # fmt: skip
    return {row: counting.show_area(area) for row, area in found}


def read_sums(decision: Decision, tell: Callable[[int, int], None] | None = None) -> dict[str, Any]:
    """Read the openings and add them up at the present head; nothing is written. The caller records the reading.

    ``tell`` hears how many of how many ballots are read.
    """
    standing = boards.standing_lines(decision)
    areas = {row.row: row.area for row in roll.counted(decision)}
    lines = [line for line in standing.values() if line is not None]
    openings = boards.openings_of(lines, tell)
    served = None
    if decision.silent == "majority":
        served = {str(row): area for row, area in served_rows(decision).items()}
    held = [row for row, line in standing.items() if line is None]
    told = board.sums(
        boards.options_of(decision), [(areas[line.row or 0], openings[line.pk]) for line in lines], held
    )
    marks = {
        line.row or 0: {motion: one["mark"] for motion, one in openings[line.pk].items()} for line in lines
    }
    result = _result(decision, areas, marks, held, served or {}, told)
    return {"ballots": len(lines), "served": served, "told": told, "result": result}


def opened_sums(decision: Decision, read: Mapping[str, Any], at: dt.datetime) -> dict[str, Any]:
    """Close the board and open the sums as they were read at its head: two signed lines. Answers the result as it
    will be published. The caller holds the decision's row."""
    _, secret = boards.keys(decision)
    closing = {"ballots": read["ballots"]} | ({} if read["served"] is None else {"served": read["served"]})
    boards.append(decision, "closed", board.signed("closed", decision.head, closing, secret), at=at)
    boards.append(decision, "sums", board.signed("sums", decision.head, read["told"], secret), at=at)
    return dict(read["result"])


def sums_ready(decision: Decision) -> dict[str, Any] | None:
    """What a job read at the present head of the board; None where none has."""
    one = Unsealing.objects.filter(decision=decision, head=decision.head, finished_at__isnull=False).first()
    return json.loads(one.sums) if one and one.sums else None


def unseal_watched(unsealing: Unsealing) -> None:
    """Read the sums for a job: how far it is stands in the row, and what was read, sealed, at its end."""
    read = read_sums(unsealing.decision, _progress(unsealing))
    Unsealing.objects.filter(pk=unsealing.pk).update(
        sums=json.dumps(read), done=read["ballots"], lines=read["ballots"], finished_at=timezone.now()
    )


def _result(
    decision: Decision, areas: Mapping[int, int], marks: Mapping[int, Mapping[str, str]], held: list[int],
    served: Mapping[str, str], told: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """The count by the engine; where the verifier's own reckoning of the sums differs, nothing is published."""
    vote = counting.Vote(
        decision.scope, counting.Rules(True, decision.silent, "hold"),
        tuple(counting.Unit(str(row), area, str(row)) for row, area in areas.items()),
        tuple(counting.Motion(one["id"], one["matter"]) for one in decision.package["motions"]),
        tuple(counting.Ballot(str(row), str(row), chosen) for row, chosen in marks.items())
        + tuple(
            counting.Ballot(f"{row}{mark}", str(row), dict.fromkeys(boards.options_of(decision), mark))
            for row in held for mark in ("yes", "no")
        ),
        frozenset(served),
    )  # fmt: skip
    day = (decision.frozen_at or decision.made_at).date()
    found = counting.answer(counting.count(vote, on=day, region=decision.region))
    base = (sum(areas.values()), len(areas))
    taking = (sum(areas[row] for row in [*marks, *held]), len(marks) + len(held))
    quiet = [areas[int(row)] for row in served if int(row) not in marks and int(row) not in held]
    deemed = (sum(quiet), len(quiet)) if decision.silent == "majority" else None
    for motion, one in zip(decision.package["motions"], found["motions"], strict=True):
        sums = {
            name: (counting.read_area(x["area"]) or 0, x["heads"])
            for name, x in told["motions"][motion["id"]].items()
        }
        if judge(motion, sums, base, taking, deemed, bool(held)) != one["verdict"]:
            raise AssertionError(f"{motion['id']}: the count and the opened sums disagree")
    return found


def archive_of(decision: Decision) -> bytes:
    """The ZIP of a counted decision."""
    public, secret = boards.keys(decision)
    texts = BoardLine.objects.filter(decision=decision).order_by("n").values_list("text", flat=True)
    verdicts = {one["id"]: one["verdict"] for one in decision.result["motions"]}
    return archive.build(
        title=decision.title, package=decision.package, roll=decision.roll_file, lines=texts.iterator(2000),
        result={"motions": verdicts}, public=public, secret=secret,
    )  # fmt: skip


def verified(decision: Decision) -> dict[str, Any]:
    """The verifier's answer over the archive as it would be given out; kept for the board's head, so asked twice at no cost."""
    known = Verification.objects.filter(
        decision=decision, head=decision.head, finished_at__isnull=False
    ).first()
    if known is not None:
        return dict(known.answer)
    found = _verify(decision, None)
    now = timezone.now()
    Verification.objects.update_or_create(
        decision=decision, head=decision.head, defaults={"answer": found, "finished_at": now}, create_defaults={"answer": found, "asked_at": now, "finished_at": now}
    )  # fmt: skip
    return found


def verify_watched(verification: Verification) -> None:
    """The same for a job: how far it is stands in the row, and the answer at its end."""
    answer = _verify(verification.decision, _progress(verification))
    lines = verification.decision.seq
    Verification.objects.filter(pk=verification.pk).update(
        answer=answer, done=lines, lines=lines, finished_at=timezone.now()
    )


def _progress(job: Verification | Unsealing) -> Callable[[int, int], None]:
    """Writes how far a job is into its row, once every half second."""
    last = time.monotonic()

    def tell(done: int, lines: int) -> None:
        nonlocal last
        if time.monotonic() - last > 0.5:
            last = time.monotonic()
            type(job).objects.filter(pk=job.pk).update(done=done, lines=lines)

    return tell


def _verify(decision: Decision, tell: Callable[[int, int], None] | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "decision.zip"
        path.write_bytes(archive_of(decision))
        return verify_archive(path, tell=tell)


def may_see_direction(decision: Decision) -> bool:
    """Whether a result may be shown to everybody: only after it was published."""
    return decision.state in RESULT_STATES


def shown_result(decision: Decision) -> list[dict[str, Any]]:
    """The result as the chosen publication shows it; empty before it is published.

    ``witnessed``: the verdict and whole per cents, never heads or areas.
    """
    if not may_see_direction(decision) or not decision.result:
        return []
    titles = {one["id"]: one for one in decision.package["motions"]}
    found = []
    for one in decision.result["motions"]:
        row = {
            "motion": titles[one["id"]],
            "verdict": one["verdict"],
            "reasons": one["reasons"],
            "tests": one,
        }
        if decision.publication == "witnessed":
            row["tests"] = None
            row["percents"] = _percents(one)
        found.append(row)
    return found


def _percents(one: Mapping[str, Any]) -> dict[str, int]:
    area = counting.read_area(one["options"]["yes"]["area"]) or 0
    part = counting.read_area(one["taking_part"]["area"]) or 0
    heads, all_heads = one["options"]["yes"]["persons"], one["taking_part"]["persons"]
    return {
        "area": (200 * area + part) // (2 * part) if part else 0,
        "persons": (200 * heads + all_heads) // (2 * all_heads) if all_heads else 0,
    }


def draw(decision: Decision, *, size: int) -> list[int]:
    """Serials of the sheets to be compared in public: they follow from the closed board's head and the dice alone."""
    import hashlib

    serials = sorted(
        RollRow.objects.filter(decision=decision, sheets__entries__isnull=False)
        .values_list("sheets__serial", flat=True)
        .distinct()
    )
    seed = f"{decision.head}|{decision.dice}".encode()
    return sorted(serials, key=lambda serial: hashlib.sha256(seed + str(serial).encode()).hexdigest())[:size]

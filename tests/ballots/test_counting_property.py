"""Ten thousand random votes: the engine equals an independent count in exact fractions."""

import random
from fractions import Fraction

import pytest

from tests.ballots.making import counted, vote

pytestmark = pytest.mark.once

APPROVAL = {
    "278.1": (1, 2, False),
    "278.5": (1, 2, False),
    "278.6": (3, 4, True),
    "278.7": (3, 4, True),
    "278.9": (1, 2, False),
}
AREAS = ["100.00", "88.17", "89.99", "60.01", "0.00", "33.33", "66.67", "12.5"]
MARKS = ["yes", "yes", "no", "abstain"]
NOTHING = (Fraction(0), Fraction(0))


def drawn(chance):
    """A random file: few holders with several flats, a developer, parking, silence, papers and phones."""
    holders = [f"h{n}" for n in range(chance.randint(1, 6))]
    rows = []
    for n in range(chance.randint(1, 9)):
        status = chance.choice(["owned"] * 6 + ["unsold", "undelivered"])
        kind = chance.choice(["dwelling"] * 4 + ["parking"])
        area = chance.choice(AREAS[:2]) if chance.random() < 0.7 else chance.choice(AREAS)
        rows.append(
            {"unit": f"u{n}", "area": area, "holder": chance.choice(holders), "status": status, "kind": kind}
        )
    given = []
    for n in range(chance.randint(0, len(rows) + 2)):
        given.append(
            {
                "id": f"b{n}", "unit": chance.choice(rows)["unit"], "channel": chance.choice(["paper", "phone"]),
                "at": f"2026-09-20T1{chance.randint(0, 3)}:00:00+08:00", "valid": chance.random() < 0.93,
                "marks": {"m1": chance.choice(MARKS)} if chance.random() < 0.95 else {},
            }
        )  # fmt: skip
    served = [
        {"unit": row["unit"], "to": chance.choice(["owner", "notice", "tenant"])}
        for row in rows
        if chance.random() < 0.6
    ]
    rules = {
        "parking_counts": chance.random() < 0.5,
        "conflict": chance.choice(["hold", "first", "last", "paper"]),
    }
    if chance.random() < 0.3:
        rules |= {"silent": "majority", "basis": {"silent": "12"}}
    return vote(rows, given, chance.choice([*APPROVAL, "unanimous"]), served=served, **rules)


def choices(file, who):
    """What each head chose, and the heads whose ballots clash."""
    rule, choice, clash = file["rules"]["conflict"], {}, set()
    for head in set(who.values()):
        mine = [b for b in file["ballots"] if b["valid"] and b["marks"] and who.get(b["unit"]) == head]
        if rule == "paper":
            mine = [b for b in mine if b["channel"] == "paper"] or mine
        if rule in ("first", "last") and mine:
            edge = sorted(b["at"] for b in mine)[0 if rule == "first" else -1]
            mine = [b for b in mine if b["at"] == edge]
        said = {b["marks"]["m1"] for b in mine}
        if len(said) > 1:
            clash.add(head)
        elif said:
            choice[head] = said.pop()
    return choice, clash


def silent(file, who, area, voted, sides):
    """What the silent add, to which side, and whether the two majorities stop the count."""
    reached = {s["unit"] for s in file["served"] if s["to"] != "tenant" and s["unit"] in who}
    quiet = {who[u] for u in reached} - voted
    extra = (sum((area[u] for u in reached if who[u] in quiet), Fraction(0)), Fraction(len(quiet)))
    tops = [{m for m in sides if sides[m][axis] == max(s[axis] for s in sides.values())} for axis in (0, 1)]
    if not sum(side[1] for side in sides.values()):
        return NOTHING, "", False
    if not tops[0] & tops[1]:
        return NOTHING, "", True
    if len(tops[0]) > 1 or len(tops[1]) > 1:
        return NOTHING, "", bool(quiet)
    return extra, next(iter(tops[0])), False


def independent(file):
    """The verdict by exact fractions over every unit, written apart from the engine."""
    rules, matter = file["rules"], file["motions"][0]["matter"]
    rows = [row for row in file["units"] if row["kind"] != "parking" or rules["parking_counts"]]
    who = {row["unit"]: (row["holder"], row["status"] != "owned") for row in rows}
    area = {row["unit"]: Fraction(row["area"]) for row in rows}
    choice, clash = choices(file, who)

    def weight(wanted):
        return sum((area[u] for u in area if who[u] in wanted), Fraction(0)), Fraction(len(wanted))

    taking, all_of = weight(set(choice) | clash), weight(set(who.values()))
    sides = {mark: weight({h for h in choice if choice[h] == mark}) for mark in ("yes", "no", "abstain")}
    if matter == "unanimous":
        return "held" if clash else "passed" if sides["yes"] == all_of else "failed"
    extra, joins, stop = NOTHING, "", False
    if rules.get("silent") == "majority":
        extra, joins, stop = silent(file, who, area, set(choice) | clash, sides)
    if clash or stop:
        return "held"
    yes = [side + (more if joins == "yes" else 0) for side, more in zip(sides["yes"], extra, strict=True)]
    return by_shares(matter, all_of, [one + more for one, more in zip(taking, extra, strict=True)], yes)


def by_shares(matter, all_of, part, yes):
    """The verdict once it is known what takes part and what agrees."""
    if any(part[i] < Fraction(2, 3) * all_of[i] for i in (0, 1)):
        return "no_quorum"
    top, bottom, inclusive = APPROVAL[matter]
    line = [Fraction(top, bottom) * one for one in part]
    enough = [yes[i] >= line[i] if inclusive else yes[i] > line[i] for i in (0, 1)]
    return "passed" if part[1] and all(enough) else "failed"


def test_ten_thousand_random_votes_equal_an_independent_count_in_exact_fractions():
    chance = random.Random(20261120)
    seen = dict.fromkeys(("passed", "failed", "no_quorum", "held"), 0)
    for _ in range(10_000):
        file = drawn(chance)
        found = counted(file)["verdict"]
        assert found == independent(file), file
        seen[found] += 1
    assert min(seen.values()) > 300, seen

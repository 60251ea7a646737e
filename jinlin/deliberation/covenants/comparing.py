"""Two versions side by side, told so that everybody can follow: clause by clause, what went and what came. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from jinlin.base.words import Words

LEAST_EQUAL = 3
"""Shorter equal runs inside a change are shown as changed too: single characters between marks only confuse."""
KINDS = {
    "same": Words("没有改", "unchanged"),
    "changed": Words("改了", "changed"),
    "new": Words("新加的", "new"),
    "gone": Words("去掉了", "taken out"),
}


@dataclass(frozen=True)
class Part:
    """A stretch of text: ``equal``, ``out`` (only in the old) or ``in`` (only in the new)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Compared:
    """One clause in two versions; ``old`` and ``new`` are its text in parts."""

    clause: int
    kind: str
    old_title: str
    new_title: str
    old: tuple[Part, ...]
    new: tuple[Part, ...]
    moved: bool = False

    @property
    def words(self) -> Words:
        """What happened to it."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Version:
    """A clause as one version has it."""

    clause: int
    position: int
    title: str
    text: str


def parts(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts cut into equal and changed stretches. Joined again they are the texts."""
    left: list[Part] = []
    right: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        equal = tag == "equal" and (b - a >= LEAST_EQUAL or a == 0 or b == len(old))
        _add(left, "equal" if equal else "out", old[a:b])
        _add(right, "equal" if equal else "in", new[c:d])
    return tuple(left), tuple(right)


def _add(rows: list[Part], kind: str, text: str) -> None:
    if not text:
        return
    if rows and rows[-1].kind == kind:
        rows[-1] = Part(kind, rows[-1].text + text)
    else:
        rows.append(Part(kind, text))


def compare(old: Sequence[Version], new: Sequence[Version]) -> list[Compared]:
    """Clause by clause in the new order; what was taken out stands where it stood."""
    before = {one.clause: one for one in old}
    after = {one.clause: one for one in new}
    order = {one.clause: place for place, one in enumerate(old)}
    rows: list[tuple[float, Compared]] = []
    place = -1.0
    for one in new:
        was = before.get(one.clause)
        place = max(place, float(order[one.clause])) if was else place + 0.001
        rows.append((place, _one(was, one)))
    rows += [(order[one.clause] + 0.0005, _one(one, None)) for one in old if one.clause not in after]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _one(was: Version | None, now: Version | None) -> Compared:
    if was is None and now is not None:
        return Compared(now.clause, "new", "", now.title, (), (Part("in", now.text),))
    if now is None and was is not None:
        return Compared(was.clause, "gone", was.title, "", (Part("out", was.text),), ())
    assert was is not None and now is not None
    same = (was.title, was.text) == (now.title, now.text)
    left, right = parts(was.text, now.text)
    return Compared(
        now.clause,
        "same" if same else "changed",
        was.title,
        now.title,
        left,
        right,
        was.position != now.position,
    )


def sentence(rows: Sequence[Compared]) -> Words:
    """What changed, in one sentence."""
    counts = {kind: sum(1 for one in rows if one.kind == kind) for kind in KINDS}
    if counts["same"] == len(rows):
        return Words("两版完全一样", "Both versions are the same")
    zh = [
        f"{KINDS[kind].zh} {counts[kind]} 条" for kind in ("changed", "new", "gone", "same") if counts[kind]
    ]
    en = [f"{counts[kind]} {KINDS[kind].en}" for kind in ("changed", "new", "gone", "same") if counts[kind]]
    return Words("，".join(zh), ", ".join(en))

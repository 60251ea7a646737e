"""Which place a cell means: a code, a name, or an address in which names stand. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from jinlin.base.rule import Reason
from jinlin.base.spreadsheets.cells import folded
from jinlin.base.words import Words

SHORTEST = 2
KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Named:
    """One place of the area: ``path`` is its codes from the root, each ended by a slash."""

    pk: int
    code: str
    name: str
    path: str


class PlaceNames:
    """The places within the importing place, found by what offices write."""

    def __init__(self, places: Iterable[Named]) -> None:
        self.by_code: dict[str, Named] = {}
        self.by_name: dict[str, list[Named]] = defaultdict(list)
        self.begin: dict[str, set[int]] = defaultdict(set)
        self.found: dict[str, int | Reason] = {}
        for place in places:
            name = folded(place.name)
            self.by_code[place.code] = place
            self.by_name[name].append(place)
            if len(name) >= SHORTEST:
                self.begin[name[:SHORTEST]].add(len(name))

    def find(self, text: str) -> int | Reason:
        """The id of the place that is meant; refused ``no_place``, or ``not_one_place`` where several bear the name."""
        key = folded(text)
        if key not in self.found:
            if len(self.found) >= KEPT:
                self.found.clear()
            self.found[key] = self._find(text.strip(), key)
        return self.found[key]

    def _find(self, text: str, key: str) -> int | Reason:
        if text in self.by_code:
            return self.by_code[text].pk
        whole = self.by_name.get(key, [])
        if len(whole) == 1:
            return whole[0].pk
        named = self._named_in(key)
        if not named:
            return _no_place(text)
        within = {place.path for place in named}
        depth = max(self._agreeing(place, within) for place in named)
        best = [place for place in named if self._agreeing(place, within) == depth]
        return best[0].pk if len(best) == 1 else _not_one(text, best)

    def _named_in(self, key: str) -> list[Named]:
        """Every place whose name stands in the text."""
        found: dict[int, Named] = {}
        for start in range(len(key) - SHORTEST + 1):
            for length in self.begin.get(key[start : start + SHORTEST], ()):
                for place in self.by_name.get(key[start : start + length], ()):
                    found[place.pk] = place
        return list(found.values())

    @staticmethod
    def _agreeing(place: Named, within: set[str]) -> tuple[int, int]:
        """How many places above are named in the text too, and how deep the place lies."""
        parts = place.path.split("/")[:-1]
        above = ("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))
        return sum(1 for path in above if path in within), len(parts)


def _no_place(text: str) -> Reason:
    return Reason(
        "no_place",
        Words(
            f"没有找到“{text[:40]}”这个地点，或它不在您能登记的范围内",
            f"No place “{text[:40]}” is known where you may record",
        ),
    )


def _not_one(text: str, places: list[Named]) -> Reason:
    codes = "、".join(f"{place.name}（{place.code}）" for place in places[:5])
    return Reason(
        "not_one_place",
        Words(
            f"“{text[:40]}”可能是：{codes}；请写社区和小区，或写代码",
            f"“{text[:40]}” may be: {codes}; write community and estate, or the code",
        ),
    )

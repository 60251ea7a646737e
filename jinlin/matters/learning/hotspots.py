"""Hot spots: places where many people tell the same problem, ranked by a heat that anyone can add up."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jinlin.matters.learning.heat import Heat, heat_of
from jinlin.matters.learning.place_names import names_in
from jinlin.matters.learning.problems import Problems
from jinlin.matters.learning.tellings import Row, Telling, held_by, places_named, tellings_of
from jinlin.matters.learning.text import pieces
from jinlin.matters.learning.topic_names import problem_in_words

FEWEST_TELLERS = 3
ALIKE_AT_PLACE = 0.05
"""Mean likeness of problems told about one place."""
ALIKE_ANYWHERE = 0.18
"""Mean likeness of problems that share a thing (a firm, a scheme) but no place: more is asked of them."""
LONGEST_THING = 8
NAMED_FROM = 12
"""Stretches of the detail that are read, beside the title, to name a topic."""
PLACE_SHARE = 3
"""One teller in so many must name a place for the topic to carry it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One hot spot: ``ids`` in order of the table, ``places`` named by its tellers, ``heat`` with its parts."""

    name: str
    ids: tuple[Hashable, ...]
    places: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None
    heat: Heat


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Tellings that share an anchor (a place, or a thing told about) and like problems."""

    anchor: str
    is_place: bool
    place: str
    """Where it is: the anchor itself, or the place that most of its tellers name, or ""."""
    positions: tuple[int, ...]


def hotspots(rows: Iterable[Row], limit: int = 20) -> list[Topic]:
    """The hottest topics of a table, hottest first, no row in two of them.

    A topic is what at least three people tell about one place (or, without a place, about one thing) in like
    words. One person who tells often counts once.
    """
    tellings = tellings_of(list(rows))
    if not tellings:
        return []
    finder = _Finder(tellings)
    return [finder.topic(chosen, positions) for chosen, positions in finder.chosen(limit)]


class _Finder:
    def __init__(self, tellings: Sequence[Telling]) -> None:
        self.tellings = tellings
        everyone = Counter(district for telling in tellings for district in telling.districts)
        self.fine_districts = {
            name for name, count in everyone.items() if count * 4 <= len(tellings) and not name.endswith("省")
        }
        named = places_named(tellings, FEWEST_TELLERS)
        self.places = {place: held for place, held in named.items() if self._is_one_place(held)}
        self.problems = Problems(tellings, named)

    def heat(self, positions: Iterable[int]) -> Heat:
        some = (self.tellings[position] for position in positions)
        return heat_of((telling.teller, telling.row.at, telling.row.likes) for telling in some)

    def _tellers(self, positions: Iterable[int]) -> int:
        return len({self.tellings[position].teller for position in positions})

    def _is_one_place(self, held: Sequence[int]) -> bool:
        """A name that stands in several districts is the name of a kind of place, not of one place."""
        counts = self._fine_districts(held)
        return not counts or counts.most_common(1)[0][1] * 5 >= counts.total() * 2

    def _fine_districts(self, positions: Iterable[int]) -> Counter[str]:
        """How many of these tellings name each district, without those that everyone names."""
        return Counter(
            district
            for position in positions
            for district in self.tellings[position].districts
            if district in self.fine_districts
        )

    def _is_scattered(self, positions: Sequence[int]) -> bool:
        """Most of these tellings are each about a place of their own: a kind of problem, not one problem."""
        named = [{n for stretch in self.tellings[p].title for n in names_in(stretch)} for p in positions]
        counts = Counter(name for names in named for name in names)
        alone = sum(
            1 for names in named if names and all(counts[name] * 3 < len(positions) for name in names)
        )
        return alone * 3 >= len(positions)

    def _place_of(self, positions: Sequence[int]) -> str:
        """The place or district that at least half of these tellings name, or ""."""
        wholes = [self.tellings[position].whole for position in positions]
        named = Counter(place for place in self.places for whole in wholes if place in whole)
        for counts in (named, self._fine_districts(positions)):
            for name, count in counts.most_common(1):
                if count * 2 >= len(positions):
                    return name
        return ""

    def _candidates(self) -> Iterator[_Candidate]:
        for place, held in self.places.items():
            for group in self.problems.groups(held, ALIKE_AT_PLACE):
                if self._tellers(group) >= FEWEST_TELLERS:
                    yield _Candidate(place, True, place, tuple(group))
        for thing, held in held_by(self.tellings, self._things(), FEWEST_TELLERS).items():
            if len(held) <= max(40, len(self.tellings) // 30):
                for group in self.problems.groups(held, ALIKE_ANYWHERE):
                    if self._tellers(group) >= FEWEST_TELLERS and not self._is_scattered(group):
                        yield _Candidate(thing, False, self._place_of(group), tuple(group))

    def _things(self) -> frozenset[str]:
        """Phrases of titles, places taken out, that are not part of a longer phrase used as often."""
        phrases: Counter[str] = Counter()
        for stretches in self.problems.titles:
            phrases.update(set(pieces(stretches, 3, LONGEST_THING)))
        often = {phrase: count for phrase, count in phrases.items() if count >= FEWEST_TELLERS}
        longer: Counter[str] = Counter()
        for phrase, count in often.items():
            for part in (phrase[1:], phrase[:-1]):
                longer[part] = max(longer[part], count)
        return frozenset(phrase for phrase, count in often.items() if longer[phrase] * 5 < count * 4)

    def chosen(self, limit: int) -> list[tuple[_Candidate, set[int]]]:
        """The hottest candidates; rows go to the hottest topic that may have them.

        A place's candidate that mostly lies in a chosen topic is the same topic under another name of the place:
        its remaining rows join that topic.
        """
        queue = [self._queued(candidate) for candidate in self._candidates()]
        heapq.heapify(queue)
        topics: list[tuple[_Candidate, set[int]]] = []
        owner: dict[int, int] = {}
        while queue and len(topics) < limit:
            candidate = heapq.heappop(queue)[-1]
            free = tuple(position for position in candidate.positions if position not in owner)
            owners = Counter(owner[position] for position in candidate.positions if position in owner)
            number, shared = owners.most_common(1)[0] if owners else (len(topics), 0)
            if not owners:
                topics.append((candidate, set(free)))
            elif shared * 2 < len(candidate.positions):
                if self._tellers(free) >= FEWEST_TELLERS:
                    heapq.heappush(queue, self._queued(replace(candidate, positions=free)))
                continue
            elif candidate.is_place and topics[number][0].is_place:
                topics[number][1].update(free)
            else:
                continue
            owner.update(dict.fromkeys(free, number))
        topics.sort(key=lambda topic: (not topic[0].place, -self.heat(topic[1]).total, min(topic[1])))
        return topics

    def _queued(self, candidate: _Candidate) -> tuple[bool, int, bool, int, str, tuple[int, ...], _Candidate]:
        """Topics with a place before those without, then the hottest; the rest only settles ties."""
        heat = self.heat(candidate.positions).total
        order = (not candidate.place, -heat, not candidate.is_place, -len(candidate.anchor))
        return (*order, candidate.anchor, candidate.positions, candidate)

    def topic(self, chosen: _Candidate, positions: set[int]) -> Topic:
        members = [self.tellings[position] for position in sorted(positions)]
        places = self._places_of(chosen, members)
        texts = [
            (*self.problems.titles[position], *self.problems.details[position][:NAMED_FROM])
            for position in sorted(positions)
        ]
        problem = problem_in_words(texts, self.problems.rarity) or chosen.anchor
        times = [telling.row.at for telling in members if telling.row.at is not None]
        return Topic(
            name=(places[0] if chosen.place else "") + problem,
            ids=tuple(telling.row.id for telling in members),
            places=tuple(places),
            first_at=min(times, default=None),
            last_at=max(times, default=None),
            heat=self.heat(positions),
        )

    def _places_of(self, chosen: _Candidate, members: Sequence[Telling]) -> list[str]:
        """The topic's own place, then the districts and the other places that enough of its tellers name."""
        enough = len(members) / PLACE_SHARE
        districts = Counter(district for telling in members for district in telling.districts)
        named = Counter(place for place in self.places for telling in members if place in telling.whole)
        often = [*districts.most_common(2), *named.most_common(4)]
        found = [chosen.place] if chosen.place else []
        found += [name for name, count in often if count >= enough]
        return [_as_written(name, members) for name in dict.fromkeys(found)]


def _as_written(name: str, members: Sequence[Telling]) -> str:
    """The name in the letters of the first text that has it."""
    for telling in members:
        for text in (telling.row.title, telling.row.detail):
            place = text.lower().find(name)
            if place >= 0:
                return text[place : place + len(name)]
    return name

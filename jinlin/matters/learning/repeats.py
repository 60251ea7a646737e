"""Repeated tellings in a whole table: which rows say the same words again."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from jinlin.matters.learning.similar import Similar


@dataclass(frozen=True, slots=True)
class RepeatGroup:
    """Rows suggested to be one telling: ids in order of the table, and the words that they share."""

    ids: tuple[Hashable, ...]
    words: tuple[str, ...]


def repeats(texts: Iterable[tuple[Hashable, str]]) -> list[RepeatGroup]:
    """Groups of two or more rows that tell the same words again, in the order of their first row.

    Each row is asked against those before it and joins the likeliest one's group. Cost grows with the number
    of rows, not with its square.
    """
    index = Similar()
    group_of: dict[Hashable, int] = {}
    groups: list[list[Hashable]] = []
    words: list[tuple[str, ...]] = []
    for id, text in texts:
        alike = next(iter(index.query(text, limit=1, same_topic=False)), None)
        if alike is None:
            group_of[id] = len(groups)
            groups.append([id])
            words.append(())
        else:
            place = group_of[id] = group_of[alike.id]
            groups[place].append(id)
            words[place] = words[place] or alike.words
        index.add(id, text)
    return [
        RepeatGroup(tuple(ids), shared) for ids, shared in zip(groups, words, strict=True) if len(ids) > 1
    ]

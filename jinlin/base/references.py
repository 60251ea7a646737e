"""What a field of a step may point at: how a program names it (a code), and what a form lets a person pick.

Each app registers its own kinds; the API resolves codes to ids and pages show choices, both from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.rule import Reason
from jinlin.base.words import Words

Options = dict[str, list[tuple[Any, str]]]
MOST = 300
"""No picker shows more choices than this."""


class Headed(str):
    """Words of a choice in a long list, and the heading (``group``) under which it stands there."""

    group: str

    def __new__(cls, words: str, group: str) -> Headed:
        made = super().__new__(cls, words)
        made.group = group
        return made


@dataclass(frozen=True)
class Reference:
    """One kind of thing that a field may point at.

    ``find`` turns a code into an id, or None. ``options(subject, actor)`` answers (id, words) for a picker, within
    what this subject and actor may choose; words may be ``Headed``, those of one heading in a row.
    """

    kind: str
    find: Callable[[str], int | None] | None = None
    options: Callable[[Any, Actor], Iterable[tuple[Any, str]]] | None = None


references: dict[str, Reference] = {}


def register(
    kind: str, *, find: Callable[[str], int | None] | None = None,
    options: Callable[[Any, Actor], Iterable[tuple[Any, str]]] | None = None,
) -> None:  # fmt: skip
    """Register a kind once; called in ``AppConfig.ready``."""
    references[kind] = Reference(kind, find, options)


def kind_of(field: Field) -> str:
    """Under which name a field's kind is registered."""
    return field.of or ("institution" if field.kind == "institutions" else field.kind)


def resolve(fields: Iterable[Field], raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Reason]]:
    """Codes and numbers turned into ids; a fault for each that leads nowhere. Plain integers are ids already."""
    given, faults = dict(raw), {}
    for field in fields:
        known = references.get(kind_of(field))
        value = given.get(field.name)
        if known is None or known.find is None or value in (None, "", []):
            continue
        many = isinstance(value, list)
        found = [
            one if isinstance(one, int) else known.find(str(one)) for one in (value if many else [value])
        ]
        if None in found:
            faults[field.name] = Reason(
                "wrong_reference", Words(f"“{field.words.zh}”没有找到", f"“{field.words.en}” was not found")
            )
        else:
            given[field.name] = found if many else found[0]
    return given, faults


def options_for(fields: Iterable[Field], subject: Any, actor: Actor) -> Options:
    """By field name: what a form lets this actor pick for this subject."""
    found: Options = {}
    for field in fields:
        known = references.get(kind_of(field))
        if known is not None and known.options is not None:
            found[field.name] = list(known.options(subject, actor))[:MOST]
    return found

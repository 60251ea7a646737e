"""What a field may point at among organisations: institutions that serve a subject's place, accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.base.references import MOST, Headed
from jinlin.organisations.models import Institution
from jinlin.organisations.queries import institutions_for
from jinlin.organisations.words import kind_words
from jinlin.people.public import Account

_ORDER = ("department", "police", "utility", "property", "street", "community", "partner", "other")


def institution_id(code: str) -> int | None:
    """The id of the institution with that code, or None."""
    return Institution.objects.filter(code=code).values_list("pk", flat=True).first()


def account_id(username: str) -> int | None:
    """The id of the account with that sign-in name, or None."""
    return Account.objects.filter(username=username).values_list("pk", flat=True).first()


def _institutions(subject: Any, actor: Actor) -> Iterable[tuple[Any, str]]:
    """Those that serve the place, by kind: who is called most often stands first."""
    rows = institutions_for(path=subject.place.path, on=timezone.localdate())[:MOST]
    ranked = sorted(rows, key=lambda one: _ORDER.index(one.kind) if one.kind in _ORDER else len(_ORDER))
    return [(one.pk, Headed(one.name, str(kind_words(one.kind)))) for one in ranked]


def register() -> None:
    """Register the kinds."""
    references.register("institution", find=institution_id, options=_institutions)
    references.register("account", find=account_id)

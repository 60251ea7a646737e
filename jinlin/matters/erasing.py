"""What matters erase when a person is erased: their words, contact and photos. Steps and figures stay as they are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from jinlin.base.events import subscribe
from jinlin.base.models import Event, Notice, StoredFile
from jinlin.matters import search
from jinlin.matters.commands import title_of
from jinlin.matters.models import Matter, Telling

ERASED_TITLE = "（内容已按本人要求删除）"


def listen() -> None:
    """Subscribe to the erasure of persons; called once at start."""
    subscribe("person.erased", erase_words_of)


def erase_words_of(*, person: Any, account: int | None, at: dt.datetime, **more: object) -> None:
    """Empty what the person told and wrote, in the caller's transaction.

    The event chain holds: it carries only salted digests of free texts. A title that was made from the words goes
    too, out of the notices as well: the next teller's words make the new one, where there is another teller.
    """
    tellings = list(
        Telling.objects.filter(person=person, erased_at__isnull=True).select_related(
            "place", "matter__place", "first_matter"
        )
    )
    spoken = [
        (matter, title_of(telling.text))
        for telling in tellings
        for matter in {telling.matter, telling.first_matter}
    ]
    for telling in tellings:
        _drop(telling)
        telling.text = telling.name = telling.phone = telling.phone_key = telling.spot = ""
        telling.lat_e6 = telling.lon_e6 = None
        telling.erased_at = at
    Telling.objects.bulk_update(
        tellings,
        ["text", "name", "phone", "phone_key", "spot", "lat_e6", "lon_e6", "erased_at"],
        batch_size=500,
    )
    for matter, words in spoken:
        _retitle(matter, words)
    if account is not None:
        Event.objects.filter(actor_id=account).exclude(text="").update(text="", erased_at=at)
        _drop_files(account)


def _retitle(matter: Matter, spoken: str) -> None:
    left = Telling.objects.filter(matter=matter, erased_at__isnull=True).order_by("pk").first()
    if left is not None and matter.title != spoken:
        return
    title = title_of(left.text) if left is not None else ERASED_TITLE
    Matter.objects.filter(pk=matter.pk).update(title=title)
    Notice.objects.filter(subject="matter", subject_id=matter.pk).update(zh=title, en=title)


def _drop(telling: Telling) -> None:
    place = telling.place or telling.matter.place
    search.drop(search.Entry(telling.pk, f"{telling.text}\n{telling.spot}", search.codes_of(place.path)))


def _drop_files(account: int) -> None:
    files = StoredFile.objects.filter(by_id=account)
    names = [name for row in files for name in (row.path, row.thumb) if name]
    files.delete()
    transaction.on_commit(
        lambda: [(Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True) for name in names]
    )

"""Who may open the photos and papers that hang on a matter."""

from __future__ import annotations

from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.models import StoredFile
from jinlin.matters.models import Matter, Telling
from jinlin.matters.numbers import is_receipt
from jinlin.matters.sight import may_see
from jinlin.matters.web.resident_device import follows_of
from jinlin.matters.web.resident_reading import is_public
from jinlin.matters.web.resident_thread import Reader, may_see_file, reader_of


def may_open(stored: StoredFile, request: Any) -> bool:
    """Workers of the matter, the public where it is public, and each teller what is theirs to read."""
    matter = Matter.objects.select_related("place", "category").filter(pk=stored.subject_id).first()
    if matter is None:
        return False
    actor: Actor = request.actor
    if actor.staff and "staff" in may_see(matter, actor):
        return True
    if is_public(matter) and may_see_file(stored, matter, Reader()):
        return True
    return any(may_see_file(stored, matter, reader_of(telling)) for telling in _tellings_of(request, matter))


def _tellings_of(request: Any, matter: Matter) -> list[Telling]:
    """The tellings of a matter whose teller this is: by receipt in the address, in the session, or by account."""
    key = request.GET.get("k", "")
    held = set(follows_of(request))
    actor: Actor = request.actor
    if not key and not held and not actor.person:
        return []
    rows = (Telling.objects.filter(matter=matter) | Telling.objects.filter(first_matter=matter)).distinct()
    return [
        one
        for one in rows.select_related("person__account")
        if one.pk in held
        or (key and is_receipt(one.pk, key))
        or (actor.person and not actor.staff and one.person_id == actor.person)
    ]

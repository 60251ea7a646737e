"""Writes of briefings: take a template in, go back to the standard one; and the making of the paper."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction

from jinlin.base import documents, scanning
from jinlin.base.actor import Actor
from jinlin.base.files import safe_name
from jinlin.base.nodes import Node
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.insight.briefing.contents import Briefing, as_data
from jinlin.insight.briefing.models import BriefingTemplate
from jinlin.insight.briefing.slots import SLOTS, standard
from jinlin.places.public import Place, paths_above

KEEPERS = ("community_secretary", "street_supervisor", "district_supervisor")
NOT_YOURS = Reason(
    "not_yours",
    Words(
        "只有本级或上级的书记、督办员可以换模板",
        "Only a secretary or supervisor of the place or above changes its template",
    ),
)
FORMS = ("docx", "pdf")


def keeps(by: Actor, path: str) -> bool:
    """Whether an actor may change the template of a place."""
    return any(seat.role in KEEPERS and seat.covers(path) for seat in by.seats)


def take_template(*, place: Place, content: bytes, name: str, by: Actor, at: dt.datetime) -> BriefingTemplate:
    """Take a template in for a place; the one before ends. ``Refused`` with ``not_yours``, or with every fault of the template."""
    if not keeps(by, place.path):
        raise Refused(NOT_YOURS)
    faults = documents.faults_of(content, SLOTS, name)
    if faults:
        raise Refused(*faults)
    if why := scanning.why_refused(content):
        raise Refused(why)
    with transaction.atomic():
        # The place's row is the lock: of two at once the later one stands.
        Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
        BriefingTemplate.objects.filter(place=place, ended_at__isnull=True).update(ended_at=at)
        return BriefingTemplate.objects.create(
            place=place, name=safe_name(name, "file")[:120], content=content, by_id=by.account, taken_at=at,
            digest=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip


def back_to_standard(*, place: Place, by: Actor, at: dt.datetime) -> int:
    """End a place's own template; answers how many ended (0 where there was none). Refused with ``not_yours``."""
    if not keeps(by, place.path):
        raise Refused(NOT_YOURS)
    return BriefingTemplate.objects.filter(place=place, ended_at__isnull=True).update(ended_at=at)


def template_for(node: Node) -> tuple[bytes, BriefingTemplate | None]:
    """The template that a node's briefing is made with: its place's, else the nearest above, else the standard one."""
    held = (
        BriefingTemplate.objects.filter(place__path__in=paths_above(node.path), ended_at__isnull=True)
        .select_related("place", "by__person")
        .order_by("-place__path")
        .first()
    )
    return (bytes(held.content), held) if held else (standard(), None)


def write(found: Briefing, *, form: str, author: str, template: bytes | None = None) -> bytes:
    """The briefing as ``docx`` or ``pdf``, by the template in use or the one given."""
    made = documents.fill(template or template_for(found.node)[0], as_data(found, author))
    return documents.pdf_of_docx(made, at=found.as_of) if form == "pdf" else made

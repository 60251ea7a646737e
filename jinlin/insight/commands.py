"""Writes of insight: publish a number."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.figures import Figure
from jinlin.base.given import clean_text
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.insight.models import Publication
from jinlin.insight.publishing import ROWS_KEPT, row_ids
from jinlin.insight.sight import publishes

NOT_YOURS = Reason(
    "not_yours",
    Words(
        "只有本级或上级的书记、督办员可以公布",
        "Only a secretary or supervisor of the place or above publishes",
    ),
)
NO_NUMBER = Reason("no_number", Words("现在没有数可以公布", "There is no number to publish"))


def publish(
    *, figure: Figure, node: Node, period: Period, by: Actor, note: str = "", at: dt.datetime | None = None
) -> Publication:
    """Freeze a number as it stands now, with its definition and its rows; the next edition where one was published before.

    Refused with ``not_yours``, with ``wrong_grain`` where the figure makes no sense there, with ``no_number``.
    """
    if not publishes(by, node):
        raise Refused(NOT_YOURS)
    with transaction.atomic():
        value = figures.value(figure, node, period)
        if value.number is None:
            raise Refused(NO_NUMBER)
        last = (
            Publication.objects.filter(figure=figure.id, node=node.code, period=period.text)
            .order_by("-edition")
            .first()
        )
        return Publication.objects.create(
            figure=figure.id, node=node.code, node_name=node.name, period=period.text, edition=last.edition + 1 if last else 1,
            number=value.number, base=value.base, rows=value.rows, shown=figure.shown(value), version=figure.version,
            row_ids=row_ids(figure, node, period) if value.rows <= ROWS_KEPT else None, formula=figure.formula.zh[:400],
            as_of=at or timezone.now(), by_id=by.account, note=clean_text(note)[:200],
        )  # fmt: skip

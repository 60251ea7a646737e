"""Figures of talents: people with a checked skill, active within ninety days, requests answered."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from jinlin.base import figures
from jinlin.base.actor import Actor
from jinlin.base.figures import Figure, Listing
from jinlin.base.nodes import Node
from jinlin.base.periods import Period
from jinlin.base.words import Words
from jinlin.places.public import under
from jinlin.visits.models import Talent, TalentRequest, TalentSkill
from jinlin.visits.talents.queries import valid, worked_by

ACTIVE = dt.timedelta(days=90)
LISTING = Listing(
    name=lambda row: f"{row.place.name}的能人", link=lambda row: f"/talents/{row.pk}", seen=lambda actor: worked_by(actor), related=("place",), order=("place__path", "pk"),
)  # fmt: skip


def _nobody(actor: Actor) -> Q:
    """Requests are between two people: counted, never listed."""
    return Q(pk__in=[])


REQUESTS = Listing(name=lambda row: row.skill.zh, link=lambda row: "", seen=_nobody, related=("skill",))


def _listed(node: Node, period: Period) -> QuerySet[Talent]:
    held = TalentSkill.objects.filter(valid(period.on), talent=OuterRef("pk"))
    return Talent.objects.filter(
        Exists(held),
        under(node.path, "place__path"),
        state__in=("active", "resting"),
        accepted_at__lt=period.until,
    )


def _active(node: Node, period: Period) -> QuerySet[Talent]:
    helped = TalentRequest.objects.filter(
        talent=OuterRef("pk"), done_at__lt=period.until, done_at__gte=period.until - ACTIVE
    )
    return _listed(node, period).filter(Exists(helped))


def _asked(node: Node, period: Period) -> QuerySet[TalentRequest]:
    return TalentRequest.objects.filter(
        under(node.path, "talent__place__path"), asked_at__gte=period.since, asked_at__lt=period.until
    )


FIGURES = (
    Figure("talents.listed", Words("社区能人", "Talents"), unit=Words("人", "people"), population=Words("本人同意、社区核实过的能人", "those who agreed and whose skill was checked"),
           formula=Words("期末在清单上的人数，证件过期的不算", "listed at the period's end; lapsed licences do not count"), rows=_listed, counted="person", paths=("place__path",), listing=LISTING, public=True),
    Figure("talents.active", Words("90 天内帮过人的能人", "Talents active within 90 days"), unit=Words("人", "people"),
           population=Words("清单上的能人", "talents on the list"), formula=Words("期末前 90 天内帮过人的", "helped within 90 days before the period's end"), rows=_active,
           counted="person", paths=("place__path",), listing=LISTING, public=True),
    Figure("talents.answered", Words("能人答复率", "Requests to talents answered"), unit=Words("%", "%"), kind="share", flow=True,
           population=Words("期内问能人的", "requests to talents within the period"), formula=Words("答复了的 ÷ 问过的", "answered ÷ asked"),
           rows=lambda node, period: _asked(node, period).filter(answered_at__isnull=False), base=_asked, base_words=Words("期内问能人的", "requests within the period"),
           listing=REQUESTS),
)  # fmt: skip


def register() -> None:
    """Register the group."""
    figures.register("talents", Words("社区能人", "Talents"), FIGURES)

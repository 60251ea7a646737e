"""Reads of publicity: what hangs where, whether a period is served, lists, what is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.places.public import Place, paths_above, under
from jinlin.publicity import rules
from jinlin.publicity.desk import PUBLICATIONS
from jinlin.publicity.kinds import book, kind_of
from jinlin.publicity.models import Inquiry, Power, Publication
from jinlin.publicity.relating import published_at, rows_at

PUBLIC = ("published", "objected", "served", "archived", "withdrawn")
HANGS = ("published", "objected")
ALL = frozenset({"community", "supervisor", "overseer"})
PAGE = 30


@dataclass(frozen=True)
class Served:
    """Whether a notice has hung for its whole legal period by a day: until when it hangs, and every reason against."""

    notice: Publication
    until_on: dt.date
    reasons: tuple[Reason, ...]

    @property
    def ok(self) -> bool:
        """Nothing speaks against it."""
        return not self.reasons


def served(notice: Publication, *, on: dt.datetime | None = None, paper: bool = True) -> Served:
    """How a notice stands against its clause at a moment.

    Reasons: ``not_hanging`` (not published, withdrawn), ``not_yet`` (its last day is not over; for a notice of an event:
    the event's day has not come), ``no_paper`` (where paper is required, unless ``paper`` is False), ``not_answered``,
    ``not_corrected``.
    """
    at = on or timezone.now()
    facts = PUBLICATIONS.facts(notice, THE_CLOCK, frozenset(), at)
    asked = (rules.is_over, rules.has_paper, rules.is_answered, rules.is_corrected)
    found = [
        reason
        for rule in asked
        if paper or rule is not rules.has_paper
        if (reason := rule(facts)) is not None
    ]
    if notice.state not in PUBLIC or notice.state == "withdrawn":
        found.insert(0, Reason("not_hanging", Words("没有在公示", "It does not hang")))
    return Served(notice, notice.until_on or timezone.localdate(at), tuple(found))


def notices_for(subject: str, subject_id: int) -> QuerySet[Publication]:
    """Everything published for a subject of another app, the newest first, withdrawn ones too."""
    return (
        Publication.objects.filter(subject=subject, subject_id=subject_id, state__in=PUBLIC)
        .select_related("place")
        .order_by("-pk")
    )


def standing_notice(subject: str, subject_id: int, kind: str) -> Publication | None:
    """The newest notice of a kind for a subject that was not withdrawn."""
    return notices_for(subject, subject_id).filter(kind=kind).exclude(state="withdrawn").first()


def is_served(
    subject: str, subject_id: int, kind: str, *, on: dt.datetime | None = None, paper: bool = True
) -> Reason | None:
    """None once the subject's notice of that kind has been served by its clause; else the first reason against."""
    notice = standing_notice(subject, subject_id, kind)
    if notice is None:
        words = kind_of(kind).words
        return Reason(
            "no_notice",
            Words(f"还没有公布：{words.zh}", f"Not published yet: {words.en}"),
            kind_of(kind).basis,
        )
    found = served(notice, on=on, paper=paper)
    return found.reasons[0] if found.reasons else None


@dataclass(frozen=True)
class Asked:
    """What a list was asked for."""

    q: str = ""
    place: str = ""
    group: str = ""
    kind: str = ""
    stand: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: object) -> Asked:
        """From a query string; what is not understood is left out."""
        get = given.get  # type: ignore[attr-defined]
        page = str(get("page", "1"))
        return cls(
            q=str(get("q", "")).strip()[:40], place=str(get("place", ""))[:40], group=str(get("group", ""))[:20], kind=str(get("kind", ""))[:40],
            stand=str(get("stand", ""))[:12], sort=str(get("sort", ""))[:8], page=int(page) if page.isdigit() and len(page) < 6 else 1,
        )  # fmt: skip

    @property
    def query(self) -> str:
        """The same as a query string without the page."""
        from urllib.parse import urlencode

        names = ("q", "place", "group", "kind", "stand", "sort")
        return urlencode({name: getattr(self, name) for name in names if getattr(self, name)})


STANDS = {
    "hanging": Words("正在公示", "Hanging now"), "over": Words("已经期满", "Period over"), "withdrawn": Words("已撤回", "Withdrawn"),
    "objection": Words("有异议", "With objections"), "no_result": Words("该公布结果还没公布", "Result overdue"),
}  # fmt: skip


def listed(rows: QuerySet[Publication], asked: Asked, now: dt.datetime) -> QuerySet[Publication]:
    """The rows that were asked for, in order."""
    if asked.place:
        place = Place.objects.filter(code=asked.place).first()
        rows = rows.filter(under(place.path, "place__path")) if place else rows.none()
    if asked.group:
        rows = rows.filter(kind__in=[one.code for one in book().kinds.values() if one.group == asked.group])
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.q:
        rows = rows.filter(
            Q(title__contains=asked.q) | Q(body__contains=asked.q) | Q(number__contains=asked.q)
        )
    if asked.stand == "hanging":
        rows = rows.filter(state__in=HANGS)
    elif asked.stand == "over":
        rows = rows.filter(state__in=("served", "archived"))
    elif asked.stand == "withdrawn":
        rows = rows.filter(state="withdrawn")
    elif asked.stand == "objection":
        rows = rows.filter(inquiries__kind="objection").distinct()
    elif asked.stand == "no_result":
        rows = rows.filter(missing_results(now))
    order = {"until": ("until_on", "pk"), "title": ("title", "pk")}.get(asked.sort, ("-published_at", "-pk"))
    return rows.select_related("place").order_by(*order)


def public_rows() -> QuerySet[Publication]:
    """What anybody may read."""
    return Publication.objects.filter(state__in=PUBLIC)


def own_rows(actor: Actor) -> QuerySet[Publication]:
    """Notices and drafts that are for the actor, by seat or as their author: those whose page opens, and no others."""
    kinds = {code: one.publishers for code, one in book().kinds.items()}
    mine = rows_at(actor, ALL) | published_at(actor, kinds)
    return Publication.objects.filter(mine | Q(drafted_by_id=actor.account) if actor.staff else mine)


def own_inquiries(actor: Actor) -> QuerySet[Inquiry]:
    """What was asked where the actor answers, or is the level above; a complaint is for the level above alone.

    城市居民委员会组织法 35: it goes past those whom it is about.
    """
    kinds = {code: one.publishers for code, one in book().kinds.items()}
    answers = rows_at(actor, frozenset({"community"})) | published_at(actor, kinds, "publication__kind")
    return Inquiry.objects.filter(
        rows_at(actor, frozenset({"supervisor"})) | (answers & ~Q(kind="complaint"))
    )


def own_powers(actor: Actor) -> QuerySet[Power]:
    """The small powers whose list the actor keeps, records or watches."""
    return Power.objects.filter(rows_at(actor, ALL))


def at_place(place: Place, limit: int = 6) -> list[Publication]:
    """What hangs at a place or above it (up to its street), or lies inside it, the newest first."""
    paths = [path for path in paths_above(place.path) if path.count("/") > 3] or [place.path]
    here = Q(place__path__in=paths) | under(place.path, "place__path")
    rows = Publication.objects.filter(here, state__in=HANGS).select_related("place")
    return list(rows.order_by("-published_at", "-pk")[:limit])


def has_result() -> Exists:
    """Whether a result of the decision was published and not withdrawn."""
    results = Publication.objects.filter(result_of=OuterRef("pk"), published_at__isnull=False)
    return Exists(results.exclude(state="withdrawn"))


def missing_results(now: dt.datetime, *, soon: dt.timedelta | None = None) -> Q:
    """The condition on a decision that its result is overdue (or due within ``soon``) and not published."""
    until = now + soon if soon else now
    return Q(result_due_at__lte=until, withdrawn_at__isnull=True) & ~Q(has_result())


def open_decisions(place: Place | None = None) -> QuerySet[Publication]:
    """Decisions whose result is not published yet, due or not, the earliest due first."""
    rows = Publication.objects.filter(result_due_at__isnull=False, withdrawn_at__isnull=True).exclude(
        has_result()
    )
    if place is not None:
        rows = rows.filter(place=place)
    return rows.select_related("place", "owner__person", "lead").order_by("result_due_at", "pk")

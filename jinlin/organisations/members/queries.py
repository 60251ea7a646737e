"""Reads of report-in: a branch's list, one's own, who is shown at a place, commitments with marks, an employer's year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from jinlin.base.actor import Actor
from jinlin.organisations.members import rules, showing
from jinlin.organisations.members.desk import WITH, called
from jinlin.organisations.members.posts import post_words
from jinlin.organisations.members.procedure import COMMITMENT, REPORT_IN
from jinlin.organisations.members.standing import branches, employers, own_persons
from jinlin.organisations.members.words import ALL_KINDS, kind_words, minutes_words
from jinlin.organisations.models import Commitment, Mark, Organisation, PostHeld, ReportIn, ServiceRecord
from jinlin.people.public import Person
from jinlin.places.public import Place

PAGE = 50
IN = ("confirmed", "active")
OPEN = tuple(REPORT_IN.open_states)
SORTS = {
    "name": ("pinyin", ("person__pinyin", "person__name", "pk")),
    "reported": ("reported", (F("reported_on").desc(nulls_last=True), "pk")),
    "state": ("state", ("state", "person__pinyin", "pk")),
}


@dataclass(frozen=True)
class Asked:
    """The filter of a branch's list as read from an address. ``page`` counts from 1."""

    state: str = ""
    kind: str = ""
    q: str = ""
    sort: str = "name"
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Asked:
        """Read what is known; what is not is left at its default."""
        page, state, kind, sort = (given.get(name, "") for name in ("page", "state", "kind", "sort"))
        return cls(
            state=state if state in ("open", "all", *(one.code for one in REPORT_IN.states)) else "open",
            kind=kind if kind in {one.code for one in ALL_KINDS} else "", q=given.get("q", "").strip()[:20],
            sort=sort if sort in SORTS else "name",
            page=int(page) if page.isascii() and page.isdigit() and 0 < int(page[:6]) <= 9999 else 1,
        )  # fmt: skip


def branch_rows(organisation: Organisation, asked: Asked) -> QuerySet[ReportIn]:
    """The report-ins of one branch that were asked for, in order, with all that a row shows."""
    rows = ReportIn.objects.filter(organisation=organisation)
    if asked.state == "open":
        rows = rows.filter(state__in=OPEN)
    elif asked.state != "all":
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.q:
        named = (
            Q(person__name__contains=asked.q)
            | Q(employer__name__contains=asked.q)
            | Q(employer_name__contains=asked.q)
        )
        rows = rows.filter(named | Q(person__pinyin__startswith=asked.q.lower()))
    held = PostHeld.objects.filter(until_on__isnull=True).order_by("pk")
    return (
        rows.order_by(*SORTS[asked.sort][1])
        .select_related("person", "employer")
        .prefetch_related(Prefetch("posts", held, to_attr="now"))
    )


def as_row(one: ReportIn) -> dict[str, Any]:
    """A report-in as a list shows it."""
    return {
        "report": one, "state": REPORT_IN.state(one.state), "kind": kind_words(one.kind),
        "name": (one.person.name if one.person else one.employer.name if one.employer else "") or "（未写姓名）",
        "employer": "" if one.kind == "unit" else one.employer.name if one.employer else one.employer_name,
        "posts": [post_words(held.post) for held in one.now],  # type: ignore[attr-defined]
    }  # fmt: skip


def with_posts(row: ReportIn) -> ReportIn:
    """The same report-in with the posts held now, as ``as_row`` reads them."""
    row.now = list(row.posts.filter(until_on__isnull=True).order_by("pk"))  # type: ignore[attr-defined]
    return row


def counted_minutes(row: ReportIn) -> int:
    """The confirmed minutes of service of one report-in, over all years."""
    return row.services.filter(state="counted").aggregate(total=Sum("minutes"))["total"] or 0


def branch_counts(organisations: Iterable[int]) -> dict[int, dict[str, int]]:
    """By branch and state: how many report-ins, in one query."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = ReportIn.objects.filter(organisation__in=list(organisations)).values_list("organisation", "state")
    for organisation, state, count in rows.annotate(count=Count("pk")).order_by():
        found[organisation][state] = count
    return found


def vacant_posts(organisation: Organisation) -> list[PostHeld]:
    """Posts that were left and that nobody took over yet."""
    rows = PostHeld.objects.filter(report_in__organisation=organisation, vacant=True)
    return list(rows.select_related("report_in__person").order_by("until_on", "pk"))


def own_reports(person: int | None) -> QuerySet[ReportIn]:
    """Everything that somebody reported, newest first."""
    rows = ReportIn.objects.filter(person__in=own_persons(person)).exclude(
        state="invited", ended_on__isnull=False
    )
    return rows.select_related(*WITH).order_by(F("ended_on").asc(nulls_first=True), "-pk")


@dataclass(frozen=True)
class Shown:
    """One member as a place's public list shows them: the chosen name, posts in words."""

    name: str
    posts: tuple[str, ...]
    report_in: int


def shown_members(place: Place) -> list[Shown]:
    """Members of the branches at a place who agreed to be shown there, in the order of the chosen name."""
    agreed = Exists(_consents(OuterRef("person"), "member_page"))
    held = PostHeld.objects.filter(until_on__isnull=True).order_by("pk")
    rows = (
        ReportIn.objects.filter(agreed, organisation__place=place, state__in=IN)
        .select_related("person")
        .prefetch_related(Prefetch("posts", held, to_attr="now"))
    )
    found = [
        Shown(called(one), tuple(str(post_words(held.post)) for held in one.now), one.pk)  # type: ignore[attr-defined]
        for one in rows
    ]
    return sorted(found, key=lambda one: (one.name, one.report_in))


def _consents(person: Any, purpose: str) -> Any:
    from jinlin.people.public import Consent

    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True)


def public_commitments(place: Place | None = None, report_in: int | None = None) -> QuerySet[Commitment]:
    """Commitments that stand in public: of a place's branches, or of one member."""
    rows = Commitment.objects.filter(state__in=COMMITMENT.open_states)
    if place is not None:
        rows = rows.filter(report_in__organisation__place=place)
    if report_in is not None:
        rows = rows.filter(report_in=report_in)
    return rows.select_related(*(f"report_in__{one}" for one in WITH)).order_by("state", "due_on", "pk")


def marks_of(commitments: list[int]) -> dict[int, dict[str, int | None]]:
    """By commitment: how many residents marked it, and how; nothing but the number below five. One query."""
    rows = Mark.objects.filter(commitment__in=commitments).values_list("commitment")
    counted = rows.annotate(kept=Count("pk", filter=Q(kept=True)), count=Count("pk")).order_by()
    return {
        pk: {
            "count": count,
            "kept": kept if count >= rules.LEAST_MARKS else None,
            "not_kept": count - kept if count >= rules.LEAST_MARKS else None,
        }
        for pk, kept, count in counted
    }  # fmt: skip


def commitment_rows(rows: Iterable[Commitment], on: dt.date) -> list[dict[str, Any]]:
    """Commitments as a page shows them: the chosen name, state, whether late, marks as far as they are shown."""
    found = list(rows)
    marks = marks_of([one.pk for one in found])
    return [
        {
            "commitment": one, "name": called(one.report_in), "state": COMMITMENT.state(one.state),
            "is_late": one.state == "published" and one.due_on < on, "marks": marks.get(one.pk),
        }
        for one in found
    ]  # fmt: skip


def homes_of(person: int | None) -> list[str]:
    """The paths of the dwellings in which somebody lives, or owns one."""
    if person is None:
        return []
    lives = Person.objects.filter(pk=person, memberships__until_on__isnull=True)
    owns = Person.objects.filter(pk=person, holdings__until_on__isnull=True)
    found = {
        *lives.values_list("memberships__household__dwelling__path", flat=True),
        *owns.values_list("holdings__dwelling__path", flat=True),
    }
    return sorted(path for path in found if path)


def branches_near(person: int | None) -> list[Organisation]:
    """The branches that cover where somebody lives, the nearest first."""
    paths = {path for home in homes_of(person) for path in _ups(home)}
    rows = branches().filter(place__path__in=paths)
    return sorted(rows.select_related("place", "level"), key=lambda one: (-len(one.place.path), one.pk))


def _ups(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


@dataclass(frozen=True)
class YearRow:
    """One employee's year as the employer's contact sees it: branch, posts, confirmed minutes. Ordered by name."""

    report_in: ReportIn
    posts: tuple[str, ...]
    minutes: int
    times: int

    @property
    def time(self) -> Any:
        """The confirmed time in words."""
        return minutes_words(self.minutes)


@dataclass(frozen=True)
class Year:
    """An employer's year: those who agreed to be seen, and how many did not (None where too few to say)."""

    year: int
    rows: list[YearRow]
    silent: int | None
    minutes: int


def employer_year(actor: Actor, year: int, *, institution: int | None = None) -> Year:
    """The people of the actor's institutions (or of one) in a year, as far as each agreed. Never ordered by service."""
    mine = employers(actor) if institution is None else employers(actor) & {institution}
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    whole = (
        ReportIn.objects.filter(employer__in=mine, person__isnull=False, confirmed_on__lte=last)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=first))
        .select_related("person", "organisation")
        .order_by("person__pinyin", "person__name", "pk")
    )
    people = list(whole)
    agreed = showing.agreed([one.person_id for one in people if one.person_id], "member_employer")
    seen = [one for one in people if one.person_id in agreed]
    sums = _sums([one.pk for one in seen], first, last)
    posts: dict[int, list[str]] = defaultdict(list)
    held = PostHeld.objects.filter(report_in__in=[one.pk for one in seen], from_on__lte=last)
    for one in held.filter(Q(until_on__isnull=True) | Q(until_on__gt=first)).order_by("pk"):
        words = str(post_words(one.post))
        if words not in posts[one.report_in_id]:
            posts[one.report_in_id].append(words)
    rows = [YearRow(one, tuple(posts[one.pk]), *sums.get(one.pk, (0, 0))) for one in seen]
    return Year(year, rows, rules.shown_count(len(people) - len(seen)), sum(row.minutes for row in rows))


def _sums(report_ins: list[int], first: dt.date, last: dt.date) -> dict[int, tuple[int, int]]:
    rows = ServiceRecord.objects.filter(
        report_in__in=report_ins, state="counted", done_on__range=(first, last)
    )
    found = rows.values_list("report_in").annotate(minutes=Sum("minutes"), times=Count("pk")).order_by()
    return {pk: (minutes, times) for pk, minutes, times in found}

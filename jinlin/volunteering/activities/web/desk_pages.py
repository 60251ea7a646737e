"""What those who run activities see: the list, one with its sign-ups and steps, a series, the paper list."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import signed_in, staff
from jinlin.base.files import download_header
from jinlin.base.recurrence import Recurrence, told
from jinlin.base.spreadsheets import Heading, Kind, write_csv
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.people.public import mask_name
from jinlin.volunteering.activities import queries, rules
from jinlin.volunteering.activities.desk import ACTIVITY_SUBJECT, SERIES_SUBJECT, when_of
from jinlin.volunteering.activities.kinds import choices, kind_words, limit, number
from jinlin.volunteering.activities.planning import days_of
from jinlin.volunteering.activities.procedure import ACTIVE, ACTIVITY, SERIES, SIGN_UP
from jinlin.volunteering.activities.rooms import where_of
from jinlin.volunteering.activities.web.embed import places_to_embed
from jinlin.volunteering.activities.words import LEFT_OUT, LEVELS, ROLES, TIES, label
from jinlin.volunteering.models import Occurrence, Presence, SignUp
from jinlin.volunteering.teams.standing import uninsured_people

PAGE = 50
SORTS = {"near": ("begins_at", "pk"), "late": ("-begins_at", "-pk"), "name": ("title", "begins_at")}
RUNNING = ("community_worker", "community_secretary", "grid_worker", "estate_secretary", "estate_member")


def asked_rows(request: HttpRequest) -> tuple[QuerySet[Occurrence], dict[str, str]]:
    """The activities that the actor runs, as filtered."""
    given = {
        name: request.GET.get(name, "").strip()[:40] for name in ("kind", "stands", "q", "sort", "from", "to")
    }
    rows = queries.whole().filter(queries.run_by(request.actor)).distinct()  # type: ignore[attr-defined]
    rows = rows.filter(kind=given["kind"]) if given["kind"] in {one.code for one in choices()} else rows
    if given["stands"] in {one.code for one in ACTIVITY.states}:
        rows = rows.filter(state=given["stands"])
    elif not any(given.values()):
        rows = rows.filter(ends_at__gte=timezone.now() - dt.timedelta(days=4))
    rows = rows.filter(title__contains=given["q"]) if given["q"] else rows
    for name, way in (("from", "begins_at__gte"), ("to", "begins_at__lt")):
        try:
            on = dt.date.fromisoformat(given[name])
        except ValueError:
            given[name] = ""
            continue
        rows = rows.filter(
            **{way: timezone.make_aware(dt.datetime.combine(on, dt.time())) + dt.timedelta(days=name == "to")}
        )
    return rows.order_by(*SORTS.get(given["sort"], SORTS["near"])), given


@staff()
@require_safe
def activities_desk(request: HttpRequest) -> HttpResponse:
    """The list: what is ahead and what is left to close, with places and who came; filters, order, export."""
    rows, given = asked_rows(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    full = queries.fullness(page, timezone.now())
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page, "rows": [(one, when_of(one), kind_words(one.kind), ACTIVITY.state(one.state), full[one.pk], where_of(one)) for one in page],
        "kinds": choices(), "states": ACTIVITY.states, "given": given, "query": query.urlencode(),
        "may": any(seat.role in RUNNING for seat in request.actor.seats),  # type: ignore[attr-defined]
        "embeds": places_to_embed(request.actor),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "volunteering/activities/desk_list.html", context)


_HEADINGS = [
    Heading("活动"), Heading("类别"), Heading("时间", Kind.MOMENT), Heading("地点"), Heading("状态"), Heading("名额", Kind.INTEGER), Heading("报上", Kind.INTEGER),
    Heading("候补", Kind.INTEGER), Heading("到场", Kind.INTEGER),
]  # fmt: skip


@staff()
@require_safe
def activities_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as CSV: counts, no names."""
    rows = list(asked_rows(request)[0][:5000])
    full = queries.fullness(rows, timezone.now())
    found_rows = (
        [
            one.title, kind_words(one.kind).zh, f"{timezone.localtime(one.begins_at):%Y-%m-%d %H:%M}", where_of(one), ACTIVITY.state(one.state).words.zh,
            full[one.pk].limit, full[one.pk].confirmed, full[one.pk].waiting, full[one.pk].came,
        ]
        for one in rows
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.csv"
        write_csv(target, _HEADINGS, found_rows)
        body = target.read_bytes()
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = download_header(f"活动-{timezone.localdate():%Y%m%d}.csv")
    answer["Cache-Control"] = "private, no-store"
    return answer


def run_of(request: HttpRequest, pk: int) -> Occurrence:
    """The activity that the actor runs; 404 for others."""
    row: Occurrence = found(ACTIVITY_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    if not queries.relations(row, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return row


def roll_of(row: Occurrence) -> list[dict[str, Any]]:
    """Everybody on the list, in its order, with how their place stands and what became of it; three queries."""
    rows = (
        SignUp.objects.filter(occurrence=row, state__in=ACTIVE, person__isnull=False)
        .select_related("person")
        .order_by("position")
    )
    taps: dict[int, list[rules.Tap]] = {}
    for one in Presence.objects.filter(occurrence=row, person__isnull=False):
        taps.setdefault(one.person_id or 0, []).append(
            rules.Tap(one.pk, one.kind, one.at, one.undoes_id, one.people, one.role)
        )
    is_over = row.ends_at <= timezone.now()
    served = (
        [one.person_id for one in rows if one.role == "volunteer" and one.person_id]
        if row.series.safety
        else []
    )
    bare = uninsured_people(served, timezone.localdate(row.begins_at)) if served else frozenset()
    found = []
    for one in rows:
        mine = taps.get(one.person_id, [])
        stay = rules.stay_of(mine)
        became = rules.outcome(is_over=is_over, stay=stay, excused=rules.is_excused(mine), ends=row.ends_at)
        found.append(
            {
                "one": one,
                "name": mask_name(one.person.name),
                "state": SIGN_UP.state(one.state),
                "tie": label(TIES, one.tie),
                "role": label(ROLES, one.role),
                "is_volunteer": one.role == "volunteer",
                "bare": one.person_id in bare,
                "stay": stay,
                "became": BECAME.get(became),
            }
        )
    return found


def _of_chain(request: HttpRequest) -> dict[str, Any] | None:
    """How many a pasted chain signed up, how many it did not, and why not."""
    counts = {name: request.GET.get(name, "") for name in ("made", "left")}
    if request.GET.get("done") != "chain" or not all(
        one.isdecimal() and len(one) < 5 for one in counts.values()
    ):
        return None
    why = [words for code, words in LEFT_OUT.items() if code in request.GET.get("why", "").split(".")]
    return {name: int(one) for name, one in counts.items()} | {"why": why}


def _said(row: Occurrence, least: int) -> list[str]:
    """What those who came wrote, without names, once enough have answered."""
    rows = list(row.feedback.order_by("words").values_list("words", flat=True))
    return [one for one in rows if one] if len(rows) >= least else []


BECAME = {
    "attended": ("到了", "good", "✓"),
    "left_early": ("早走", "soon", "◔"),
    "excused": ("请假", "calm", "–"),
    "no_show": ("没来", "late", "×"),
}


@signed_in
@require_safe
def activity_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity for those who run it: steps, places, the list (names masked), links to the door and to paper."""
    actor, row = request.actor, run_of(request, pk)  # type: ignore[attr-defined]
    at = timezone.now()
    held = queries.relations(row, actor)
    lock = limit("attendance_lock", at.date())
    context = {
        "one": row, "series": row.series, "when": when_of(row), "where": where_of(row), "kind": kind_words(row.kind), "state": ACTIVITY.state(row.state),
        "full": queries.fullness([row], at)[row.pk], "roll": roll_of(row) if held & {"organiser", "lead"} else [], "held": held,
        "offers": offers_for(ACTIVITY_SUBJECT, row, actor), "lines": lines(ACTIVITY_SUBJECT, row, actor), "base": f"/desk/activities/{row.pk}/steps/",
        "done": request.GET.get("done", ""), "chain": _of_chain(request), "runs": bool(held & {"organiser", "lead"}), "is_public": row.state in queries.PUBLIC,
        "has_door": row.state in ("published", "under_way"), "may_record": row.state in ("published", "under_way", "held", "void"), "lock": lock,
        "pictures": list(row.pictures.order_by("pk")), "answers": row.feedback.count(), "least": number("feedback_least", at.date()),
        "said": _said(row, number("feedback_least", at.date())), "smiles": rules.share_of_faces(list(row.feedback.values_list("smile", flat=True)), number("feedback_least", at.date())),
        "organises": "organiser" in held, "shell": "base/desk.html" if actor.staff else "base/public.html",
    }  # fmt: skip
    return render(request, "volunteering/activities/desk_one.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of an activity; what is known stands in the form already."""
    row = run_of(request, pk)
    known: dict[str, Any] = {}
    if step == "change":
        known = {"capacity": row.capacity, "waiting": row.waiting, "supervisors": row.supervisors}
    elif step == "move":
        minutes = int((row.ends_at - row.begins_at).total_seconds() // 60)
        known = {
            "begins": f"{timezone.localtime(row.begins_at):%Y-%m-%dT%H:%M}",
            "minutes": minutes,
            "space": row.space_id or "",
            "where": row.where,
        }
    elif step == "summarise":
        known = {"summary": row.summary}
    template = "base/step.html" if request.actor.staff else "base/step_public.html"  # type: ignore[attr-defined]
    return step_page(request, ACTIVITY_SUBJECT, str(pk), step, known=known, template=template)


@signed_in
@require_safe
def series_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """A series for those who run it: its rule in words, its dates and how each stands, steps, who takes part in all of it."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(SERIES_SUBJECT, str(pk), actor)
    held = queries.series_relations(row, actor)
    if not held:
        raise Http404
    at = timezone.now()
    today = timezone.localdate(at)
    rows = list(queries.whole().filter(series=row).order_by("-begins_at")[:60])
    full = queries.fullness(rows, at)
    horizon = today + dt.timedelta(weeks=number("horizon_weeks", today))
    missing = (
        len(set(days_of(row, today, min(horizon, row.until or horizon))) - {one.rule_on for one in rows})
        if row.rule
        else 0
    )
    asked = row.asked_for.filter(answered_at__isnull=True)
    counts = [
        (label(LEVELS, level.code), sum(1 for one in asked if one.level == level.code)) for level in LEVELS
    ]
    context = {
        "series": row, "kind": kind_words(row.kind), "level": label(LEVELS, row.level), "state": SERIES.state(row.state),
        "repeats": told(Recurrence.parse(row.rule)) if row.rule else None, "offers": offers_for(SERIES_SUBJECT, row, actor),
        "base": f"/desk/activity-series/{row.pk}/steps/", "lines": lines(SERIES_SUBJECT, row, actor), "done": request.GET.get("done", ""),
        "rows": [(one, when_of(one), ACTIVITY.state(one.state), full[one.pk]) for one in rows], "missing": missing,
        "enrolled": row.enrolments.filter(ended_at__isnull=True).count(), "asked": [(words, many) for words, many in counts if many],
        "branches": list(row.branches.order_by("pk")[:10]), "organises": "organiser" in held, "shell": "base/desk.html" if actor.staff else "base/public.html",
    }  # fmt: skip
    return render(request, "volunteering/activities/series_desk.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def series_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Change from a day on, leave one day out, pause, go on, end."""
    row = found(SERIES_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    if not queries.series_relations(row, request.actor):  # type: ignore[attr-defined]
        raise Http404
    template = "base/step.html" if request.actor.staff else "base/step_public.html"  # type: ignore[attr-defined]
    return step_page(request, SERIES_SUBJECT, str(pk), step, template=template)

"""What the community's workers see of talents: the list by skill and place, the contact with a look, the export without names."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jinlin.base.access import staff
from jinlin.base.files import download_header
from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Heading, write_csv
from jinlin.base.web.steps import found
from jinlin.people.public import mask_name
from jinlin.visits.models import Talent
from jinlin.visits.talents import commands
from jinlin.visits.talents.desk import TALENT_SUBJECT
from jinlin.visits.talents.procedure import LISTED, TALENT
from jinlin.visits.talents.queries import having, with_skills, worked_by
from jinlin.visits.talents.skills import all_skills, found_by

PAGE = 50
SORTS = {"place": ("place__path", "pk"), "new": ("-nominated_at", "-pk")}


def _asked(request: HttpRequest) -> tuple[QuerySet[Talent], dict[str, str]]:
    given = {name: request.GET.get(name, "").strip()[:40] for name in ("skill", "stands", "q", "sort")}
    now = timezone.now()
    # Before their own word nobody sees them; those without an account stand here to be asked by telephone.
    rows = Talent.objects.filter(
        Q(state__in=LISTED) | Q(state="suggested", person__isnull=True), worked_by(request.actor)
    )  # type: ignore[attr-defined]
    on = timezone.localdate(now)
    rows = having(rows, found_by(given["q"]), on) if given["q"] else rows
    rows = (
        having(rows, [one.pk for one in all_skills() if one.code == given["skill"]], on)
        if given["skill"]
        else rows
    )
    rows = (
        rows.filter(state=given["stands"]) if given["stands"] in {one.code for one in TALENT.states} else rows
    )
    return with_skills(rows.select_related("person"), now).order_by(
        *SORTS.get(given["sort"], SORTS["place"])
    ), given


@staff()
@require_safe
def talents_desk(request: HttpRequest) -> HttpResponse:
    """The list: where, which skills, how they stand, how often this week. Names are masked."""
    rows, given = _asked(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(one, TALENT.state(one.state), mask_name(one.person.name if one.person else one.called)) for one in page],
        "skills": all_skills(), "states": [one for one in TALENT.states if not one.final], "given": given,
        "asked": "&".join(f"{name}={value}" for name, value in given.items()),
    }  # fmt: skip
    return render(request, "talents/desk.html", context)


@staff()
@require_safe
def talents_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as CSV, without names and numbers."""
    rows, _ = _asked(request)
    found_rows = [
        [
            one.pk,
            one.place.name,
            "、".join(held.skill.zh for held in one.valid_skills),
            TALENT.state(one.state).words.zh,
            one.week,
            one.most_week,
        ]  # type: ignore[attr-defined]
        for one in rows[:20000]
    ]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.csv"
        write_csv(
            target,
            [Heading(name) for name in ("编号", "地点", "核实过的本事", "状态", "本周帮过", "一周最多")],
            found_rows,
        )
        body = target.read_bytes()
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = download_header(f"社区能人-{timezone.localdate():%Y%m%d}.csv")
    answer["Cache-Control"] = "private, no-store"
    return answer


@staff()
@require_POST
def talent_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and number for a worker; the look is recorded and told."""
    row: Talent = found(TALENT_SUBJECT, str(pk), request.actor)  # type: ignore[attr-defined]
    try:
        shown = commands.open_contact(row=row, by=request.actor)  # type: ignore[attr-defined]
    except Refused:
        raise Http404 from None
    answer = render(request, "talents/contact.html", {"talent": row, "shown": shown})
    answer["Cache-Control"] = "private, no-store"
    return answer

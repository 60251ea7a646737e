"""The worklist: filters, saved views, steps for many at once, export."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jinlin.base.access import staff
from jinlin.base.engine import Faulty
from jinlin.base.files import download_header
from jinlin.base.procedure import Step
from jinlin.base.references import options_for
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Heading, Page, write_csv, write_xlsx
from jinlin.base.words import Words
from jinlin.matters import listing, queries
from jinlin.matters.desk import MATTERS
from jinlin.matters.listing import Asked
from jinlin.matters.models import Category, Matter, SavedView
from jinlin.matters.numbers import number_of
from jinlin.matters.procedure import MATTER
from jinlin.matters.sight import scope
from jinlin.matters.words import CHANNELS
from jinlin.places.public import Place

EXPORT_LIMIT = 50_000
BULK_LIMIT = 200
BULK_STEPS = tuple(step for step in MATTER.steps if step.bulk)


@staff()
@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """The worker's list with filters; the last filter is remembered for the session."""
    actor = request.actor  # type: ignore[attr-defined]
    if not request.GET and request.session.get("matters_filter"):
        return HttpResponseRedirect(f"{reverse('matters')}?{request.session['matters_filter']}")
    context: dict[str, Any] = _choices(request)
    status = 200
    try:
        asked = Asked.read(request.GET)
        rows = listing.select(actor, asked)
        total, exact = listing.capped_count(rows)
        items, more = listing.page_of(rows, asked)
    except Refused as refusal:
        context |= {"reason": refusal.reason, "asked": request.GET, "rows": []}
        return render(request, "matters/staff/list.html", context, status=400)
    now = timezone.now()
    query = request.GET.copy()
    query.pop("page", None)
    chosen = query.urlencode() or "all=1"
    if (
        request.session.get("matters_filter") != chosen
    ):  # a write for every look would cost more than the look
        request.session["matters_filter"] = chosen
    context |= {
        "asked": asked, "rows": [queries.as_row(one, now) for one in items], "total": total, "exact": exact, "query": query.urlencode(),
        "next": asked.page + 1 if more else None, "previous": asked.page - 1 if asked.page > 1 else None,
    }  # fmt: skip
    return render(request, "matters/staff/list.html", context, status=status)


def _choices(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    return {
        "states": [("", _("全部")), ("open", _("未办结")), *((one.code, one.words) for one in MATTER.states)],
        "dues": [(code, words) for code, words in listing.DUES.items()],
        "sorts": [(code, words) for code, (words, order) in listing.SORTS.items()],
        "channels": CHANNELS,
        "categories": Category.objects.filter(ended_on__isnull=True).order_by("sort", "code"),
        "places": _places(actor),
        "views": SavedView.objects.filter(account_id=actor.account).order_by("name"),
        "bulk_steps": BULK_STEPS,
    }


def _places(actor: Any) -> list[Place]:
    ids = [seat.place for seat in actor.seats if seat.place]
    below = Place.objects.filter(
        parent__in=ids, level__in=("street", "community", "estate", "grid"), valid_to__isnull=True
    )
    return list(below.order_by("path")[:60])


@staff()
@require_safe
def matters_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook or CSV; names and contacts of tellers are not in it."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        asked = Asked.read({**request.GET.dict(), "page": "1"})
        rows = listing.select(actor, asked)
        _, exact = listing.capped_count(rows, EXPORT_LIMIT)
        if not exact:
            words = Words(f"超过 {EXPORT_LIMIT} 行，请先筛选", f"more than {EXPORT_LIMIT} rows; filter first")
            raise Refused(Reason("too_many", words))
    except Refused as refusal:
        messages.error(request, str(refusal.reason.words))
        return HttpResponseRedirect(reverse("matters"))
    kind = "csv" if request.GET.get("as") == "csv" else "xlsx"
    wanted = (
        rows.every()
        .select_related("owner__person", "lead", "place", "category")
        .order_by(*listing.SORTS[asked.order][1])
    )
    found = (_export_row(one) for one in wanted.iterator(2000))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"out.{kind}"
        if kind == "csv":
            write_csv(target, _HEADINGS, found)
        else:
            note = f"来源：近邻平台诉求清单；截至 {timezone.localtime():%Y-%m-%d %H:%M}；筛选：{request.GET.urlencode() or '全部'}"
            write_xlsx(target, Page(name="诉求", headings=_HEADINGS, rows=found, note=note))
        body = target.read_bytes()
    types = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    answer = HttpResponse(body, content_type=types[kind])
    answer["Content-Disposition"] = download_header(f"诉求清单-{timezone.localdate():%Y%m%d}.{kind}")
    answer["Cache-Control"] = "private, no-store"
    return answer


_HEADINGS = [
    Heading(name)
    for name in (
        "编号",
        "事项",
        "状态",
        "地点",
        "类别",
        "接办",
        "牵头单位",
        "渠道",
        "反映时间",
        "期限",
        "答复时间",
        "办结时间",
        "反映人数",
    )
]


def _export_row(matter: Matter) -> list[Any]:
    channel = next(
        (str(choice.words) for choice in CHANNELS if choice.code == matter.channel), matter.channel
    )
    stamps = [
        at and timezone.localtime(at).replace(tzinfo=None)
        for at in (matter.told_at, matter.due_at, matter.answered_at, matter.closed_at)
    ]
    return [
        number_of(matter.pk, matter.told_at), matter.title, MATTER.state(matter.state).words.zh, matter.place.name,
        matter.category.zh if matter.category else "", matter.owner.get_full_name(), matter.lead.name if matter.lead else "", channel, *stamps,
        matter.teller_count,
    ]  # fmt: skip


@staff()
@require_POST
def matters_bulk(request: HttpRequest) -> HttpResponse:
    """One step for many matters: first the form, then each matter's outcome, refused ones with the reason."""
    actor = request.actor  # type: ignore[attr-defined]
    ids = [int(text) for text in request.POST.getlist("matter") if text.isdigit() and len(text) < 18][
        :BULK_LIMIT
    ]
    step = MATTER.step(request.POST.get("step", ""))
    rows = list(Matter.objects.filter(scope(actor), pk__in=ids).select_related("place").order_by("pk"))
    if step is None or not step.bulk or not rows:
        messages.error(request, _("请先勾选事项，再选一个步骤"))
        return HttpResponseRedirect(reverse("matters"))
    context: dict[str, Any] = {
        "step": step,
        "rows": rows,
        "options": options_for(step.fields, rows[0], actor),
        "typed": request.POST,
    }
    if request.POST.get("act") != "send":
        return render(request, "matters/staff/bulk.html", context)
    given = {
        one.name: request.POST.getlist(one.name)
        if one.kind in ("choices", "institutions")
        else request.POST.get(one.name)
        for one in step.fields
    }
    context["outcomes"] = [_one(row, step, given, actor, request.POST.get("key", "")) for row in rows]
    if all(isinstance(outcome["faults"], dict) and outcome["faults"] for outcome in context["outcomes"]):
        context["faults"] = context.pop("outcomes")[0]["faults"]
        return render(request, "matters/staff/bulk.html", context, status=422)
    return render(request, "matters/staff/bulk_done.html", context)


def _one(row: Matter, step: Step, given: dict[str, Any], actor: Any, key: str) -> dict[str, Any]:
    outcome: dict[str, Any] = {
        "matter": row,
        "number": number_of(row.pk, row.told_at),
        "reason": None,
        "faults": {},
    }

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"seq": MATTERS.take(row.pk, step.code, by=actor, given=given).trail_seq}

    try:
        once(
            scope=f"bulk:{actor.account}",
            key=f"{key}:{row.pk}" if key else "",
            content=[step.code, given],
            act=act,
        )
    except Refused as refusal:
        outcome["reason"] = refusal.reason
    except Faulty as faulty:
        outcome["faults"] = faulty.faults
        outcome["reason"] = next(iter(faulty.faults.values()))
    return outcome


@staff()
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the current filter under a name, or forget it."""
    actor = request.actor  # type: ignore[attr-defined]
    name, query = request.POST.get("name", "").strip()[:40], request.POST.get("query", "")[:400]
    if request.POST.get("forget"):
        SavedView.objects.filter(account_id=actor.account, name=name).delete()
    elif name:
        SavedView.objects.update_or_create(account_id=actor.account, name=name, defaults={"query": query})
    else:
        reason = Reason("no_name", Words("请给这个视图起个名字", "Give the view a name"))
        messages.error(request, str(reason.words))
    return HttpResponseRedirect(
        f"{reverse('matters')}?{query}" if query else f"{reverse('matters')}?{urlencode({'all': 1})}"
    )

"""What the community's workers see of wishes: the list with filters and export, and recording a wish for somebody."""

from __future__ import annotations

import datetime as dt
import secrets
import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import signed_in, staff
from jinlin.base.engine import Faulty
from jinlin.base.files import download_header
from jinlin.base.given import Field, clean_given
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Heading, write_csv
from jinlin.base.words import Words
from jinlin.volunteering.models.wishes import Wish
from jinlin.volunteering.wishes import commands, words
from jinlin.volunteering.wishes.pickers import places_for
from jinlin.volunteering.wishes.procedure import WISH
from jinlin.volunteering.wishes.queries import board, kept_by, overdue, with_claims

PAGE = 50
SORTS = {"due": ("verify_by", "-pk"), "new": ("-pk",), "old": ("pk",), "place": ("place__path", "pk")}
WAITS = {
    "verify": Q(state="recorded"), "publish": Q(state="verified"), "claim": Q(state="published"), "confirm": Q(state="delivered"),
    "disputed": Q(state="disputed"),
}  # fmt: skip
QUICK = (
    ("", Words("全部", "All")), ("verify", Words("待核实", "To check")), ("publish", Words("待公布", "To publish")), ("answer", Words("待同意认领", "Claims to answer")),
    ("claim", Words("没人认领", "Unclaimed")), ("overdue", Words("过了日子", "Overdue")), ("confirm", Words("待确认", "To confirm")),
    ("disputed", Words("有疑问", "Questioned")),
)  # fmt: skip


def _asked(request: HttpRequest) -> tuple[QuerySet[Wish], dict[str, str]]:
    given = {
        name: request.GET.get(name, "").strip()[:40] for name in ("kind", "waits", "stands", "q", "sort")
    }
    rows = Wish.objects.filter(kept_by(request.actor))  # type: ignore[attr-defined]
    now = timezone.now()
    if given["waits"] in WAITS:
        rows = rows.filter(WAITS[given["waits"]])
    elif given["waits"] == "answer":
        rows = rows.filter(claims__state="held", claims__free_at__gt=now).distinct()
    elif given["waits"] == "overdue":
        rows = rows.filter(pk__in=overdue(now).values("wish"))
    rows = rows.filter(kind=given["kind"]) if given["kind"] in {one.code for one in words.KINDS} else rows
    rows = (
        rows.filter(state=given["stands"]) if given["stands"] in {one.code for one in WISH.states} else rows
    )
    rows = rows.filter(text_public__contains=given["q"]) if given["q"] else rows
    return rows.order_by(*SORTS.get(given["sort"], SORTS["due"])), given


@staff()
@require_safe
def wishes_desk(request: HttpRequest) -> HttpResponse:
    """The list: what each is, how it stands, who has it, since when. What was said in private is not among it."""
    rows, given = _asked(request)
    page = Paginator(with_claims(rows), PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "page": page, "rows": [_row(one, now) for one in page], "kinds": words.KINDS, "states": WISH.states, "given": given, "quick": QUICK,
        "counts": board(Wish.objects.filter(kept_by(request.actor))), "asked": "&".join(f"{name}={value}" for name, value in given.items()),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "wishes/desk.html", context)


def _row(one: Wish, now: dt.datetime) -> dict[str, Any]:
    live = [
        claim
        for claim in one.claims.all()
        if claim.state != "done" and not (claim.free_at and claim.free_at <= now)
    ]
    who = "、".join(
        claim.institution.name if claim.institution else words.CLAIMANTS[claim.kind].zh for claim in live
    )
    late = any(
        claim.due_on and claim.due_on < timezone.localdate(now) and claim.state in ("accepted", "started")
        for claim in live
    )
    return {
        "wish": one,
        "kind": words.label(words.KINDS, one.kind),
        "state": WISH.state(one.state),
        "who": who,
        "late": late,
    }


_HEADINGS = [
    Heading(name)
    for name in (
        "编号",
        "类别",
        "地点",
        "状态",
        "公布的话",
        "登记方式",
        "登记",
        "公布",
        "认领",
        "送到",
        "本人确认",
        "社区兜底",
    )
]


@staff()
@require_safe
def wishes_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as CSV, without names and without what was said in private."""
    rows, _ = _asked(request)
    found = (
        [
            one.pk, words.label(words.KINDS, one.kind).zh, one.place.name, WISH.state(one.state).words.zh, one.text_public,
            words.label(words.WAYS, one.way).zh, *(_day(at) for at in (one.recorded_at, one.published_at, one.claimed_at, one.delivered_at, one.confirmed_at)),
            "是" if one.fallback_at else "",
        ]
        for one in rows.select_related("place").iterator(2000)
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.csv"
        write_csv(target, _HEADINGS, found)
        body = target.read_bytes()
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = download_header(f"微心愿-{timezone.localdate():%Y%m%d}.csv")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _day(at: dt.datetime | None) -> str:
    return timezone.localtime(at).date().isoformat() if at else ""


OWN = tuple(one for one in words.WAYS if one.code in ("page", "helper"))
WORKER = tuple(one for one in words.WAYS if one.code != "page")
OTHERS = (("way", tuple(one.code for one in words.WAYS if one.code != "page")),)
"""Chosen where the wish is somebody else's."""
WHO_SEES = Words(
    "只有社区和同意后的认领人能看，每次查看都有记录",
    "Read by the community and an accepted claimant; each look is recorded",
)
KEPT = Words("办结一年后删除", "Erased a year after its end")


def fields_for(is_worker: bool) -> tuple[Field, ...]:
    """The form: what, where, for whom; a worker says how it came and how to reach the person."""
    return (
        Field("text", "long_text", Words("心愿是什么", "What is the wish"), limit=600, why=WHO_SEES,
              help=Words("写东西或帮忙，不写要钱；越具体越好办", "A thing or a help, not money")),
        Field("kind", "choice", Words("哪一类", "Kind"), choices=words.KINDS),
        Field("place", "place", Words("在哪个小区", "Which estate")),
        Field("way", "choice", Words("谁的心愿，怎么说的", "Whose, and how it came"), choices=WORKER if is_worker else OWN),
        Field("called", "text", Words("许愿的人怎么称呼", "The recipient"), required=False, limit=40, why=KEPT, belongs=OTHERS),
        Field("phone", "text", Words("怎么联系", "Telephone"), required=False, limit=20, why=KEPT, belongs=OTHERS),
        Field("child", "yes_no", Words("是孩子的心愿", "It is a child's wish"), required=False),
        Field("guardian", "text", Words("孩子的监护人怎么称呼（监护人同意才公布）", "The guardian who agrees"), required=False, limit=40, belongs=(("child", ("1",)),)),
        Field("may_show", "yes_no", Words("本人同意公布，不写姓名和门牌", "Agrees to publication without name and door"), required=False),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def wish_new(request: HttpRequest) -> HttpResponse:
    """Record a wish: one's own, or for somebody. Who recorded it is kept; a slip with the code can be printed after."""
    actor = request.actor  # type: ignore[attr-defined]
    places = places_for(actor)
    fields = fields_for(actor.staff)
    options = {"place": [(one.pk, one.name) for one in places]}
    first = {
        "way": "visit" if actor.staff else "page",
        "place": str(places[0].pk) if len(places) == 1 or not actor.staff and places else "",
    }
    context: dict[str, Any] = {
        "fields": fields, "options": options, "typed": request.POST or first, "key": request.POST.get("key") or secrets.token_urlsafe(16),
        "frame": "base/desk.html" if actor.staff else "base/public.html",
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "wishes/new.html", context)
    values, faults = clean_given(fields, request.POST.dict())
    if faults:
        return render(request, "wishes/new.html", context | {"faults": faults}, status=422)
    place = next((one for one in places if one.pk == values["place"]), None)

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"wish": commands.record(values=values, place=place, by=actor).pk}

    try:
        _, made, _ = once(scope=f"page:{actor.account}:wish", key=context["key"], content=values, act=act)
    except Faulty as faulty:
        return render(request, "wishes/new.html", context | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, "wishes/new.html", context | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(
        f"{reverse('wish', args=[made['wish']])}?done=recorded"
        if actor.staff or values["way"] == "page"
        else f"{reverse('my_wishes')}?done=recorded"
    )

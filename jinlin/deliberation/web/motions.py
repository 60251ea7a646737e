"""Motions: the list, one motion with its line of stations, drafting one."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, signed_in, staff
from jinlin.base.given import Choice, Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.words import Words
from jinlin.deliberation import commands, facts, pages, queries, subjects
from jinlin.deliberation.effects.motions import gate_meetings
from jinlin.deliberation.models import Body, Item, Motion, Wording
from jinlin.deliberation.presence import needed_votes
from jinlin.deliberation.procedure import MOTION
from jinlin.deliberation.serving import votes
from jinlin.deliberation.serving.votes import MATTERS
from jinlin.deliberation.variants import variants
from jinlin.deliberation.web.shells import actor_of, page_context, shell, take
from jinlin.deliberation.words import KINDS, TAKEN, words_of
from jinlin.places.public import Place, paths_above, within

PAGE = 30
RESIDENTS, OWNERS = (
    Words("居民来定", "Residents decide"),
    Words("业主来定（业主表决）", "Owners decide, by vote"),
)
ASKED_MOST = ("278.8", "278.5", "278.4", "278.2", "278.1", "278.6", "278.7", "278.9")
"""What owners decide, in the order in which people come with it."""


def _short(words: Words) -> Words:
    """The words of an owners' matter without the group that heads them."""
    return Words(words.zh.partition("：")[2], words.en.partition(": ")[2].capitalize())


MATTER_CHOICES = (
    Choice("residents", Words("自己的事", "Their own affairs"), RESIDENTS),
    *(Choice(code, _short(MATTERS[code]), OWNERS) for code in sorted(MATTERS, key=ASKED_MOST.index)),
)


@open_to_all
@require_safe
def motions(request: HttpRequest) -> HttpResponse:
    """Motions, newest first: where each stands on its way."""
    actor, state = actor_of(request), request.GET.get("state", "")
    place = Place.objects.filter(code=request.GET.get("place", "")).first()
    rows = queries.motions(
        actor, place=place, state=state if state in {one.code for one in MOTION.states} else ""
    )
    q = request.GET.get("q", "").strip()[:40]
    page = Paginator(
        (rows.filter(title__contains=q) if q else rows).prefetch_related("rulings"), PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "shell": shell(actor), "page": page, "rows": [(one, MOTION.state(one.state), queries.stations(one)) for one in page], "q": q, "state": state,
        "states": [("", Words("全部", "All")), *((one.code, one.words) for one in MOTION.states)], "may": any(seat.path for seat in actor.seats),
    }  # fmt: skip
    return render(request, "deliberation/motions.html", context)


@dataclass(frozen=True)
class Change:
    """One wording beside the one before: lines that went and came."""

    wording: Wording
    lines: list[tuple[str, str]]


def changes(motion: Motion) -> list[Change]:
    """Every wording against the one before it, newest first."""
    rows = list(motion.wordings.all())
    made = []
    for before, after in zip([None, *rows], rows, strict=False):
        old = before.text.splitlines() if before else []
        marks = (
            []
            if before is None
            else [line for line in difflib.ndiff(old, after.text.splitlines()) if line[:1] in "+-"]
        )
        made.append(Change(after, [(line[0], line[2:]) for line in marks]))
    return made[::-1]


def now_words(motion: Motion) -> Words:
    """Where the motion stands, in one sentence that a grandmother understands."""
    variant, gate = facts.variant_of(motion), facts.gate_of(motion)
    if MOTION.state(motion.state).final or motion.state in ("carrying", "drafting"):
        return MOTION.state(motion.state).resident
    if motion.state == "hearing" and motion.hear_until is not None:
        day = timezone.localtime(motion.hear_until)
        return Words(
            f"正在听大家的意见，到 {day.month} 月 {day.day} 日为止。",
            f"Everybody is heard until {day:%Y-%m-%d}.",
        )
    if motion.state == "serving":
        last = motion.gate == len(variant.gates) - 1
        said = "已经定了" if last and variant.decides else f"“{gate.words.zh}”已经过了"
        if motion.served_until is None:
            return Words(f"{said}，等召集人安排下一步。", "This step was passed; the next follows.")
        day = timezone.localtime(motion.served_until)
        return Words(
            f"{said}，公布到 {day.month} 月 {day.day} 日。",
            f"Passed; it stays published until {day:%Y-%m-%d}.",
        )
    return _who_decides(motion)


def _who_decides(motion: Motion) -> Words:
    gate = facts.gate_of(motion)
    if gate.by != "meeting":
        if motion.is_owners and gate.by == "vote":
            if votes.runs(motion.decision):
                return Words("正在由业主表决。", "The owners are voting.")
            return Words(
                f"要由业主表决来{gate.words.zh}：面积和人数都要达到。",
                "The owners vote on it, by area and by heads.",
            )
        return Words(
            "等公布意见汇总。" if gate.by == "hearing" else "等居民投票。", "The next step is waited for."
        )
    who = "或".join(words_of(KINDS, kind).zh for kind in gate.bodies)
    body = (
        Body.objects.filter(
            kind__in=gate.bodies, place__path__in=paths_above(motion.place.path), ended_on__isnull=True
        )
        .order_by("-place__path")
        .first()
    )
    count = body.members.filter(until_on__isnull=True).count() if body else 0
    zh = f"现在由{who}来{gate.words.zh}。"
    if count and gate.quorum is not None:
        zh += f"要 {count} 人里至少 {needed_votes(gate.quorum, count)} 人到会，到会的过半数同意。"
    return Words(zh, f"It is before: {', '.join(words_of(KINDS, kind).en for kind in gate.bodies)}.")


@open_to_all
@require_safe
def motion(request: HttpRequest, code: str) -> HttpResponse:
    """One motion: its line of stations, what is asked now, the very text, remarks with answers, rulings, results."""
    context = page_context(request, subjects.MOTION, code)
    row: Motion = context["row"]
    variant = facts.variant_of(row)
    labels = {one.code: one.words for one in TAKEN}
    context |= {
        "variant": variant, "stations": queries.stations(row), "now": now_words(row), "changes": changes(row), "broken": row.wordings.exists() and facts.text_is_broken(row),
        "remarks": [(one, labels.get(one.taken)) for one in row.remarks.order_by("-pk")[:200]],
        "rulings": [(one, variant.gates[one.gate]) for one in row.rulings.select_related("meeting__body")],
        "results": queries.shown_results(row.results.select_related("lead").prefetch_related("milestones"), timezone.now()),
        "listed": Item.objects.filter(source="motion", source_id=row.pk, state__in=("listed", "talking")).select_related("meeting__body").first(),
        "follower_count": row.followers.count(), "proposer": row.proposed_by,
    }  # fmt: skip
    return render(request, "deliberation/motion.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def motion_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """A step of a motion."""
    row = Motion.objects.filter(code=code).first()
    known = {"text": row.text} if row is not None and step in ("edit", "rewrite") else {}
    return take(request, subjects.MOTION, code, step, known=known)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def motion_new(request: HttpRequest) -> HttpResponse:
    """Draft a motion by one of the town's procedures, at a place of the drafter's."""
    actor = actor_of(request)
    rows = Place.objects.filter(
        within(actor), level__in=("street", "community", "estate"), valid_to__isnull=True
    ).order_by("path")[:300]
    places = {one.pk: one for one in rows}
    if not places:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Http404
        made = commands.draft_motion(
            title=values["title"],
            text=values["text"],
            variant=values["variant"],
            place=place,
            matter=values["matter"],
            by=actor,
        )
        return pages.page_of(made)

    sheet = Sheet(
        code="motion-new", title=Words("起草议案", "Draft a motion"), button=Words("存为草稿", "Save the draft"), write=write, back=pages_motions(),
        fields=(
            Field("title", "text", Words("题目", "Title"), limit=120),
            Field("variant", "choice", Words("按什么步骤走", "By which procedure"), choices=tuple(Choice(one.code, one.words) for one in variants().values())),
            Field("matter", "choice", Words("谁来定", "Whose decision"), choices=MATTER_CHOICES, help=Words(
                "停车收费、维修资金、物业选聘这些，只能由业主表决（民法典 278）", "Parking fees, repair fund, property firm: owners alone (Civil Code 278)")),
            Field("place", "place", Words("在哪里", "Where")),
            Field("text", "long_text", Words("全文（以后改一个字都会留记录）", "The whole text (every later change is kept)"), limit=8000),
        ),
        options={"place": [(one.pk, one.name) for one in places.values()]}, known={"matter": "residents"},
    )  # fmt: skip
    return answer(request, sheet)


def pages_motions() -> str:
    """The address of the list."""
    return "/motions/"


__all__ = ["gate_meetings", "motion", "motion_new", "motion_step", "motions"]

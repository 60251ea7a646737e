"""What residents see of wishes: the wall, one wish, their own, claiming a part, confirming by the code on a slip."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import open_to_all, signed_in
from jinlin.base.address import client_address
from jinlin.base.engine import Faulty
from jinlin.base.given import Field, clean_given
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.places.public import Place, under
from jinlin.volunteering.models.wishes import Wish, WishClaim, WishPart
from jinlin.volunteering.wishes import commands, words
from jinlin.volunteering.wishes.alike import CHECKED, alike
from jinlin.volunteering.wishes.cards import card, cards, part_words
from jinlin.volunteering.wishes.desk import CLAIM_SUBJECT, WISH_SUBJECT
from jinlin.volunteering.wishes.procedure import CLAIM, WISH
from jinlin.volunteering.wishes.queries import (
    board,
    by_kind,
    is_recipient,
    open_wishes,
    seat_relations,
    wall,
    wish_relations,
    with_claims,
)
from jinlin.volunteering.wishes.web.slip import may_print

PAGE = 24
SORTS = {"new": ("-published_at", "-pk"), "old": ("published_at", "pk"), "short": ("minutes", "pk")}


@open_to_all
@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    """The wall: cards like notes on a fridge, those that wait for somebody first; by place, kind and words."""
    given = {name: request.GET.get(name, "").strip()[:40] for name in ("kind", "q", "place", "show", "sort")}
    now = timezone.now()
    rows = wall() if given["show"] == "all" else open_wishes(now)
    place = Place.objects.filter(code=given["place"]).first() if given["place"] else None
    rows = rows.filter(under(place.path, "place__path")) if place else rows
    rows = rows.filter(kind=given["kind"]) if given["kind"] in {one.code for one in words.KINDS} else rows
    rows = rows.filter(text_public__contains=given["q"]) if given["q"] else rows
    rows = with_claims(rows).order_by(*SORTS.get(given["sort"], SORTS["old"]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "cards": cards(page, now), "kinds": words.KINDS, "given": given, "place": place,
        "asked": "&".join(f"{name}={value}" for name, value in given.items()),
    }  # fmt: skip
    return render(request, "wishes/wall.html", context)


@open_to_all
@require_safe
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    """One wish: its card with three stamps, what is still free, and for those with a part in it the thread and the next step."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Wish = found(WISH_SUBJECT, str(pk), actor)
    now = timezone.now()
    held = wish_relations(row, actor)
    shown = card(row, now)
    mine = [one for one in row.claims.all() if actor.signed_in and one.account_id == actor.account]
    works = bool(held & {"community", "supervisor"})
    claims = sorted(row.claims.all(), key=lambda one: one.part.number) if works else mine
    offers = offers_for(WISH_SUBJECT, row, actor) if held else []
    context = {
        "wish": row, "card": shown, "offers": offers, "may_print": may_print(held),
        "may_decline": any(one.open and one.step.code == "decline" for one in offers), "base": f"/wishes/{row.pk}/steps/",
        "lines": lines(WISH_SUBJECT, row, actor) if held else [], "done": request.GET.get("done", ""), "works": works,
        "is_mine": "recipient" in held, "parts": [(part, part_words(part), part in shown.free) for part in row.parts.all()],
        "claims": [(one, CLAIM.state(one.state), part_words(one.part), offers_for(CLAIM_SUBJECT, one, actor), words.CLAIMANTS[one.kind]) for one in claims],
        "may_open": "recipient" in held or commands.may_open(row, actor, now) if actor.signed_in else False, "key": secrets.token_urlsafe(16),
        "pleased": words.label(words.PLEASED, row.pleased) if row.pleased else "", "twins": _twins(row, now) if works else [],
    }  # fmt: skip
    return render(request, "wishes/wish_desk.html" if works else "wishes/wish.html", context)


def _twins(row: Wish, now: dt.datetime) -> list[tuple[Wish, Any, Words, tuple[Words, ...]]]:
    """While it is checked: wishes that may be the same one, with how they stand and why they may."""
    rows = alike(row, now) if row.state in CHECKED else []
    return [
        (one.wish, WISH.state(one.wish.state), words.label(words.KINDS, one.wish.kind), one.why)
        for one in rows
    ]


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def wish_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of a wish: the community's, or the recipient's own."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(WISH_SUBJECT, str(pk), actor)
    works = bool(seat_relations(actor, row.place))
    known: dict[str, Any] = {"how": "tap" if is_recipient(row, actor) else "call"}
    same = request.GET.get("same", "")
    if step == "decline" and same.isdigit():
        known |= {"reason": "twice", "note": f"和编号 {int(same)} 的心愿是同一个，按那一个来办"}
    return step_page(
        request,
        WISH_SUBJECT,
        str(pk),
        step,
        template="base/step.html" if works else "base/step_public.html",
        known=known,
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def wish_claim_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of a claim: fix a day, say that it is done, give it back; accept or take back."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(CLAIM_SUBJECT, str(pk), actor)
    works = bool(seat_relations(actor, row.wish.place))
    return step_page(
        request, CLAIM_SUBJECT, str(pk), step, template="base/step.html" if works else "base/step_public.html"
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def wish_claim(request: HttpRequest, pk: int, part: int) -> HttpResponse:
    """Take a part on: what that means, and one button. Of many at once one has it; the rest are shown other wishes."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Wish = found(WISH_SUBJECT, str(pk), actor)
    chosen = WishPart.objects.filter(wish=row, number=part).first()
    if chosen is None:
        raise Http404
    now = timezone.now()
    context: dict[str, Any] = {
        "wish": row, "card": card(row, now), "part": chosen, "what": part_words(chosen), "key": request.POST.get("key") or secrets.token_urlsafe(16),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "wishes/claim.html", context)

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"claim": commands.claim(part=chosen, by=actor).pk}

    try:
        once(scope=f"page:{actor.account}:wish-claim", key=context["key"], content=[row.pk, part], act=act)
    except Refused as refusal:
        near = open_wishes(now).filter(under(row.place.path, "place__path")).exclude(pk=row.pk)
        others = cards(with_claims(near).order_by("published_at")[:3], now)
        return render(
            request, "wishes/claim.html", context | {"reasons": refusal.reasons, "others": others}, status=409
        )
    return HttpResponseRedirect(f"{reverse('wish', args=[row.pk])}?done=claimed")


@signed_in
@require_POST
def wish_private(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said in private; the look is recorded and told to the recipient."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Wish = found(WISH_SUBJECT, str(pk), actor)
    try:
        shown = commands.open_private(wish=row, by=actor)
    except Refused:
        raise Http404 from None
    works = bool(seat_relations(actor, row.place))
    answer = render(
        request,
        "wishes/private.html",
        {
            "wish": row,
            "shown": shown,
            "is_mine": is_recipient(row, actor),
            "frame": "base/desk.html" if works else "base/public.html",
        },
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in
@require_safe
def my_wishes(request: HttpRequest) -> HttpResponse:
    """One's own wishes, and what one claimed: what to do next stands first."""
    actor = request.actor  # type: ignore[attr-defined]
    mine = Wish.objects.filter(person=actor.person or -1).order_by("-pk")[:50]
    recorded = (
        Wish.objects.filter(recorded_by=actor.account).exclude(person=actor.person or -1).order_by("-pk")[:30]
    )
    claims = (
        WishClaim.objects.filter(account=actor.account)
        .select_related("wish__place", "part")
        .order_by("-pk")[:50]
    )
    context = {
        "mine": [(one, WISH.state(one.state), words.label(words.KINDS, one.kind)) for one in mine],
        "recorded": [(one, WISH.state(one.state), words.label(words.KINDS, one.kind)) for one in recorded],
        "claims": [(one, CLAIM.state(one.state), part_words(one.part)) for one in claims],
    }  # fmt: skip
    return render(request, "wishes/mine.html", context)


CODE_FIELDS = (
    Field("wish", "integer", Words("纸条上的编号", "The number on the slip"), least=1),
    Field("code", "text", Words("六位确认码", "The six digits"), limit=12),
    Field("pleased", "choice", Words("满意吗", "Pleased"), required=False, choices=words.PLEASED),
    Field("note", "long_text", Words("想说的话", "Anything to say"), required=False, limit=300),
)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def wish_code(request: HttpRequest) -> HttpResponse:
    """The recipient confirms by the code on their slip, without an account."""
    context: dict[str, Any] = {
        "fields": CODE_FIELDS,
        "typed": request.POST or {"wish": request.GET.get("wish", "")},
        "done": False,
    }
    if request.method != "POST":
        return render(request, "wishes/code.html", context)
    values, faults = clean_given(CODE_FIELDS, request.POST.dict())
    if faults:
        return render(request, "wishes/code.html", context | {"faults": faults}, status=422)
    try:
        commands.confirm_by_code(
            wish=values["wish"],
            code=values["code"],
            pleased=values["pleased"] or "",
            note=values["note"] or "",
            address=client_address(request),
        )
    except Faulty as faulty:
        return render(request, "wishes/code.html", context | {"faults": faulty.faults}, status=422)
    except Refused as refusal:
        return render(request, "wishes/code.html", context | {"reasons": refusal.reasons}, status=409)
    return render(request, "wishes/code.html", context | {"done": True})


@open_to_all
@require_safe
def wishes_board(request: HttpRequest) -> HttpResponse:
    """Recorded, claimed, delivered, confirmed, taken on: side by side, for a place; never who did how many."""
    place = Place.objects.filter(code=request.GET.get("place", "")).first()
    rows = Wish.objects.filter(under(place.path, "place__path")) if place else Wish.objects.all()
    counts = board(rows)
    kinds = [
        (str(words.label(words.KINDS, code)), count, str(count))
        for code, count in by_kind(rows.filter(published_at__isnull=False))
    ]
    context = {"place": place, "counts": counts, "kinds": kinds, "caption": _("公布过的心愿，按类别")}
    return render(request, "wishes/board.html", context)

"""One's own points: opening an account, the statement in plain words, what is to be had, giving, appealing; the public proof."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import open_to_all, signed_in
from jinlin.base.given import Field
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.people.public import Person
from jinlin.places.public import Place
from jinlin.volunteering.models.points import LedgerAccount, LedgerProof, Reward
from jinlin.volunteering.points import commands, ledger, words
from jinlin.volunteering.points.books.commands import signs_in
from jinlin.volunteering.points.desk import APPEAL_SUBJECT, REDEMPTION_SUBJECT
from jinlin.volunteering.points.earning import rule_for
from jinlin.volunteering.points.procedure import APPEAL, REDEMPTION
from jinlin.volunteering.points.queries import (
    community_of,
    on_offer,
    own_account,
    redemption_relations,
    statement,
)
from jinlin.volunteering.teams.queries import own_volunteer
from jinlin.volunteering.teams.web.forms import Form, answer

PAGE = 30


def account_of(request: HttpRequest) -> LedgerAccount:
    """The actor's account, or 404 where they opened none."""
    account = own_account(request.actor)  # type: ignore[attr-defined]
    if account is None:
        raise Http404
    return account


def home_of(request: HttpRequest) -> Place | None:
    """The community where the actor volunteers or lives; None where neither is known."""
    actor = request.actor  # type: ignore[attr-defined]
    volunteer = own_volunteer(actor)
    row = (
        volunteer.memberships.filter(state="active").select_related("team__place").order_by("pk").first()
        if volunteer
        else None
    )
    if row is not None:
        return community_of(row.team.place)
    member = (
        Person.objects.filter(pk=actor.person or 0, memberships__until_on__isnull=True)
        .values_list("memberships__household__dwelling", flat=True)
        .first()
    )
    home = Place.objects.filter(pk=member).first() if member else None
    return community_of(home) if home else None


@signed_in
@require_safe
def my_points(request: HttpRequest) -> HttpResponse:
    """Balance and statement; before an account is opened, what it is and that it is one's own will."""
    account = own_account(request.actor)  # type: ignore[attr-defined]
    place = account.place if account else home_of(request)
    rule = rule_for(place, timezone.localdate()) if place else None
    context: dict[str, Any] = {
        "account": account, "rule": rule, "place": place, "done": request.GET.get("done", ""), "key": secrets.token_urlsafe(16),
        "grades": [(grade, rule.per_hour.get(grade, 0)) for grade in "ABCDE"] if rule else [],
    }  # fmt: skip
    if account is not None:
        page = Paginator(statement(account), PAGE).get_page(request.GET.get("page"))
        context |= {
            "page": page, "lines": [(one, words.label(words.KINDS, one.txn.kind), one.txn.kind == "grant" and not hasattr(one, "appeal")) for one in page],
            "owes": -account.balance if account.balance < 0 else 0,
            "kept": [(one, REDEMPTION.state(one.state)) for one in account.redemptions.filter(state="reserved").select_related("reward").order_by("until_at")],
        }  # fmt: skip
    return render(request, "points/mine.html", context)


@signed_in
@require_POST
def points_open(request: HttpRequest) -> HttpResponse:
    """Open an account, or close it: both with one tap, of one's own will."""
    actor = request.actor  # type: ignore[attr-defined]
    person = Person.objects.filter(pk=actor.person or 0).first()
    place = home_of(request)
    if person is None:
        raise Http404
    if request.POST.get("act") == "close":
        ledger.close_account(account=account_of(request))
    elif place is None:
        return HttpResponseRedirect(f"{reverse('teams')}")
    else:
        ledger.open_account(person=person, place=place)
    return HttpResponseRedirect(f"{reverse('my_points')}?done=1")


@open_to_all
@require_safe
def rewards(request: HttpRequest) -> HttpResponse:
    """What points are exchanged for at a place: honours first, then services, then things."""
    actor = request.actor  # type: ignore[attr-defined]
    account = own_account(actor) if actor.signed_in else None
    place = Place.objects.filter(code=request.GET.get("place", "")).first() or (
        account.place if account else None
    )
    return _rewards(request, place, account)


def _rewards(
    request: HttpRequest,
    place: Place | None,
    account: LedgerAccount | None,
    reasons: tuple[Reason, ...] = (),
    status: int = 200,
) -> HttpResponse:
    rows = list(on_offer(place)[:100]) if place else []
    context = {
        "place": place, "account": account, "reasons": reasons, "key": secrets.token_urlsafe(16),
        "rows": [(one, words.label(words.SORTS, one.sort), account is not None and one.stock > 0 and account.balance >= one.cost) for one in rows],
    }  # fmt: skip
    return render(request, "points/rewards.html", context, status=status)


@signed_in
@require_POST
def reward_reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Exchange: kept for some days, handed over against the code."""
    actor, account = request.actor, account_of(request)  # type: ignore[attr-defined]
    row = get_object_or_404(Reward.objects.select_related("place"), pk=pk)
    key = request.POST.get("key", "")[:40]

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {
            "redemption": commands.reserve(
                reward=row, account=account, by=actor, key=f"redeem:{account.pk}:{key}"
            ).pk
        }

    try:
        _, done, _ = once(scope=f"redeem:{actor.account}", key=key, content=[row.pk], act=act)
    except Refused as refusal:
        return _rewards(request, row.place, account, refusal.reasons, 409)
    return HttpResponseRedirect(f"{reverse('redemption', args=[done['redemption']])}?done=1")


@signed_in
@require_safe
def redemption(request: HttpRequest, pk: int) -> HttpResponse:
    """One redemption: the code for its holder (by the keeper's hand, where they have no phone), the step for who hands over."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(REDEMPTION_SUBJECT, str(pk), actor)
    held = redemption_relations(row, actor)
    context = {
        "row": row, "state": REDEMPTION.state(row.state), "own": "holder" in held, "for_them": "holder" not in held and not signs_in(row.account.person), "offers": offers_for(REDEMPTION_SUBJECT, row, actor, held),
        "lines": lines(REDEMPTION_SUBJECT, row, actor), "base": f"/redemptions/{row.pk}/steps/", "done": request.GET.get("done", ""),
        "waits": row.ended_at is None,
    }  # fmt: skip
    return render(request, "points/redemption.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def redemption_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Hand over, give back."""
    return step_page(request, REDEMPTION_SUBJECT, str(pk), step, template="base/step_public.html")


GIFT = (
    Field(
        "number",
        "text",
        Words("对方的积分号（如 P7XK2M9）；给互助池就写 pool", "The neighbour's number, or pool"),
        limit=16,
    ),
    Field("amount", "integer", Words("给多少", "How many"), least=1, limit=100_000),
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def points_gift(request: HttpRequest) -> HttpResponse:
    """Give to a neighbour by the number they told, or to the pool for elders."""
    actor, account = request.actor, account_of(request)  # type: ignore[attr-defined]
    rule = rule_for(account.place, timezone.localdate())
    cap = rule.pair_cap if rule else 0

    def write(values: dict[str, Any]) -> str:
        number = "pool" if values["number"].strip().lower() == "pool" else values["number"]
        ledger.gift(
            giver=account,
            number=number,
            amount=values["amount"],
            key=f"gift:{account.pk}:{request.POST.get('key', '')[:40]}",
            by=actor,
            pair_cap=cap,
        )
        return f"{reverse('my_points')}?done=gift"

    form = Form(
        code="points-gift", title=Words("转赠积分", "Give points"), button=Words("转赠", "Give"), fields=GIFT, write=write, back=reverse("my_points"),
        back_words=Words("我的积分", "My points"),
        lead=Words("请对方告诉您他的积分号（在“我的积分”里，没有手机的老人在社区的卡上）。转出去不能收回。" + (f"一个月给同一个人最多 {cap}。" if cap else ""),
                   "Ask for the number; what is given is not taken back." + (f" At most {cap} a month to one person." if cap else "")),
        facts=((Words("账上有", "You have"), str(account.balance)),),
    )  # fmt: skip
    return answer(request, form)


WHY = (
    Field(
        "words", "long_text", Words("哪里不对，应该是多少", "What is wrong, and what it should be"), limit=500
    ),
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def points_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a line is wrong; somebody else looks."""
    actor, account = request.actor, account_of(request)  # type: ignore[attr-defined]
    entry = get_object_or_404(account.entries.select_related("txn", "account__place"), pk=pk)

    def write(values: dict[str, Any]) -> str:
        made = commands.appeal(entry=entry, words=values["words"], by=actor)
        return f"{reverse('point_appeal', args=[made.pk])}?done=1"

    form = Form(
        code="points-appeal", title=Words("这条不对", "This line is wrong"), button=Words("提交申诉", "Appeal"), fields=WHY, write=write, back=reverse("my_points"),
        back_words=Words("我的积分", "My points"), facts=((Words("这一条", "The line"), f"{entry.txn.zh}：{entry.amount}"),),
    )  # fmt: skip
    return answer(request, form)


@signed_in
@require_safe
def point_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """One appeal: the line, what was said, what was decided."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(APPEAL_SUBJECT, str(pk), actor)
    context = {
        "row": row, "state": APPEAL.state(row.state), "offers": offers_for(APPEAL_SUBJECT, row, actor), "lines": lines(APPEAL_SUBJECT, row, actor),
        "base": f"/point-appeals/{row.pk}/steps/", "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "points/appeal.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def point_appeal_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Correct it, or say why it stands."""
    return step_page(request, APPEAL_SUBJECT, str(pk), step, template="base/step_public.html")


@open_to_all
@require_safe
def points_proof(request: HttpRequest) -> HttpResponse:
    """Whether the ledger balances, for everybody to see: every night, and now."""
    found_now = ledger.prove()
    context = {
        "now": found_now,
        "nights": LedgerProof.objects.order_by("-at")[:14],
        "out": found_now["outstanding"].get("points", 0),
    }
    return render(request, "points/proof.html", context)

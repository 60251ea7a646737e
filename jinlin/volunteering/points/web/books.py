"""The books on a keeper's desk: accounts, one opened for somebody without a phone, balances carried over, lines taken back."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinlin.base.access import staff
from jinlin.base.given import Field, clean_given
from jinlin.base.repeat import once
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Reason, Refused
from jinlin.base.subjects import lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.base.words import Words
from jinlin.people.public import mask_name
from jinlin.places.public import within
from jinlin.volunteering.models.books import PointOpening, PointReversal
from jinlin.volunteering.models.points import LedgerAccount, LedgerTxn, Reward
from jinlin.volunteering.points import words
from jinlin.volunteering.points.books import commands, importing
from jinlin.volunteering.points.books.desk import OPENING_SUBJECT, REVERSAL_SUBJECT
from jinlin.volunteering.points.books.procedure import OPENING, REVERSAL
from jinlin.volunteering.points.queries import on_offer, statement
from jinlin.volunteering.points.web.desk import KEEPERS, places_kept
from jinlin.volunteering.teams.queries import is_keeper

PAGE = 40
ENDINGS = ".xlsx,.xls,.csv,.ods,.tsv"
NO_FILE = Reason("no_file", Words("请选一个表格文件", "Choose a file"))


@staff(*KEEPERS)
@require_safe
def points_accounts(request: HttpRequest) -> HttpResponse:
    """Accounts of the keeper's community by number or whole name; names masked. What waits for a second person stands above."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = request.GET.get("q", "").strip()[:60]
    rows = LedgerAccount.objects.filter(
        within(actor, "place__path"), holder="person", measure="points"
    ).select_related("person", "place")
    if asked:
        rows = rows.filter(number__iexact=asked) | rows.filter(person__name=asked)
    page = Paginator(rows.order_by("number"), PAGE).get_page(request.GET.get("page"))
    lists = (
        PointOpening.objects.filter(within(actor, "place__path")).select_related("place").order_by("-pk")[:10]
    )
    asks = (
        PointReversal.objects.filter(within(actor, "txn__taker__place__path"))
        .select_related("txn")
        .order_by("-pk")[:10]
    )
    context = {
        "page": page, "rows": [(one, mask_name(one.person.name) if one.person else "", words.label(words.CONSENTS, one.consent)) for one in page], "asked": asked,
        "lists": [(one, OPENING.state(one.state)) for one in lists], "asks": [(one, REVERSAL.state(one.state)) for one in asks],
    }  # fmt: skip
    return render(request, "points/accounts.html", context)


def kept_account(request: HttpRequest, pk: int) -> LedgerAccount:
    """A person's account that the actor keeps; 404 for others."""
    row = get_object_or_404(
        LedgerAccount.objects.select_related("place", "person", "opened_by"), pk=pk, holder="person"
    )
    if not is_keeper(row.place, None, request.actor):  # type: ignore[attr-defined]
        raise Http404
    return row


@staff(*KEEPERS)
@require_safe
def points_account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account as its keeper sees it: balance, how it was agreed to, every line, which of them may be taken back."""
    return _account(request, kept_account(request, pk))


def _account(
    request: HttpRequest, row: LedgerAccount, reasons: tuple[Reason, ...] = (), status: int = 200
) -> HttpResponse:
    rows = statement(row).select_related("txn__reversed_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    open_asks = dict(
        PointReversal.objects.filter(txn__in=[one.txn_id for one in page], state="asked").values_list(
            "txn", "pk"
        )
    )
    context = {
        "row": row, "name": mask_name(row.person.name) if row.person else "", "consent": words.label(words.CONSENTS, row.consent), "page": page,
        "lines": [
            (one, words.label(words.KINDS, one.txn.kind), open_asks.get(one.txn_id), commands.may_be_reversed(one.txn), hasattr(one.txn, "reversed_by"))
            for one in page
        ],
        "offered": [one for one in on_offer(row.place)[:100] if one.stock > 0 and one.cost <= row.balance] if row.closed_at is None and not commands.signs_in(row.person) else [],
        "reasons": reasons, "key": secrets.token_urlsafe(16), "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render(request, "points/account.html", context, status=status)


@staff(*KEEPERS)
@require_POST
def points_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """Exchange with a holder who stands at the desk; the page that follows has the code to write down for them."""
    row, actor = kept_account(request, pk), request.actor  # type: ignore[attr-defined]
    reward = get_object_or_404(Reward.objects.select_related("place"), pk=request.POST.get("reward") or 0)
    key = request.POST.get("key", "")[:40]

    def act() -> tuple[int, dict[str, Any]]:
        made = commands.exchange_for(account=row, reward=reward, by=actor, key=f"redeem:{row.pk}:{key}")
        return 200, {"redemption": made.pk}

    try:
        _, done, _ = once(scope=f"exchange:{row.pk}", key=key, content=[reward.pk], act=act)
    except Refused as refusal:
        return _account(request, row, refusal.reasons, 409)
    return HttpResponseRedirect(f"{reverse('redemption', args=[done['redemption']])}?done=1")


OPEN = (
    Field("place", "place", Words("哪个社区", "Which community")),
    Field("name", "text", Words("姓名", "Name"), limit=60),
    Field(
        "year",
        "integer",
        Words("出生年份（有同名时写）", "Year of birth, where names are the same"),
        required=False,
        least=1900,
        limit=2100,
    ),
    Field("phone", "text", Words("家里电话（有就写）", "Phone at home, if any"), required=False, limit=20),
    Field("how", "choice", Words("怎么同意的", "How they agreed"), choices=words.CONSENTS[1:3]),
    Field(
        "where",
        "text",
        Words("同意书存放在哪里（签了才写）", "Where the signed paper is kept"),
        required=False,
        limit=80,
    ),
    Field(
        "agreed",
        "yes_no",
        Words("当面说清楚了：自愿、可以随时关，本人愿意", "It was explained in person, and they agree"),
    ),
)


@staff(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def points_account_new(request: HttpRequest) -> HttpResponse:
    """Open an account for somebody who has no phone and agreed in front of the keeper."""
    actor, places = request.actor, places_kept(request)  # type: ignore[attr-defined]
    if not places:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Http404
        made = commands.open_for(
            place=place, name=values["name"], how=values["how"], by=actor, agreed=bool(values["agreed"]), phone=values["phone"] or "", year=values["year"],
            where=values["where"] or "",
        )  # fmt: skip
        return f"{reverse('points_account', args=[made.pk])}?done=1"

    sheet = Sheet(
        code="points-account-new", title=Words("给没有手机的居民开通积分", "Open an account for somebody without a phone"), button=Words("开通", "Open it"), fields=OPEN,
        write=write, back=reverse("points_accounts"), options={"place": [(one.pk, one.name) for one in places.values()]},
        known={"place": next(iter(places)) if len(places) == 1 else ""},
        note=Words("不开通也照样做志愿服务，什么都不少。开通后把积分号写在卡上交给本人，可以在社区换东西。", "Without an account nothing is lacking. Write the number on a card and hand it over."),
    )  # fmt: skip
    return answer(request, sheet)


WHY = (
    Field(
        "words",
        "long_text",
        Words("为什么要冲正（第二个人和本人都会看到）", "Why (the second person and the holder read it)"),
        limit=500,
    ),
)


@staff(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def points_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a line be taken back; nothing happens until a second person approves."""
    actor = request.actor  # type: ignore[attr-defined]
    txn = get_object_or_404(
        LedgerTxn.objects.select_related("taker__place", "giver__place", "reversed_by"), pk=pk
    )
    owner = commands.owner_of(txn)
    if owner is None or not commands.keeps_line(txn, actor):
        raise Http404

    def write(values: dict[str, Any]) -> str:
        return f"{reverse('point_reversal', args=[commands.ask_reversal(txn=txn, words=values['words'], by=actor).pk])}?done=1"

    sheet = Sheet(
        code=f"points-reverse-{txn.pk}", title=Words("申请冲正", "Ask to take a line back"), button=Words("交给另一位核对", "Hand it to a second person"), fields=WHY,
        write=write, back=reverse("points_account", args=[owner.pk]), facts=((Words("这一笔", "The line"), txn.zh), (Words("积分号", "Account"), owner.number)),
        note=Words("账不改，只加一笔相反的；要另一位同意才记。余额可能变成欠着，已经换到的东西不收回。", "Nothing is changed: an opposite line is added once a second person approves."),
    )  # fmt: skip
    return answer(request, sheet)


def _subject_page(
    request: HttpRequest, subject: Any, pk: int, template: str, state: Any, base: str, **more: Any
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = found(subject, str(pk), actor)
    context = {
        "row": row, "state": state(row.state), "offers": offers_for(subject, row, actor), "lines": lines(subject, row, actor), "base": base,
        "done": request.GET.get("done", ""), **{name: make(row) for name, make in more.items()},
    }  # fmt: skip
    return render(request, template, context)


@staff(*KEEPERS)
@require_safe
def point_reversal(request: HttpRequest, pk: int) -> HttpResponse:
    """One reversal: the line, why, who asked; the second person's buttons."""
    return _subject_page(
        request,
        REVERSAL_SUBJECT,
        pk,
        "points/reversal.html",
        REVERSAL.state,
        f"/desk/points/reversals/{pk}/steps/",
        owner=lambda row: commands.owner_of(row.txn),
    )


@staff(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def point_reversal_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Approve, decline, withdraw."""
    return step_page(request, REVERSAL_SUBJECT, str(pk), step)


FILE = (
    Field("place", "place", Words("哪个社区", "Which community")),
    Field("on_day", "date", Words("原来的账本截至哪天", "The day as of which the old book stood so")),
    Field(
        "agreed",
        "yes_no",
        Words("表里的人都同意把积分转过来", "Everybody in it agreed to carry their points over"),
    ),
)


@staff(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def point_opening_new(request: HttpRequest) -> HttpResponse:
    """Hand in the old book as a spreadsheet; nothing is posted until a second person has checked it."""
    places = places_kept(request)
    if not places:
        raise Http404
    options = {"place": [(one.pk, one.name) for one in places.values()]}
    context: dict[str, Any] = {
        "fields": FILE,
        "options": options,
        "endings": ENDINGS,
        "columns": importing.COLUMNS,
    }
    if request.method != "POST":
        typed: dict[str, Any] = {
            "on_day": timezone.localdate().isoformat(),
            "place": next(iter(places)) if len(places) == 1 else "",
        }
        return render(request, "points/opening_new.html", context | {"typed": typed})
    context["typed"] = {one.name: request.POST.get(one.name, "") for one in FILE}
    values, faults = clean_given(FILE, context["typed"])
    if faults:
        return render(request, "points/opening_new.html", context | {"faults": faults}, status=422)
    try:
        made = _handed_in(request, places, values)
    except Refused as refusal:
        return render(request, "points/opening_new.html", context | {"reasons": refusal.reasons}, status=409)
    return HttpResponseRedirect(f"{reverse('point_opening', args=[made.pk])}?done=1")


def _handed_in(request: HttpRequest, places: dict[int, Any], values: dict[str, Any]) -> PointOpening:
    place, uploaded = places.get(values["place"]), request.FILES.get("file")
    if place is None:
        raise Http404
    if uploaded is None:
        raise Refused(NO_FILE)
    name = Path(uploaded.name or "").name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"book{Path(name).suffix.lower()[:6]}"
        path.write_bytes(b"".join(uploaded.chunks()))
        return importing.hand_in(
            path=path,
            name=name,
            place=place,
            on_day=values["on_day"],
            by=request.actor,
            agreed=bool(values["agreed"]),  # type: ignore[attr-defined]
        )


def _lines(row: PointOpening) -> list[tuple[Any, str, str]]:
    """The lines of a list: masked name while it is checked, the account's number once it is posted."""
    rows = row.lines.select_related("person", "txn__taker").order_by("row")[:1000]
    return [
        (
            one,
            mask_name(one.person.name) if one.person else "",
            one.txn.taker.number if one.txn and one.txn.taker else "",
        )
        for one in rows
    ]


@staff(*KEEPERS)
@require_safe
def point_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: what would be posted, what is known already, which rows came back and why."""
    return _subject_page(
        request, OPENING_SUBJECT, pk, "points/opening.html", OPENING.state, f"/desk/points/openings/{pk}/steps/", rows=_lines,
        total=lambda row: sum(row.lines.values_list("amount", flat=True)),
        back=lambda row: [(one["row"], [Words(why["zh"], why["en"]) for why in one["why"]]) for one in row.returned],
    )  # fmt: skip


@staff(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def point_opening_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Post it, drop it."""
    return step_page(request, OPENING_SUBJECT, str(pk), step)

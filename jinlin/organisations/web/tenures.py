"""Forms of seats: set up, give, end, take away. Each is looked at once more before it is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.given import Choice, Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.words import Words
from jinlin.organisations.commands import end_seat, end_tenure, give_seat, make_seat, take_on
from jinlin.organisations.listing import title_of
from jinlin.organisations.models import Institution, Organisation, Seat, Tenure
from jinlin.organisations.open_work import open_work
from jinlin.organisations.roles import roles
from jinlin.organisations.web.doors import fitting_roles, keeper, keeps
from jinlin.organisations.web.seats import found_seat
from jinlin.organisations.words import HOW
from jinlin.people.public import Account
from jinlin.places.public import Place, paths_above

SENDERS = 300
AS_WHOM = (
    Field("who", "text", Words("谁", "Who"), limit=60, help=Words("写登录名或姓名", "A sign-in name or a name")),
    Field("phone", "text", Words("电话", "Telephone"), required=False, limit=30,
          why=Words("用来认准同名的人；新登记、不用登录的人（如楼栋长）要写",
                    "Tells people of one name apart; needed for somebody new who does not sign in")),
    Field("username", "text", Words("新登录名", "New sign-in name"), required=False, limit=60,
          help=Words("只给新来、要登录的工作人员；密码由信息员发邀请后本人设",
                     "Only for a new worker who will sign in; an operator then invites them")),
)  # fmt: skip
TERM = (
    Field("how", "choice", Words("怎么产生", "How"), choices=HOW),
    Field("from_on", "date", Words("从哪天起", "From")),
    Field("to_on", "date", Words("任期到哪天", "Until"), required=False,
          help=Words("含当天；没有任期的留空", "That day included; empty without a term")),
)  # fmt: skip
SENT_BY = Field(
    "sent_by", "institution", Words("哪个单位选派", "Sent by"), required=False,
    help=Words("第一书记、指导员等上级选派的人才填", "For first secretaries, instructors and others sent from outside"),
)  # fmt: skip
HANDED = Words(
    "从这天起权限就没有了，登录和接口令牌马上失效；手上没办完的事交给接替的人，没有接替的人就交给当地负责的人，逐件留记录。",
    "Rights, sessions and tokens end; open matters go to the successor or to whoever is in charge, each with a record.",
)


def _kept_seat(request: HttpRequest, pk: int) -> Seat:
    row = found_seat(request, pk)
    known = roles().get(row.role)
    if not keeps(request.actor, row.where.path, known.given_by if known else "district"):  # type: ignore[attr-defined]
        raise Http404
    return row


@keeper
def seat_new(request: HttpRequest) -> HttpResponse:
    """Set up a seat at a place, in an organisation or in an institution, named by code in the address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not request.GET:
        return HttpResponseRedirect(reverse("seats"))
    where = _where(request)
    place: Place = getattr(where, "place", None) or where  # type: ignore[assignment]
    in_institution = isinstance(where, Institution)
    fitting = fitting_roles(actor, place, in_institution=in_institution)
    if not fitting:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        at: dict[str, Any] = {"place": place if isinstance(where, Place) else None}
        at |= {
            "organisation": where if isinstance(where, Organisation) else None,
            "institution": where if in_institution else None,
        }
        made = make_seat(role=values["role"], by=actor, **at)
        return reverse("seat", args=[made.pk])

    sheet = Sheet(
        code="seat-new", title=Words(f"在{where}设岗", f"Set up a seat at {where}"), button=Words("设岗", "Set it up"),
        fields=(Field("role", "choice", Words("岗位", "Seat"), choices=tuple(Choice(role.code, role.words) for role in fitting)),),
        write=write, back=f"{reverse('seats')}?place={place.code}",
    )  # fmt: skip
    return answer(request, sheet)


def _where(request: HttpRequest) -> Place | Organisation | Institution:
    for name, rows in (
        ("organisation", Organisation.objects.select_related("place").filter(ended_on__isnull=True)),
        ("institution", Institution.objects.select_related("place").filter(ended_on__isnull=True)),
        ("place", Place.objects.filter(valid_to__isnull=True)),
    ):
        if request.GET.get(name):
            return get_object_or_404(rows, code=request.GET[name])  # type: ignore[type-var, return-value]
    raise Http404


@keeper
def seat_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a free seat to somebody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _kept_seat(request, pk)
    over = Institution.objects.filter(place__path__in=paths_above(row.where.path), ended_on__isnull=True)
    senders = dict(over.order_by("kind", "name").values_list("pk", "name")[:SENDERS])

    def write(values: dict[str, Any]) -> str:
        person = take_on(who=values["who"], phone=values["phone"] or "", username=values["username"] or "")
        give_seat(
            seat=row,
            person=person,
            from_on=values["from_on"],
            to_on=values["to_on"],
            how=values["how"],
            sent_by=Institution.objects.filter(pk=values["sent_by"]).first()
            if values["sent_by"] in senders
            else None,
            by=actor,
        )
        return reverse("seat", args=[row.pk])

    sheet = Sheet(
        code="seat-give", title=Words(f"任职：{title_of(row)}", f"Give: {title_of(row)}"), button=Words("任职", "Give the seat"),
        fields=(*AS_WHOM, *TERM, SENT_BY), options={"sent_by": list(senders.items())}, write=write, back=reverse("seat", args=[row.pk]), known={"how": "appointed", "from_on": timezone.localdate()},
        note=Words(
            "岗位给的权限从第一天起有，到最后一天为止。本人下次打开页面要重新登录。",
            "Rights begin on the first day and end with the last; the holder signs in anew.",
        ),
    )  # fmt: skip
    return answer(request, sheet)


@keeper
def tenure_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's tenure, with a successor or without one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    tenure = get_object_or_404(Tenure.objects.select_related("person"), pk=pk)
    row = _kept_seat(request, tenure.seat_id)
    after = tuple(
        Field(one.name, one.kind, words, required=False, choices=one.choices, limit=one.limit, help=one.help, why=one.why)
        for one, words in (
            (AS_WHOM[0], Words("谁接替", "Successor")), (AS_WHOM[1], Words("接替的人的电话", "Successor's telephone")),
            (AS_WHOM[2], AS_WHOM[2].words), (TERM[0], Words("接替的人怎么产生", "How")), (TERM[2], Words("接替的人任期到哪天", "Successor until")),
        )
    )  # fmt: skip

    def write(values: dict[str, Any]) -> str:
        successor = None
        if values["who"]:
            successor = take_on(
                who=values["who"], phone=values["phone"] or "", username=values["username"] or ""
            )
        end_tenure(
            tenure=tenure,
            on=values["on"],
            by=actor,
            successor=successor,
            to_on=values["to_on"],
            how=values["how"] or "appointed",
        )
        return reverse("seat", args=[row.pk])

    last: dt.date = timezone.localdate()
    sheet = Sheet(
        code="tenure-end", title=Words(f"结束任期：{title_of(row)}", f"End a tenure: {title_of(row)}"), button=Words("结束任期", "End it"),
        fields=(Field("on", "date", Words("从哪天起不再担任", "No longer held from")), *after), write=write, known={"on": last},
        back=reverse("seat", args=[row.pk]), facts=((Words("现任", "Holder"), tenure.person.name), (Words("任职", "From"), str(tenure.from_on)), *_open_of(tenure)),
        note=HANDED,
    )  # fmt: skip
    return answer(request, sheet)


def _open_of(tenure: Tenure) -> list[tuple[Words, str]]:
    """What the holder has open now and what goes on with the seats, as rows above the form."""
    account = Account.objects.filter(person_id=tenure.person_id).values_list("pk", flat=True).first()
    return [(words, str(number)) for words, number in open_work(account)]


@keeper
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a seat that nobody holds."""
    row = _kept_seat(request, pk)

    def write(values: dict[str, Any]) -> str:
        end_seat(seat=row, on=values["on"], by=request.actor)  # type: ignore[attr-defined]
        return reverse("seat", args=[row.pk])

    sheet = Sheet(
        code="seat-end", title=Words(f"撤岗：{title_of(row)}", f"Take away: {title_of(row)}"), button=Words("撤岗", "Take it away"),
        fields=(Field("on", "date", Words("从哪天起", "From")),), write=write, back=reverse("seat", args=[row.pk]),
        known={"on": timezone.localdate()},
    )  # fmt: skip
    return answer(request, sheet)

"""Forms of bodies: set up, members, a meeting that is called, another rule from a day on. Each is looked at once more."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jinlin.base.access import staff
from jinlin.base.given import Choice, Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.words import Words
from jinlin.deliberation import commands, pages, relations, words
from jinlin.deliberation.models import Body, Member
from jinlin.deliberation.web.shells import actor_of
from jinlin.organisations.public import Institution, institutions_for
from jinlin.people.public import Account, Person, key_of
from jinlin.places.public import Place, within

RULE = Field(
    "rule", "text", Words("排期规则", "Rule"), required=False, limit=400,
    help=Words("逢10：day-ends:0　每周日：RRULE:FREQ=WEEKLY;BYDAY=SU　重阳：lunar:09-09　遇假日顺延：加 holidays:next　一次一次召集的留空",
               "Days with a ten: day-ends:0 · Sundays: RRULE:FREQ=WEEKLY;BYDAY=SU · lunar:09-09 · add holidays:next · empty: called one by one"),
)  # fmt: skip


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def body_new(request: HttpRequest) -> HttpResponse:
    """Set up a body that meets at one of the convener's places."""
    actor = actor_of(request)
    rows = Place.objects.filter(
        within(actor), level__in=("street", "community", "estate", "grid"), valid_to__isnull=True
    ).order_by("path")[:300]
    places = {
        one.pk: one
        for one in rows
        if any(commands.may_convene(one, who, actor) for who in ("street", "community"))
    }
    if not places:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        place = places.get(values["place"])
        if place is None:
            raise Http404
        who = "street" if commands.may_convene(place, "street", actor) else "community"
        made = commands.make_body(
            name=values["name"], kind=values["kind"], form=values["form"] or "", place=place, convened_by=who, rule=values["rule"] or "",
            begins_minute=values["begins"], minutes=values["minutes"], where=values["where"] or "", about=values["about"] or "",
            is_open=bool(values["is_open"]), turn_by_rule=bool(values["turn"]), by=actor,
        )  # fmt: skip
        return pages.page_of(made)

    sheet = Sheet(
        code="body-new", title=Words("新设一个议事组织", "Set up a body that meets"), button=Words("设立", "Set it up"), write=write, back="/meetings/",
        known={"begins": "19:00", "minutes": 90, "kind": "talk", "is_open": "1"}, options={"place": [(one.pk, one.name) for one in places.values()]},
        fields=(
            Field("name", "text", Words("叫什么", "Name"), limit=80), Field("kind", "choice", Words("哪一类", "Kind"), choices=words.KINDS),
            Field("form", "choice", Words("形式（议事会才选）", "Form (of a talk series)"), required=False, choices=words.FORMS), Field("place", "place", Words("在哪里", "Where")),
            RULE, Field("begins", "time", Words("几点开始", "Begins at")), Field("minutes", "integer", Words("开多少分钟", "Minutes"), least=10, limit=600),
            Field("where", "text", Words("在哪间、哪棵树下", "Exactly where"), required=False, limit=80), Field("about", "text", Words("一句话介绍", "In a sentence"), required=False, limit=300),
            Field("is_open", "yes_no", Words("居民都可以来、可以提事", "Everybody may come and raise points"), required=False),
            Field("turn", "yes_no", Words("成员轮流当主席", "Members chair in turn"), required=False),
        ),
    )  # fmt: skip
    return answer(request, sheet)


def _convened(request: HttpRequest, code: str) -> Body:
    row = Body.objects.select_related("place").filter(code=code).first()
    if row is None or "convener" not in relations.of_body(row, actor_of(request)):
        raise Http404
    return row


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request: HttpRequest, code: str) -> HttpResponse:
    """A further member: an institution that serves the place, or a person by sign-in name or name and telephone."""
    row, actor = _convened(request, code), actor_of(request)
    firms = list(institutions_for(path=row.place.path, on=timezone.localdate())[:300])

    def write(values: dict[str, Any]) -> str:
        institution = Institution.objects.filter(pk=values["institution"] or 0).first()
        person = None if institution else _person(values)
        if institution is None and person is None:
            raise commands.fault(
                "institution", "no_member", "请选单位，或写一个人", "Choose an institution or write a person"
            )
        commands.add_member(
            body=row, institution=institution, person=person, side=values["side"] or "", by=actor
        )
        return pages.page_of(row)

    sheet = Sheet(
        code="body-member", title=Words(f"{row.name}：加成员", f"{row.name}: add a member"), button=Words("加入", "Add"), write=write, back=pages.page_of(row),
        options={"institution": [(one.pk, one.name) for one in firms]},
        fields=(
            Field("institution", "institution", Words("单位", "Institution"), required=False),
            Field("who", "text", Words("或一个人：登录名或姓名", "Or a person: sign-in name or name"), required=False, limit=60),
            Field("phone", "text", Words("这个人的电话", "Their telephone"), required=False, limit=30,
                  why=Words("认准同名的人", "Tells people of one name apart")),
            Field("side", "choice", Words("代表哪一方（三方协同才选）", "Side (three-party table)"), required=False,
                  choices=tuple(Choice(one, Words(one, one)) for one in words.SIDES)),
        ),
    )  # fmt: skip
    return answer(request, sheet)


def _person(values: dict[str, Any]) -> Person | None:
    who, phone = (values["who"] or "").strip(), values["phone"] or ""
    if not who:
        return None
    account = Account.objects.select_related("person").filter(username=who).first()
    if account is not None and account.person is not None:
        return account.person
    rows = (
        Person.objects.filter(name=who, phone_key=key_of(phone)) if phone else Person.objects.filter(name=who)
    )
    found = list(rows[:2])
    if len(found) != 1:
        raise commands.fault(
            "who",
            "wrong_reference",
            "没有找到，或有同名的，请写电话",
            "Not found, or several of that name; add the telephone",
        )
    return found[0]


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def member_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A member leaves; its turns go to the next."""
    row, actor = _convened(request, code), actor_of(request)
    member = (
        Member.objects.filter(body=row, pk=pk, until_on__isnull=True).select_related("body__place").first()
    )
    if member is None:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        commands.end_member(member=member, by=actor)
        return pages.page_of(row)

    sheet = Sheet(
        code="body-member-end", title=Words(f"{member.name} 退出", f"{member.name} leaves"), button=Words("退出", "Leave"), write=write,
        back=pages.page_of(row), fields=(), note=Words("以后轮到它当主席的，由下一家接。", "Its turns go to the next in order."),
    )  # fmt: skip
    return answer(request, sheet)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, code: str) -> HttpResponse:
    """Call one meeting that no rule gives."""
    row, actor = _convened(request, code), actor_of(request)

    def write(values: dict[str, Any]) -> str:
        return pages.page_of(
            commands.call_meeting(body=row, begins_at=values["begins"], where=values["where"] or "", by=actor)
        )

    sheet = Sheet(
        code="body-call", title=Words(f"召集一次{row.name}", f"Call {row.name}"), button=Words("排上", "Plan it"), write=write, back=pages.page_of(row),
        fields=(
            Field("begins", "datetime", Words("几时开（2026-03-10 19:00）", "Begins (2026-03-10 19:00)")), Field("where", "text", Words("在哪里", "Where"), required=False, limit=80),
        ),
        known={"where": row.where},
    )  # fmt: skip
    return answer(request, sheet)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """This and following: another rule from a day on."""
    row, actor = _convened(request, code), actor_of(request)

    def write(values: dict[str, Any]) -> str:
        return pages.page_of(commands.change_rule(body=row, rule=values["rule"], on=values["on"], by=actor))

    fields = (
        Field("rule", "text", RULE.words, limit=400, help=RULE.help),
        Field("on", "date", Words("从哪天起", "From")),
    )
    sheet = Sheet(
        code="body-rule", title=Words(f"改{row.name}的排期", f"Change when {row.name} meets"), button=Words("改", "Change"), write=write,
        back=pages.page_of(row), fields=fields, known={"rule": row.rule.replace("\n", " ")},
        note=Words("这一天之前的不变；已经发过通知的，请一次一次改。", "What lies before stays; announced meetings are moved one by one."),
    )  # fmt: skip
    return answer(request, sheet)

"""The desks of report-in, service and commitments: relations, facts, notices; and their registration as subjects."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from jinlin.base import references
from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.models import Event, StoredFile
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.subjects import Subject, attach, file_readers, register
from jinlin.base.words import Words
from jinlin.organisations.members import effects, periods, rules
from jinlin.organisations.members.posts import post_words
from jinlin.organisations.members.procedure import COMMITMENT, REPORT_IN, SERVICE
from jinlin.organisations.members.standing import accounts_of, is_own, relations
from jinlin.organisations.members.words import kind_words, name_as
from jinlin.organisations.models import Commitment, ReportIn, ServiceRecord

ALL = ("public", "teller", "staff")
WITH = ("organisation__place", "organisation__level", "person", "employer")


def _facts(row: ReportIn, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.Facts:
    codes = row.posts.filter(until_on__isnull=True).order_by("pk").values_list("post", flat=True)
    return rules.Facts(
        on=timezone.localdate(on), posts=tuple(codes) if row.pk else (), is_own="member" in held and row.kind != "unit", kind=row.kind,
    )  # fmt: skip


def _tell(row: ReportIn, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    _send("report_in", row, row, step, by, [*step.tells, *extra])


def _send(kind: str, subject: Any, row: ReportIn, step: Step, by: Actor, tells: list[str]) -> None:
    on, letters = timezone.localdate(), []
    for relation in dict.fromkeys(tells):
        link = reverse("my_report_in" if relation == "member" else "report_in", args=[row.pk])
        if relation == "member" and row.kind == "unit":
            link = reverse("report_in", args=[row.pk])
        title = row.organisation.name if relation == "member" else name_of(row)
        words = Words(f"双报到 · {title}：{step.past.zh}", f"Report-in · {title}: {step.past.en}")
        letters += [
            Letter(subject=kind, subject_id=subject.pk, words=words, link=link, account=account)
            for account in accounts_of(row, relation, on)
            if account != by.account
        ]
    send(letters)


REPORTS = Desk(
    procedure=REPORT_IN, model=ReportIn, relations=relations, facts=_facts, effects=effects.REPORT_IN_EFFECTS, tell=_tell, related=WITH,
)  # fmt: skip


def _service_tell(row: ServiceRecord, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    _send("service", row, row.report_in, step, by, [*step.tells, *extra])


SERVICES = Desk(
    procedure=SERVICE, model=ServiceRecord, relations=lambda row, actor: relations(row.report_in, actor),
    facts=lambda row, actor, held, on: rules.ServiceFacts(
        is_recorder=row.recorded_by_id is not None and row.recorded_by_id == actor.account
        or row.recorded_by_id is None and "member" in held
    ),
    effects={}, tell=_service_tell, related=tuple(f"report_in__{one}" for one in WITH),
)  # fmt: skip


def _commitment_relations(row: Commitment, actor: Actor) -> frozenset[str]:
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    return frozenset({"member"}) if is_own(row.report_in, actor) else frozenset()


def _attach(row: Commitment, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
    attach(row, "commitment", event, list(values.get("files") or []))


COMMITMENTS = Desk(
    procedure=COMMITMENT, model=Commitment, relations=_commitment_relations,
    facts=lambda row, actor, held, on: rules.CommitmentFacts(
        on=timezone.localdate(on), due_on=row.due_on, lives=periods.days(periods.COMMITMENT, timezone.localdate(on))
    ),
    effects=effects.COMMITMENT_EFFECTS, tell=lambda row, step, by, event, extra: None, after=_attach, related=tuple(f"report_in__{one}" for one in WITH),
)  # fmt: skip


def name_of(row: ReportIn) -> str:
    """Who reported in, as the branch calls them."""
    return (row.person.name if row.person else row.employer.name if row.employer else "") or "（未写姓名）"


def found_report(ref: str, actor: Actor) -> ReportIn:
    """The report-in, where the actor stands in some relation to it; otherwise as if there were none."""
    row = ReportIn.objects.select_related(*WITH).get(pk=int(ref))
    if not relations(row, actor):
        raise ReportIn.DoesNotExist
    return row


def report_page(row: ReportIn, actor: Actor) -> str:
    """The member's own page, or the branch's."""
    is_mine = row.kind != "unit" and is_own(row, actor)
    return reverse("my_report_in" if is_mine else "report_in", args=[row.pk])


def shown_report(row: ReportIn, actor: Actor) -> dict[str, Any]:
    """A report-in as the API answers it to its member and its branch."""
    return {
        "name": name_of(row), "branch": row.organisation.code, "kind": row.kind, "kind_zh": kind_words(row.kind).zh,
        "employer": row.employer.name if row.employer else row.employer_name, "reported_on": row.reported_on,
        "confirmed_on": row.confirmed_on, "ended_on": row.ended_on,
        "posts": [
            {"post": one.post, "zh": post_words(one.post).zh, "from_on": one.from_on, "until_on": one.until_on}
            for one in row.posts.order_by("pk")
        ],
        "services": [
            {"id": one.pk, "on": one.done_on, "minutes": one.minutes, "what": one.what, "state": one.state}
            for one in row.services.order_by("-done_on", "-pk")[:200]
        ],
    }  # fmt: skip


def found_service(ref: str, actor: Actor) -> ServiceRecord:
    """The service record, for its member and the branch."""
    row = ServiceRecord.objects.select_related(*(f"report_in__{one}" for one in WITH)).get(pk=int(ref))
    if not relations(row.report_in, actor):
        raise ServiceRecord.DoesNotExist
    return row


def found_commitment(ref: str, actor: Actor) -> Commitment:
    """A commitment while it is public, for anybody; afterwards only for its member."""
    row = Commitment.objects.select_related(*(f"report_in__{one}" for one in WITH)).get(pk=int(ref))
    if row.state not in COMMITMENT.open_states and not is_own(row.report_in, actor):
        raise Commitment.DoesNotExist
    return row


def called(row: ReportIn) -> str:
    """How the member is called in public, by their choice."""
    return name_as(row.person.name if row.person else "", row.called) or "一名党员"


def own_line(row: Commitment) -> Actor:
    """A reader for whom a public commitment's lines are gathered: as its member; the page leaves out who wrote them."""
    return Actor(account=0, name="", person=row.report_in.person_id)


def shown_commitment(row: Commitment, actor: Actor) -> dict[str, Any]:
    """A commitment as the API answers it: public words only."""
    from jinlin.organisations.members.queries import marks_of

    return {
        "member": called(row.report_in), "place": row.report_in.organisation.place.code, "text": row.text,
        "published_on": row.published_on, "due_on": row.due_on, "shown_on": row.shown_on, "marks": marks_of([row.pk]).get(row.pk),
    }  # fmt: skip


def _colleagues(subject: Any, actor: Actor) -> list[tuple[Any, str]]:
    rows = ReportIn.objects.filter(
        organisation=subject.organisation_id, state__in=("confirmed", "active"), person__isnull=False
    ).exclude(pk=subject.pk)
    return [
        (one.pk, name_of(one))
        for one in rows.select_related("person", "employer").order_by("person__name", "pk")
    ]


_CREATED = {
    "report_in.invited": Words("邀请报到", "invited"),
    "report_in.listed": Words("从名单登记", "entered from a list"),
    "report_in.took_over": Words("接过了岗位", "took posts over"),
    "report_in.went_over": Words("支部合并，报到转到", "went over in a merger of branches"),
    "report_in.came_over": Words("支部合并，从原支部转来", "came over in a merger of branches"),
    "report_in.blanked": Words("到期抹去", "taken off, its time being over"),
}
REPORT_SUBJECT = Subject(
    desk=REPORTS, plural="report-ins", find=found_report, ref=lambda row: str(row.pk), title=name_of, page=report_page,
    seen=lambda row, actor: ALL if relations(row, actor) else (), shown=shown_report, other=_CREATED,
)  # fmt: skip
SERVICE_SUBJECT = Subject(
    desk=SERVICES, plural="services", find=found_service, ref=lambda row: str(row.pk),
    title=lambda row: f"{row.done_on} {row.what}", page=lambda row, actor: report_page(row.report_in, actor),
    seen=lambda row, actor: ALL if relations(row.report_in, actor) else (),
    shown=lambda row, actor: {
        "report_in": row.report_in_id, "on": row.done_on, "minutes": row.minutes, "what": row.what, "post": row.post,
    },
    other={"service.recorded": Words("记下", "recorded")},
)  # fmt: skip
COMMITMENT_SUBJECT = Subject(
    desk=COMMITMENTS, plural="commitments", find=found_commitment, ref=lambda row: str(row.pk), title=lambda row: row.text,
    page=lambda row, actor: reverse("commitment", args=[row.pk]),
    seen=lambda row, actor: ALL if is_own(row.report_in, actor) else (),
    shown=shown_commitment, other={"commitment.created": Words("公开了承诺", "published it")},
)  # fmt: skip


def register_all() -> None:
    """Register the subjects and what their fields point at; called once at start."""
    for subject in (REPORT_SUBJECT, SERVICE_SUBJECT, COMMITMENT_SUBJECT):
        register(subject)
    references.register("colleague", options=_colleagues)
    file_readers["commitment"] = _may_open


def _may_open(stored: StoredFile, request: Any) -> bool:
    """Photos of a commitment are as public as the commitment itself, and gone with it."""
    row = Commitment.objects.select_related("report_in").filter(pk=stored.subject_id).first()
    return row is not None and (row.state in COMMITMENT.open_states or is_own(row.report_in, request.actor))


__all__ = [
    "COMMITMENTS",
    "COMMITMENT_SUBJECT",
    "REPORTS",
    "REPORT_SUBJECT",
    "SERVICES",
    "SERVICE_SUBJECT",
    "register_all",
]

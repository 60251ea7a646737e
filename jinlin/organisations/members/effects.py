"""What each step of a report-in, a service record and a commitment writes besides state and event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.members import periods, rules, showing
from jinlin.organisations.members.posts import post_words, posts
from jinlin.organisations.models import (
    Commitment,
    Institution,
    Organisation,
    PostHeld,
    ReportIn,
    ServiceRecord,
)

Given = dict[str, Any]


def _day(at: dt.datetime) -> dt.date:
    return timezone.localdate(at)


def _check(name: str, reason: Reason | None) -> None:
    if reason is not None:
        raise Faulty({name: reason})


def _note(values: Given, **data: Any) -> Taken:
    return Taken(data=data, text=values.get("note") or "", files=values.get("files") or [])


def employer_called(name: str) -> Institution | None:
    """The institution of that name, as far as the platform knows it."""
    return (
        Institution.objects.filter(name=name, ended_on__isnull=True).order_by("pk").first() if name else None
    )


def set_employer(row: ReportIn, name: str | None) -> None:
    """Take over an employer as it was written: matched with the institutions, else kept as words."""
    if name:
        row.employer = employer_called(name)
        row.employer_name = "" if row.employer else name


def _report(row: ReportIn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if row.kind != "unit":
        row.kind = values.get("kind") or row.kind
        set_employer(row, values.get("employer_name"))
        if values.get("employer_sees"):
            showing.give(row, "member_employer", by=by, at=at)
    row.reported_on = _day(at)
    return Taken(data={"kind": row.kind})


def _confirm(row: ReportIn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.confirmed_on = _day(at)
    return _note(values)


def _end(row: ReportIn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.ended_on = _day(at)
    return _note(values)


def _take_post(row: ReportIn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    code, on = values["post"], _day(at)
    # Whoever takes a post of this branch waits here for the one before: a bounded post has no more holders than room.
    Organisation.objects.select_for_update().get(pk=row.organisation_id)
    here = PostHeld.objects.filter(report_in__organisation=row.organisation_id, post=code)
    if here.filter(report_in=row, until_on__isnull=True).exists():
        raise Refused(Reason("not_twice", Words("这个岗位已经在手上了", "The post is held already")))
    known = posts().get(code)
    full = rules.is_full(most=known.most if known else 0, held=here.filter(until_on__isnull=True).count())
    if full is not None:
        raise Refused(full)
    vacant = here.filter(vacant=True).order_by("pk").first()
    if vacant is not None:
        PostHeld.objects.filter(pk=vacant.pk).update(vacant=False)
    PostHeld.objects.create(report_in=row, post=code, from_on=on)
    return Taken(data={"post": code}, text=post_words(code).zh)


def _leave_post(row: ReportIn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    held = row.posts.filter(until_on__isnull=True)
    if not held.filter(post=values["post"]).update(until_on=_day(at), vacant=True):
        _check("post", Reason("wrong_choice", Words("手上没有这个岗位", "This post is not held")))
    if not held.exists():
        row.state = "confirmed"
    return Taken(
        data={"post": values["post"], "to": row.state},
        text=values.get("note") or post_words(values["post"]).zh,
    )


def _hand_over(row: ReportIn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    on = _day(at)
    other = (
        ReportIn.objects.select_for_update(of=("self",))
        .filter(pk=values["successor"], organisation=row.organisation_id, state__in=("confirmed", "active"))
        .exclude(pk=row.pk)
        .first()
    )
    if other is None:
        raise Faulty(
            {
                "successor": Reason(
                    "wrong_reference", Words("请选本支部的党员", "Choose a member of the branch")
                )
            }
        )
    codes = list(row.posts.filter(until_on__isnull=True).order_by("pk").values_list("post", flat=True))
    row.posts.filter(until_on__isnull=True).update(until_on=on)
    already = set(other.posts.filter(until_on__isnull=True).values_list("post", flat=True))
    PostHeld.objects.bulk_create(
        PostHeld(report_in=other, post=code, from_on=on) for code in codes if code not in already
    )
    other.state = "active"
    names = "、".join(post_words(code).zh for code in codes)
    trail.record(
        other,
        "report_in",
        "report_in.took_over",
        by=by,
        at=at,
        data={"posts": codes},
        text=names,
        seen="teller",
    )
    other.save()
    return Taken(
        data={"posts": codes, "into": other.pk},
        text=f"{names}{'：' + values['note'] if values.get('note') else ''}",
    )


def _serve(row: ReportIn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    earliest = periods.earliest(periods.SERVICE, _day(at))
    _check(
        "on",
        rules.wrong_service_day(
            on=values["on"], today=_day(at), confirmed_on=row.confirmed_on, earliest=earliest
        ),
    )
    made = ServiceRecord.objects.create(
        report_in=row, done_on=values["on"], minutes=values["minutes"], what=values["what"], post=values.get("service_post") or "",
        recorded_by_id=by.account or None,
    )  # fmt: skip
    trail.record(
        made, "service", "service.recorded", by=by, at=at, data={"minutes": made.minutes}, seen="teller"
    )
    made.save()
    return Taken(data={"service": made.pk, "minutes": made.minutes}, text=made.what)


def _promise(row: ReportIn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    on = _day(at)
    if not values.get("agreed"):
        _check(
            "agreed",
            Reason(
                "no_consent",
                Words("公开承诺要您自己同意，请勾选", "Publishing needs your own consent; tick the box"),
            ),
        )
    longest = periods.days(periods.COMMITMENT, on)
    _check("due_on", rules.wrong_due_day(due_on=values["due_on"], today=on, longest=longest))
    if row.commitments.filter(state="published").count() >= rules.COMMITMENTS_AT_ONCE:
        raise Refused(
            Reason(
                "too_many",
                Words(
                    "同时最多公开 5 个承诺，先把做完的交账",
                    "At most five at once; show the finished ones first",
                ),
            )
        )
    row.called = values["called"]
    made = Commitment.objects.create(
        report_in=row, text=values["promise"], due_on=values["due_on"], published_on=on
    )
    trail.record(
        made,
        "commitment",
        "commitment.created",
        by=by,
        at=at,
        data={"due": made.due_on.isoformat()},
        seen="teller",
    )
    made.save()
    return Taken(data={"commitment": made.pk, "due": made.due_on.isoformat()}, text=made.text)


def _correct(row: ReportIn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    before = row.kind
    row.kind = values["kind"]
    set_employer(row, values.get("employer_name"))
    return Taken(data={"before": before, "kind": row.kind})


def _move(row: ReportIn, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _check("on", rules.wrong_move(on=values["on"], today=_day(at), confirmed_on=row.confirmed_on))
    row.ended_on = values["on"]
    held = list(row.posts.filter(until_on__isnull=True))
    for one in held:
        one.until_on, one.vacant = max(values["on"], one.from_on), True
    PostHeld.objects.bulk_update(held, ["until_on", "vacant"])
    end_showing(row, by=by, at=at)
    words = "；".join(part for part in (values.get("where"), values.get("note")) if part)
    return Taken(data={"on": values["on"].isoformat(), "posts": [one.post for one in held]}, text=words)


def end_showing(row: ReportIn, *, by: Actor, at: dt.datetime) -> None:
    """What was public by this report-in ends with it: commitments are withdrawn, and consents where no other is left."""
    for one in row.commitments.select_for_update().filter(state__in=("published", "shown")):
        one.state, one.ended_on = "withdrawn", _day(at)
        trail.record(
            one, "commitment", "commitment.withdraw", by=by, at=at, data={"to": "withdrawn"}, seen="teller"
        )
        one.save()
    others = ReportIn.objects.filter(person=row.person_id, ended_on__isnull=True).exclude(pk=row.pk)
    if row.person_id and not others.exists():
        showing.withdraw_all(row.person_id, at=at)


REPORT_IN_EFFECTS: dict[str, Effect] = {
    "report": _report, "confirm": _confirm, "refuse": _end, "withdraw": _end, "cancel": _end, "take_post": _take_post, "leave_post": _leave_post,
    "hand_over": _hand_over, "serve": _serve, "promise": _promise, "correct": _correct, "move": _move,
}  # fmt: skip


def _show(row: Commitment, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.shown_on = _day(at)
    return _note(values)


def _close(row: Commitment, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.ended_on = _day(at)
    return Taken()


COMMITMENT_EFFECTS: dict[str, Effect] = {"show": _show, "withdraw": _close, "put_away": _close}

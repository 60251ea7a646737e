"""Writes of report-in that begin a life or are no step: inviting, letters, reporting oneself, showing, marks."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.events import publish
from jinlin.base.given import clean_text
from jinlin.base.models import Event
from jinlin.base.rule import Reason, Refused
from jinlin.base.sealed import key_of
from jinlin.base.words import Words
from jinlin.organisations.members import periods, rules, showing
from jinlin.organisations.members.desk import COMMITMENTS, REPORTS
from jinlin.organisations.members.effects import employer_called, end_showing
from jinlin.organisations.members.procedure import COMMITMENT
from jinlin.organisations.members.queries import homes_of
from jinlin.organisations.members.standing import is_own, keeps, own_persons
from jinlin.organisations.members.words import KINDS, SHOWINGS
from jinlin.organisations.models import (
    Commitment,
    Institution,
    InvitationLetter,
    Mark,
    Organisation,
    PostHeld,
    ReportIn,
)
from jinlin.people.public import Household, Look, Person, initials
from jinlin.places.public import under

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12
NOT_YOURS = Reason(
    "not_yours", Words("这由支部书记、支部委员来办", "The branch's secretary and committee do this")
)
NOT_TWICE = Reason(
    "not_twice", Words("这个支部已经有这位党员的报到", "This branch has the report-in already")
)
WRONG_CODE = Reason(
    "wrong_code",
    Words("编码不对、已经用过，或者过期了。可以请支部再打印一张", "The code is wrong, used, or over; the branch prints another"),
)  # fmt: skip
OTHER_NAME = Reason(
    "wrong_name", Words("这张邀请是写给别人的；请退出登录，用本人的", "This invitation is somebody else's")
)
NO_NAME = Reason("no_name", Words("请写姓名", "A name is needed"))
NO_BRANCH = Reason("wrong_branch", Words("请选您住处的支部", "Choose the branch where you live"))


def _kept(organisation: Organisation, by: Actor) -> None:
    if not keeps(by, organisation):
        raise Refused(NOT_YOURS)


def _begin(
    organisation: Organisation, *, by: Actor, at: dt.datetime, thing: str = "invited", **fields: Any
) -> ReportIn:
    try:
        with transaction.atomic():
            row = ReportIn.objects.create(organisation=organisation, state="invited", **fields)
    except IntegrityError:
        raise Refused(NOT_TWICE) from None
    trail.record(row, "report_in", f"report_in.{thing}", by=by, at=at, seen="teller")
    row.save(update_fields=["trail_seq", "trail_hash"])
    return row


def person_called(name: str, phone: str) -> Person:
    """The person of that name and telephone, or one entered anew; a name alone never meets somebody known."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    key = key_of(digits)
    found = (
        Person.objects.filter(name=name, phone_key=key, erased_at__isnull=True).order_by("pk").first()
        if key
        else None
    )
    return found or Person.objects.create(name=name, pinyin=initials(name), phone=digits, phone_key=key)


def invite(
    *, organisation: Organisation, name: str, by: Actor, phone: str = "", kind: str = "serving", employer_name: str = "",
    at: dt.datetime | None = None,
) -> ReportIn:  # fmt: skip
    """The branch invites a member by name. Refused: ``not_yours``, ``no_name``, ``not_twice``, ``wrong_kind``."""
    _kept(organisation, by)
    text = clean_text(name)[:60]
    if not text:
        raise Refused(NO_NAME)
    if kind not in {one.code for one in KINDS}:
        raise Refused(Reason("wrong_kind", Words("没有这个类别", "There is no such kind")))
    employer = employer_called(clean_text(employer_name)[:120])
    with transaction.atomic():
        return _begin(
            organisation, by=by, at=at or timezone.now(), person=person_called(text, phone), kind=kind, employer=employer,
            employer_name="" if employer else clean_text(employer_name)[:120],
        )  # fmt: skip


def invite_institution(
    *, organisation: Organisation, institution: Institution, by: Actor, at: dt.datetime | None = None
) -> ReportIn:
    """The branch invites an institution's branch to report in. Refused: ``not_yours``, ``not_twice``."""
    _kept(organisation, by)
    with transaction.atomic():
        return _begin(
            organisation, by=by, at=at or timezone.now(), person=None, kind="unit", employer=institution
        )


def report_oneself(
    *, organisation: Organisation, values: dict[str, Any], by: Actor, at: dt.datetime | None = None
) -> ReportIn:
    """Somebody signed in reports to a branch by themself. Refused: ``not_signed_in``, ``not_twice``, ``no_name``."""
    if by.person is None:
        raise Refused(Reason("not_signed_in", Words("请先登录", "Sign in first")))
    person = Person.objects.get(pk=by.person)
    if not person.name:
        raise Refused(
            Reason(
                "no_name", Words("请先在“设置”里写上姓名，支部好核对", "Give your name in the settings first")
            )
        )
    return _report(organisation, person, values, by, at or timezone.now())


def _report(
    organisation: Organisation, person: Person, values: dict[str, Any], by: Actor, at: dt.datetime
) -> ReportIn:
    with transaction.atomic():
        own = ReportIn.objects.filter(
            person__in=own_persons(person.pk), organisation=organisation, ended_on__isnull=True
        )
        row = own.order_by("pk").first() or _begin(
            organisation, by=by, at=at, person=person, kind=values.get("kind") or "serving"
        )
        if row.state != "invited":
            raise Refused(NOT_TWICE)
        done: ReportIn = REPORTS.take(row.pk, "report", by=by, given=values, on=at)
    return done


def digest_of(code: str) -> str:
    """The digest under which an invitation's code is kept; empty where it cannot be one."""
    plain = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    return key_of(plain, "invitation") if len(plain) == LENGTH and set(plain) <= set(LETTERS) else ""


def letter_of(code: str, *, at: dt.datetime | None = None) -> InvitationLetter | None:
    """The invitation behind a code that still stands, or None."""
    digest = digest_of(code)
    if not digest:
        return None
    rows = InvitationLetter.objects.filter(
        digest=digest, used_at__isnull=True, until_at__gt=at or timezone.now()
    )
    found = rows.select_related("organisation__place", "report_in__person", "household__dwelling").first()
    return found if found and (found.report_in is None or found.report_in.state == "invited") else None


def report_by_letter(
    *, code: str, name: str, phone: str, values: dict[str, Any], by: Actor, at: dt.datetime | None = None
) -> ReportIn:
    """Report in with the one-time code of a letter, signed in or not. One code, one report-in: of two at once one wins.

    A letter to one member is used by that member; a household's by whoever in it reports, who gives name and
    telephone unless signed in. Refused: ``wrong_code``, ``wrong_name``, ``no_name``, ``not_twice``.
    """
    at = at or timezone.now()
    with transaction.atomic():
        letter = letter_of(code, at=at)
        if letter is None:
            raise Refused(WRONG_CODE)
        used = InvitationLetter.objects.filter(pk=letter.pk, used_at__isnull=True).update(used_at=at)
        if not used:
            raise Refused(WRONG_CODE)
        if letter.report_in is not None:
            return _by_own_letter(letter.report_in, values, by, at)
        person = Person.objects.get(pk=by.person) if by.person else None
        if person is None or not person.name:
            text = clean_text(name)[:60]
            if not text:
                raise Refused(NO_NAME)
            person = person or person_called(text, phone)
            if not person.name:
                Person.objects.filter(pk=person.pk).update(name=text)
                person.name = text
        actor = by if by.person else Actor(account=0, name=person.name, person=person.pk, channel="letter")
        return _report(letter.organisation, person, values, actor, at)


def _by_own_letter(row: ReportIn, values: dict[str, Any], by: Actor, at: dt.datetime) -> ReportIn:
    if by.person and by.person != row.person_id:
        mine = Person.objects.get(pk=by.person)
        if mine.name and row.person is not None and mine.name != row.person.name:
            raise Refused(OTHER_NAME)
        ReportIn.objects.filter(pk=row.pk).update(person=mine)
        row.person = mine
    person = row.person
    assert person is not None
    actor = by if by.person else Actor(account=0, name=person.name, person=person.pk, channel="letter")
    done: ReportIn = REPORTS.take(row.pk, "report", by=actor, given=values, on=at)
    return done


def print_invitations(
    *, organisation: Organisation, by: Actor, reports: Sequence[ReportIn] = (), households: Sequence[Household] = (),
    at: dt.datetime | None = None,
) -> list[tuple[InvitationLetter, str]]:  # fmt: skip
    """A letter with a one-time code for each invited member or household; what was printed before no longer counts.

    Refused: ``not_yours``. What does not belong to this branch is left out.
    """
    _kept(organisation, by)
    at = at or timezone.now()
    mine = [one for one in reports if one.organisation_id == organisation.pk and one.state == "invited"]
    homes = [one for one in households if one.dwelling.path.startswith(organisation.place.path)]
    with transaction.atomic():
        InvitationLetter.objects.filter(report_in__in=mine, used_at__isnull=True).delete()
        InvitationLetter.objects.filter(
            organisation=organisation, household__in=homes, used_at__isnull=True
        ).delete()
        found = []
        for subject in [*mine, *homes]:
            code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            letter = InvitationLetter(
                organisation=organisation, report_in=subject if isinstance(subject, ReportIn) else None,
                household=subject if isinstance(subject, Household) else None, digest=digest_of(code), made_at=at,
                until_at=at + periods.days(periods.LETTER, timezone.localdate(at)),
            )  # fmt: skip
            found.append((letter, "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))))
        InvitationLetter.objects.bulk_create([letter for letter, _ in found])
    return found


def set_showing(
    *, report: ReportIn, purpose: str, given: bool, by: Actor, called: str = "", at: dt.datetime | None = None
) -> None:
    """The member lets their membership be shown at one place, or takes it back. Only the member does either.

    Refused: ``not_yours``, ``no_purpose``, ``wrong_state`` (not confirmed yet).
    """
    if not is_own(report, by):
        raise Refused(NOT_YOURS)
    with transaction.atomic():
        if not given:
            showing.withdraw(report, purpose, at=at)
        else:
            if report.state not in ("confirmed", "active") and purpose != "member_employer":
                raise Refused(
                    Reason(
                        "wrong_state",
                        Words("支部确认报到以后才能亮身份", "Only after the branch has confirmed"),
                    )
                )
            if called in ("surname", "full"):
                ReportIn.objects.filter(pk=report.pk).update(called=called)
                report.called = called
            showing.give(report, purpose, by=by, at=at)
        publish("report_in.showing", report=report, purpose=purpose, given=given, by=by)


def mark(*, commitment: int, kept: bool, by: Actor, at: dt.datetime | None = None) -> Mark:
    """A resident of the place marks a commitment; a second mark of the same account replaces the first.

    Refused: ``not_yours``, ``not_oneself``, ``not_here``, ``too_soon``, ``wrong_state``.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    with transaction.atomic():
        rows = Commitment.objects.select_for_update(of=("self",)).select_related(
            "report_in__organisation__place"
        )
        row = rows.get(pk=commitment)
        if row.state not in COMMITMENT.open_states:
            raise Refused(
                Reason("wrong_state", Words("这个承诺已经不在公开了", "The commitment is no longer public"))
            )
        path = row.report_in.organisation.place.path
        reason = rules.may_mark(
            is_resident=by.signed_in and by.person is not None and not by.staff,
            is_own=is_own(row.report_in, by),
            lives_here=any(home.startswith(path) for home in homes_of(by.person)),
            has_evidence=row.state == "shown",
            is_due=row.due_on <= on,
        )
        if reason is not None:
            raise Refused(reason)
        made, _ = Mark.objects.update_or_create(
            commitment=row, account_id=by.account, defaults={"kept": kept, "at": at}
        )
    return made


def put_away_old(now: dt.datetime) -> int:
    """Put away the commitments whose year after the due date is over; answers how many."""
    edge = timezone.localdate(now) - periods.days(periods.COMMITMENT, timezone.localdate(now))
    old = Commitment.objects.filter(state__in=COMMITMENT.open_states, due_on__lt=edge).order_by("pk")
    pks = list(old.values_list("pk", flat=True)[:200])
    for pk in pks:
        COMMITMENTS.take(pk, "put_away", by=THE_CLOCK, on=now)
    return len(pks)


def dismiss_vacancy(*, held: int, by: Actor) -> None:
    """The branch says that a post that was left needs nobody. Refused: ``not_yours``."""
    row = PostHeld.objects.select_related("report_in__organisation__place").get(pk=held)
    _kept(row.report_in.organisation, by)
    PostHeld.objects.filter(pk=row.pk).update(vacant=False)


def note_looks(
    *,
    people: Sequence[int],
    by: Actor,
    purpose: str,
    what: str = "报到党员年度情况",
    at: dt.datetime | None = None,
) -> None:
    """Somebody looked at what is held of these people here, with this purpose: each reads it on their page.

    Refused: ``no_purpose``.
    """
    text = clean_text(purpose)[:200]
    if len(text) < 4:
        raise Refused(
            Reason(
                "no_purpose",
                Words("请写清看来做什么（本人会看到这句话）", "Say what for; the person reads it"),
                "个人信息保护法第 6、23 条",
            )
        )
    seat = by.seats[0] if by.seats else None
    title = " · ".join(
        part for part in (by.name, seat.title if seat else "", seat.at if seat else "") if part
    )[:80]
    Look.objects.bulk_create(
        Look(person_id=person, account_id=by.account, title=title, what=what[:40], purpose=text, at=at or timezone.now())
        for person in people
    )  # fmt: skip


def forget_person(*, person: Any, at: dt.datetime, **more: object) -> None:
    """A person is erased: what was public ends, and open report-ins are over. Figures keep their counts."""
    for row in ReportIn.objects.filter(person=person).select_related("organisation"):
        end_showing(row, by=THE_CLOCK, at=at)
        Commitment.objects.filter(report_in=row).update(text="（内容已按本人要求删除）")
        row.services.update(what="（已删除）")
        if row.ended_on is None:
            row.ended_on = timezone.localdate(at)
            row.state = "moved" if row.state in ("confirmed", "active") else "withdrawn"
            row.posts.filter(until_on__isnull=True).update(until_on=row.ended_on, vacant=True)
            trail.record(
                row, "report_in", "report_in.move", by=THE_CLOCK, at=at, data={"to": row.state}, seen="teller"
            )
        row.employer_name = ""
        row.save()
        for kind, ids in (
            ("report_in", [row.pk]),
            ("service", list(row.services.values_list("pk", flat=True))),
            ("commitment", list(row.commitments.values_list("pk", flat=True))),
        ):
            told = Event.objects.filter(subject=kind, subject_id__in=ids).exclude(text="")
            told.update(text="", erased_at=at)


def households_below(organisation: Organisation, building: str) -> list[Household]:
    """Households of one building (or lower) of the branch's place, for their letters."""
    rows = Household.objects.filter(under(organisation.place.path, "dwelling__path"), until_on__isnull=True)
    rows = rows.filter(dwelling__path__contains=f"/{building}/")
    return list(rows.select_related("dwelling__parent__parent__parent").order_by("dwelling__path")[:200])


__all__ = [
    "SHOWINGS", "digest_of", "dismiss_vacancy", "forget_person", "households_below", "invite", "invite_institution", "letter_of", "mark",
    "note_looks", "person_called", "print_invitations", "put_away_old", "report_by_letter", "report_oneself", "set_showing",
]  # fmt: skip

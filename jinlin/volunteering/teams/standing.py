"""What stands behind a volunteer: the number in the national system, told and checked by a second person; insured periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import Account
from jinlin.volunteering.models.shifts import Shift, ShiftTurn
from jinlin.volunteering.models.teams import Insurance, Team, TeamMember, Volunteer
from jinlin.volunteering.teams import rules
from jinlin.volunteering.teams.queries import is_keeper, is_own, seen_teams

NOT_YOURS = Reason(
    "not_yours", Words("由本人、家长或管队伍的社区来办", "They, a guardian or the team's community do this")
)
NOT_SAID = Reason("not_said", Words("没有等着核对的编号", "No number waits to be checked"))
NOT_UNIQUE = Reason(
    "not_unique", Words("这个编号已经关联了另一个人", "That number is linked to somebody else")
)
NOT_ALONE = Reason(
    "not_alone",
    Words(
        "由另一位核对：不是填的人，也不是本人",
        "Somebody else checks it: neither who told it nor the volunteer",
    ),
)
WRONG_DAYS = Reason("wrong_date", Words("结束日期不能早于开始日期", "The end lies before the beginning"))


def keeps(volunteer: Volunteer, actor: Actor) -> bool:
    """Whether the actor keeps a team in which the volunteer stands."""
    rows = TeamMember.objects.filter(volunteer=volunteer, state__in=("applied", "active")).select_related(
        "team__place"
    )
    return any(is_keeper(one.team.place, one.team.institution_id, actor) for one in rows)


def _held(pk: int) -> Volunteer:
    return Volunteer.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)


def _told(row: Volunteer, thing: str, by: Actor, at: dt.datetime, text: str = "") -> None:
    trail.record(row, "volunteer", thing, by=by, at=at, text=text, seen="teller")
    row.save()


def _tell_them(row: Volunteer, said: Words, by: Actor) -> None:
    people = [one for one in (row.person_id, row.guardian_id) if one]
    accounts = Account.objects.filter(person__in=people, is_active=True).exclude(pk=by.account)
    send(Letter("volunteer", row.pk, said, "/me/service/standing", account=one.pk) for one in accounts)


def say_number(*, volunteer: int, number: str, by: Actor, at: dt.datetime | None = None) -> Volunteer:
    """Tell the number of the national system: the volunteer, a guardian, or a keeper for somebody without a phone.

    It counts only once a second person has checked it. Refused: ``not_yours``, ``wrong_number``, ``not_unique``.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = _held(volunteer)
        if not is_own(by, row.person_id, row.guardian_id) and not keeps(row, by):
            raise Refused(NOT_YOURS)
        folded = rules.folded_number(number)
        against = rules.is_national_number(folded)
        if against is not None:
            raise Refused(against)
        if Volunteer.objects.filter(national_number=folded).exclude(pk=row.pk).exists():
            raise Refused(NOT_UNIQUE)
        if folded == row.national_number:
            return row
        row.national_said, row.national_said_by_id = folded, by.account
        _told(row, "volunteer.number_said", by, at)
    return row


def check_number(
    *, volunteer: int, holds: bool, by: Actor, note: str = "", at: dt.datetime | None = None
) -> Volunteer:
    """A keeper compared it with the national system: link it, or say why not. Refused: ``not_yours``, ``not_alone``, ``not_said``, ``not_unique``."""
    at = at or timezone.now()
    try:
        with transaction.atomic():
            row = _held(volunteer)
            if not keeps(row, by):
                raise Refused(NOT_YOURS)
            if not row.national_said:
                raise Refused(NOT_SAID)
            if by.account == row.national_said_by_id or is_own(by, row.person_id):
                raise Refused(NOT_ALONE)
            if holds:
                row.national_number, row.national_by_id, row.national_at = row.national_said, by.account, at
            row.national_said, row.national_said_by_id = "", None
            _told(row, "volunteer.number_linked" if holds else "volunteer.number_declined", by, at, note)
            said = Words(
                "您的全国志愿服务编号核对好了，以后打印的是志愿服务证明",
                "Your national number is linked: what you print is a certificate now",
            )
            if not holds:
                said = Words(
                    f"您填的全国志愿服务编号没有核对上：{note}",
                    f"Your national number could not be confirmed: {note}",
                )
            _tell_them(row, said, by)
    except IntegrityError:
        raise Refused(NOT_UNIQUE) from None
    return row


def unlink_number(*, volunteer: int, by: Actor, at: dt.datetime | None = None) -> Volunteer:
    """Take the link away, by the volunteer or a keeper. Papers printed before keep what they said then."""
    with transaction.atomic():
        row = _held(volunteer)
        if not is_own(by, row.person_id, row.guardian_id) and not keeps(row, by):
            raise Refused(NOT_YOURS)
        row.national_number, row.national_said, row.national_by_id, row.national_at = "", "", None, None
        _told(row, "volunteer.number_unlinked", by, at or timezone.now())
    return row


def insure(
    *,
    volunteer: int,
    from_on: dt.date,
    until_on: dt.date,
    by: Actor,
    insurer: str = "",
    policy: str = "",
    at: dt.datetime | None = None,
) -> Insurance:
    """Enter an insured period. The same again is the same. Refused: ``not_yours``, ``wrong_date``."""
    at = at or timezone.now()
    with transaction.atomic():
        row = _held(volunteer)
        if not keeps(row, by):
            raise Refused(NOT_YOURS)
        if until_on < from_on:
            raise Refused(WRONG_DAYS)
        known = Insurance.objects.filter(
            volunteer=row, from_on=from_on, until_on=until_on, insurer=insurer, voided_at=None
        ).first()
        if known is not None:
            return known
        made = Insurance.objects.create(
            volunteer=row,
            from_on=from_on,
            until_on=until_on,
            insurer=insurer[:60],
            policy=policy[:40],
            entered_at=at,
            entered_by_id=by.account or None,
        )
        _told(row, "volunteer.insured", by, at, f"{from_on:%Y-%m-%d} — {until_on:%Y-%m-%d}")
        _tell_them(
            row,
            Words(
                f"给您办了志愿者保险，到 {until_on:%Y-%m-%d}", f"You are insured until {until_on:%Y-%m-%d}"
            ),
            by,
        )
    return made


def void_insurance(*, insurance: int, by: Actor, at: dt.datetime | None = None) -> None:
    """What was entered wrongly does not count any more; it stays to be seen."""
    at = at or timezone.now()
    with transaction.atomic():
        period = Insurance.objects.select_for_update(of=("self",)).get(pk=insurance)
        row = _held(period.volunteer_id)
        if not keeps(row, by):
            raise Refused(NOT_YOURS)
        if period.voided_at is None:
            period.voided_at = at
            period.save(update_fields=["voided_at"])
            _told(
                row,
                "volunteer.insurance_voided",
                by,
                at,
                f"{period.from_on:%Y-%m-%d} — {period.until_on:%Y-%m-%d}",
            )


def insured(day: dt.date) -> QuerySet[Insurance]:
    """The periods in which a day lies."""
    return Insurance.objects.filter(from_on__lte=day, until_on__gte=day, voided_at__isnull=True)


def insured_among(volunteers: Iterable[int], day: dt.date) -> frozenset[int]:
    """Which of these volunteers are insured on a day; one query."""
    return frozenset(insured(day).filter(volunteer__in=list(volunteers)).values_list("volunteer", flat=True))


def uninsured_people(people: Iterable[int], day: dt.date) -> frozenset[int]:
    """Which of these persons are not insured as volunteers on a day; one query."""
    wanted = set(people)
    return frozenset(
        wanted
        - set(insured(day).filter(volunteer__person__in=wanted).values_list("volunteer__person", flat=True))
    )


def without_insurance(actor: Actor, now: dt.datetime, days: int = 7) -> QuerySet[Shift]:
    """Dangerous shifts of the coming days with somebody who is not insured on that day, of the teams that the actor sees."""
    covers = Insurance.objects.filter(
        volunteer=OuterRef("volunteer"),
        from_on__lte=OuterRef("shift__begins_at__date"),
        until_on__gte=OuterRef("shift__begins_at__date"),
        voided_at=None,
    )
    bare = ShiftTurn.objects.filter(
        Q(state="accepted") | Q(state="offered"), ~Exists(covers), shift=OuterRef("pk")
    )
    rows = Shift.objects.filter(
        hazard="danger", state="published", begins_at__gt=now, begins_at__lte=now + dt.timedelta(days=days)
    )
    return (
        rows.filter(Exists(bare), team__in=Team.objects.filter(seen_teams(actor)))
        .select_related("team")
        .order_by("begins_at", "pk")
    )

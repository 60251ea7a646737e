"""What organisations keep about people after it is over, and what becomes of it then; numbers of past days stay.

A report-in stays as a row without a person: who it was is replaced by nobody (one nobody for each person, so that people
counted once stay counted once), its words and those of its trail are taken off, and the trail notes that this was done.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import ProtectedError, Q, RestrictedError
from django.utils import timezone

from jinlin.base import keeping, trail
from jinlin.base.actor import THE_CLOCK
from jinlin.base.keeping import BLANKED, DELETED, Keep
from jinlin.base.models import Event
from jinlin.base.words import Words
from jinlin.organisations.members.lists import forget_files
from jinlin.organisations.models import (
    Attendance,
    Celebrated,
    Commitment,
    InvitationLetter,
    Mark,
    MemberBatch,
    ReportIn,
)
from jinlin.organisations.partners.institutions import forget_contacts
from jinlin.people.public import Look, Person

BATCH = 500
GONE = "（已到期删除）"
NOBODY = "（已到期抹去）"
"""What stands where a name was; the register of persons holds such rows without name and number."""


def blank_reports(before: dt.datetime, now: dt.datetime) -> int:
    """Report-ins that ended before a day: the person is taken off, words are deleted, the trail says that it was done."""
    over = ReportIn.objects.filter(person__isnull=False, ended_on__lt=timezone.localdate(before))
    over = over.exclude(person__name=NOBODY).select_related("person").order_by("pk")
    rows = list(over[:BATCH])
    nobodies: dict[int, Person] = {}
    for row in rows:
        assert row.person_id is not None
        if row.person_id not in nobodies:
            nobodies[row.person_id] = Person.objects.create(name=NOBODY, erased_at=now, made_at=now)
        row.person = nobodies[row.person_id]
        row.employer, row.employer_name = None, ""
        row.services.update(what=GONE)
        Mark.objects.filter(commitment__report_in=row).delete()
        row.commitments.update(text=GONE)
        row.letters.all().delete()
        _forget_words(row, now)
        trail.record(row, "report_in", "report_in.blanked", by=THE_CLOCK, at=now, seen="teller")
        row.save()
    for person in nobodies:
        _let_go(person)
    return len(rows)


def _forget_words(row: ReportIn, now: dt.datetime) -> None:
    for kind, ids in (
        ("report_in", [row.pk]),
        ("service", list(row.services.values_list("pk", flat=True))),
        ("commitment", list(row.commitments.values_list("pk", flat=True))),
    ):
        told = Event.objects.filter(subject=kind, subject_id__in=ids).exclude(text="")
        told.update(text="", erased_at=now)


def _let_go(person: int) -> None:
    """A person who was known by the report-in alone goes with it; whoever else knows them keeps them."""
    alone = Person.objects.filter(
        pk=person, account__isnull=True, memberships=None, holdings=None, report_ins=None
    )
    row = alone.first()
    if row is None:
        return
    try:
        with transaction.atomic():
            Look.objects.filter(person=row).update(person=None)
            row.delete()
    except (ProtectedError, RestrictedError):
        return


def blank_commitments(before: dt.datetime, now: dt.datetime) -> int:
    """Commitments put away or withdrawn before a day lose their words, and who marked them is deleted."""
    over = Commitment.objects.filter(ended_on__lt=timezone.localdate(before)).exclude(text=GONE)
    ids = list(over.order_by("pk").values_list("pk", flat=True)[:BATCH])
    Mark.objects.filter(commitment__in=ids).delete()
    Event.objects.filter(subject="commitment", subject_id__in=ids).exclude(text="").update(
        text="", erased_at=now
    )
    return Commitment.objects.filter(pk__in=ids).update(text=GONE)


def forget_letters(before: dt.datetime, now: dt.datetime) -> int:
    """Codes of invitations that were used, or whose time is over."""
    over = Q(used_at__lt=before) | Q(until_at__lt=before)
    return InvitationLetter.objects.filter(over).delete()[0]


def forget_batches(before: dt.datetime, now: dt.datetime) -> int:
    """That a list was handed in, by whom and what came of it; the list itself went long before."""
    return MemberBatch.objects.filter(made_at__lt=before, path="", returned_path="").delete()[0]


def forget_joining_dates(before: dt.datetime, now: dt.datetime) -> int:
    """The date on which somebody joined goes; that their birthday was kept stays with the gathering."""
    return Celebrated.objects.filter(gathering__starts_at__lt=before, joined_on__isnull=False).update(
        joined_on=None
    )


def blank_rolls(before: dt.datetime, now: dt.datetime) -> int:
    """Names of guests and reasons for absence go, and who was on the roll; that somebody came, and how many, stays."""
    over = Attendance.objects.filter(gathering__starts_at__lt=before).exclude(guest=NOBODY)
    ids = list(over.order_by("pk").values_list("pk", flat=True)[: BATCH * 10])
    return Attendance.objects.filter(pk__in=ids).update(
        person=None, guest=NOBODY, why_absent="", signed_at=None
    )


def _contacts(before: dt.datetime, now: dt.datetime) -> int:
    return forget_contacts(timezone.localdate(before))


_ENDED = Words("结束起", "since its end")
_HELD = Words("活动起", "since the gathering")
KEEPS = (
    Keep("organisations.report_in", Words("党员报到、岗位和服务记录", "Report-ins with posts and service"), Words("迁出起", "since moving away"), BLANKED, "keep.report_in", blank_reports),
    Keep("organisations.commitment", Words("公开承诺和居民的评价", "Commitments and their marks"), Words("收起起", "since put away"), BLANKED, "keep.commitment", blank_commitments),
    Keep("organisations.invitation", Words("邀请信的编码", "Codes of invitation letters"), _ENDED, DELETED, "keep.invitation", forget_letters),
    Keep("organisations.member_list", Words("导入的党员名单", "Lists of members handed in"), Words("导入起", "since handed in"), DELETED, "keep.member_list", forget_files),
    Keep("organisations.member_batch", Words("导入名单的台账", "The record of lists handed in"), Words("导入起", "since handed in"), DELETED, "keep.member_batch", forget_batches),
    Keep("organisations.joining_date", Words("入党日期", "Joining dates"), _HELD, DELETED, "keep.joining_date", forget_joining_dates),
    Keep("organisations.attendance", Words("支部活动签到的姓名", "Names on rolls of gatherings"), _HELD, BLANKED, "keep.attendance", blank_rolls),
    Keep("organisations.contact", Words("单位联系人", "Contacts of institutions"), _ENDED, DELETED, "keep.contact", _contacts),
)  # fmt: skip


def register() -> None:
    """Register what organisations keep; called once at start."""
    keeping.register(*KEEPS)

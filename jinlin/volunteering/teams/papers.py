"""A person's own record on paper: numbered, with the digest of its records, to be checked by anybody, and not valid any more once one changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from jinlin.base import documents
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import Person
from jinlin.volunteering.models.teams import COUNTED, RecordPaper, ServiceHours, Volunteer
from jinlin.volunteering.teams import rules, words
from jinlin.volunteering.teams.queries import by_grade, counted

MOST = 2000
RECORD = Words("志愿服务记录", "Record of service")
CERTIFICATE = Words("志愿服务证明", "Certificate of service")
NOTHING = Reason(
    "no_records", Words("这段时间没有已确认的志愿服务记录", "There is no confirmed service within these days")
)
WRONG_RANGE = Reason("wrong_date", Words("结束日期要在开始日期之后", "The end lies after the beginning"))
NOT_NATIONAL = Words(
    "本记录由本平台如实打印，不是全国志愿服务信息系统出具的志愿服务证明；关联全国编号后会在此写明。",
    "Printed truthfully by this platform; it is no certificate of the national system. Where a national number is linked it stands here.",
)


def _between(mine: Q, since: dt.date, until: dt.date) -> list[ServiceHours]:
    first = timezone.make_aware(dt.datetime.combine(since, dt.time()))
    last = timezone.make_aware(dt.datetime.combine(until, dt.time())) + dt.timedelta(days=1)
    rows = counted(mine).filter(begins_at__gte=first, begins_at__lt=last).select_related("team", "place")
    return list(rows.order_by("begins_at", "pk")[:MOST])


def digest_of(rows: list[ServiceHours]) -> str:
    """The digest over the records of a paper."""
    return rules.records_hash(
        (one.pk, timezone.localdate(one.begins_at).isoformat(), one.minutes, one.grade) for one in rows
    )


def issue(
    *,
    person: Person,
    since: dt.date,
    until: dt.date,
    mine: Q | None = None,
    at: dt.datetime | None = None,
) -> RecordPaper:
    """Print a person's record of these days: free, at any time (ministry order 67 art. 14). ``mine``: the condition on records
    of the same human being (``owned``). Refused: ``wrong_date``, ``no_records``."""
    at = at or timezone.now()
    if until < since:
        raise Refused(WRONG_RANGE)
    rows = _between(mine if mine is not None else Q(person=person), since, until)
    if not rows:
        raise Refused(NOTHING)
    on = timezone.localdate(at)
    volunteer = (
        Volunteer.objects.filter(person__in={one.person_id for one in rows} | {person.pk})
        .exclude(national_number="")
        .first()
    )
    made = RecordPaper(
        person=person, since=since, until=until, minutes=sum(one.minutes for one in rows), records=len(rows), digest=digest_of(rows),
        ids=[one.pk for one in rows], community=rows[-1].place, issued_at=at, national_number=volunteer.national_number if volunteer else "",
    )  # fmt: skip
    for _ in range(4):
        made.number = (
            f"FW{on:%Y%m%d}-{RecordPaper.objects.filter(number__startswith=f'FW{on:%Y%m%d}').count() + 1:04}"
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
            return made
        except IntegrityError:
            continue  # somebody took that number at the same moment
    raise Refused(
        Reason("not_now", Words("此刻打印的人太多，请再试一次", "Too many print at this moment; try again"))
    )


def title_of(paper: RecordPaper) -> Words:
    """A certificate where the national number was linked when it was printed, else a record (ministry order 67)."""
    return CERTIFICATE if paper.national_number else RECORD


def records_of(paper: RecordPaper) -> list[ServiceHours]:
    """The records that a paper lists, as they stand now."""
    return list(
        ServiceHours.objects.filter(pk__in=paper.ids)
        .select_related("team", "place")
        .order_by("begins_at", "pk")
    )


def still_holds(paper: RecordPaper) -> bool:
    """Whether every record of the paper stands as it was printed."""
    rows = records_of(paper)
    return (
        len(rows) == paper.records
        and all(one.state in COUNTED for one in rows)
        and digest_of(rows) == paper.digest
    )


def pdf(paper: RecordPaper, *, address: str) -> bytes:
    """The paper itself. ``address`` is where anybody checks it. Shows time, content and who recorded (order 67 art. 15)."""
    rows = records_of(paper)
    linked = paper.national_number
    grades = by_grade(ServiceHours.objects.filter(pk__in=paper.ids))
    note = (
        Words(
            f"已关联全国志愿服务信息系统编号 {linked}。", f"Linked to number {linked} of the national system."
        )
        if linked
        else NOT_NATIONAL
    )
    data: dict[str, Any] = {
        "title": title_of(paper).zh, "under": f"编号 {paper.number}", "facts": [
            ["姓名", paper.person.name], ["起止日期", f"{paper.since:%Y-%m-%d} 至 {paper.until:%Y-%m-%d}"],
            ["服务时间合计", f"{paper.minutes} 分钟（{words.clock_words(paper.minutes).zh}），{paper.records} 次"],
            ["记录单位", paper.community.name if paper.community else ""], ["打印时间", f"{timezone.localtime(paper.issued_at):%Y-%m-%d %H:%M}"],
        ],
        "rows": [
            [f"{timezone.localtime(one.begins_at):%Y-%m-%d}", one.what, one.team.name if one.team else one.place.name, str(one.minutes), one.grade] for one in rows
        ],
        "grades": [[one.code, one.words.zh, str(grades[one.code])] for one in words.GRADES if grades[one.code]],
        "note": note.zh, "digest": paper.digest, "address": address, "qr": _qr(address),
        "not_counted": "只计志愿服务；岗位工作和党组织任务不计入。服务时间为实际服务时间，不含休息和路上。",
    }  # fmt: skip
    return documents.pdf("volunteering/papers/record.typ", data, at=paper.issued_at)


def _qr(address: str) -> str:
    import io

    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=1)
    return out.getvalue().decode()

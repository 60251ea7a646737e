"""What is over is deleted or blanked by dated periods; numbers of past days stay, and the trail keeps that it happened."""

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base import keeping, trail
from jinlin.base.clock import Clock
from jinlin.base.figures import figure, value
from jinlin.base.models import Event, Swept
from jinlin.base.nodes import find
from jinlin.base.periods import year_of
from jinlin.organisations.members.desk import REPORTS
from jinlin.organisations.members.importing import import_file
from jinlin.organisations.models import (
    Attendance,
    Celebrated,
    Commitment,
    Gathering,
    InvitationLetter,
    ReportIn,
    ServiceRecord,
)
from jinlin.people.models import Account, Person
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + dt.timedelta(days=400)


@pytest.mark.parametrize(
    ("clock", "now", "before"),
    [
        ("1 year up", "2028-02-29 10:00", "2027-02-28"),
        ("3 months before", "2026-05-31 10:00", "2026-02-28"),
        ("1 month up", "2026-01-15 10:00", "2025-12-15"),
        ("30 d up", "2026-01-15 10:00", "2025-12-16"),
    ],
)
def test_the_edge_of_a_period_is_the_same_day_or_the_months_last(clock, now, before):
    found = keeping.edge(Clock.parse(clock), dt.datetime.fromisoformat(now))
    assert f"{found:%Y-%m-%d}" == before


def test_every_period_is_dated_with_a_source_and_marked_where_nobody_verified_it(client):
    page = client.get("/dignity/keeping").content.decode()
    for one in keeping.keeps.values():
        found = one.period(timezone.localdate())
        assert str(one.words) in page and found.source in page and str(found.clock.words) in page
        assert found.verified or found.mark is not None
    assert "未核实" in page


def moved(made, name: str = "钱多多") -> ReportIn:
    """A member who served, promised and moved away today."""
    row = ReportIn.objects.create(
        person=Person.objects.create(name=name, phone="13800000000"), organisation=made.organisation, kind="serving", state="active",
        reported_on=timezone.localdate() - dt.timedelta(days=90), confirmed_on=timezone.localdate() - dt.timedelta(days=80), employer_name="自来水公司",
    )  # fmt: skip
    ServiceRecord.objects.create(
        report_in=row, done_on=timezone.localdate(), minutes=90, what="帮王奶奶买药", state="counted"
    )
    Commitment.objects.create(
        report_in=row, text="每周六扫楼道", due_on=timezone.localdate(), published_on=timezone.localdate() - dt.timedelta(days=9), state="withdrawn",
        ended_on=timezone.localdate(),
    )  # fmt: skip
    REPORTS.take(row.pk, "move", by=made.secretary, given={"on": timezone.localdate(), "where": "搬去厦门路"})
    row.refresh_from_db()
    return row


def members_then(made, days: int) -> int | None:
    on = timezone.localdate() - dt.timedelta(days=days)
    return value(figure("N07"), find(made.organisation.place.code), year_of(on, today=on)).number


def test_a_year_after_moving_away_nothing_tells_who_it_was_and_past_numbers_stay(made):
    row = moved(made)
    person, before = row.person_id, members_then(made, 30)
    assert keeping.sweep(NOW, prefix="organisations.report_in") == {"organisations.report_in": 0}
    done = keeping.sweep(LATER, prefix="organisations.")
    assert done["organisations.report_in"] == 1
    assert not Person.objects.filter(pk=person).exists()
    row = ReportIn.objects.select_related("person").get(pk=row.pk)
    assert (row.person.phone, row.employer_name) == ("", "") and row.person.name.startswith("（已到期")
    told = " ".join(
        Event.objects.filter(subject="report_in", subject_id=row.pk).values_list("text", flat=True)
    )
    held = [
        *row.services.values_list("what", flat=True),
        *row.commitments.values_list("text", flat=True),
        told,
    ]
    for word in ("王奶奶", "扫楼道", "厦门路"):
        assert word not in " ".join(held)
    assert Event.objects.filter(subject="report_in", subject_id=row.pk).last().thing == "report_in.blanked"
    assert trail.verify()["faults"] == [] and members_then(made, 30) == before
    assert Swept.objects.get(code="organisations.report_in").count == 1
    assert keeping.sweep(LATER, prefix="organisations.report_in") == {"organisations.report_in": 0}


def test_who_lives_on_in_other_records_stays_a_person(made):
    row = moved(made)
    person = row.person
    ReportIn.objects.create(
        person=person,
        organisation=made.organisation,
        kind="serving",
        state="reported",
        reported_on=timezone.localdate(),
    )
    keeping.sweep(LATER, prefix="organisations.report_in")
    assert Person.objects.get(pk=person.pk).phone == "13800000000"
    assert ReportIn.objects.filter(person=person).count() == 1


def test_joining_dates_rolls_and_letters_go_and_counts_stay(made):
    person = Person.objects.create(name="寿星")
    party = Gathering.objects.create(
        organisation=made.organisation, kind="birthday", title="政治生日", starts_at=NOW - dt.timedelta(days=3 * 366), state="confirmed", attendance_count=2,
    )  # fmt: skip
    Celebrated.objects.create(gathering=party, person=person, joined_on=dt.date(1990, 7, 1))
    Attendance.objects.create(gathering=party, person=person, state="present")
    Attendance.objects.create(gathering=party, guest="老周", state="absent", why_absent="住院")
    InvitationLetter.objects.create(
        organisation=made.organisation,
        report_in=moved(made),
        digest="x",
        until_at=NOW - dt.timedelta(days=31),
    )
    done = keeping.sweep(NOW, prefix="organisations.")
    assert (
        done["organisations.joining_date"],
        done["organisations.attendance"],
        done["organisations.invitation"],
    ) == (1, 2, 1)
    assert Celebrated.objects.get().joined_on is None
    assert list(Attendance.objects.order_by("pk").values_list("person", "why_absent", "state")) == [
        (None, "", "present"),
        (None, "", "absent"),
    ]
    assert (
        not Attendance.objects.filter(guest="老周").exists()
        and Gathering.objects.get(pk=party.pk).attendance_count == 2
    )


def test_members_from_a_list_are_found_by_their_initials(made, tmp_path, client):
    path = tmp_path / "名单.csv"
    path.write_text("姓名,报到小区,状态\n欧阳文静,青榕花园,已确认\n", encoding="utf-8")
    import_file(path)
    assert Person.objects.get(name="欧阳文静").pinyin == "oywj"
    sign_in(client, Account.objects.get(pk=made.secretary.account))
    assert (
        "欧阳文静"
        in client.get(
            f"/members/branches/{made.organisation.code}", {"q": "oyw", "state": "all"}
        ).content.decode()
    )

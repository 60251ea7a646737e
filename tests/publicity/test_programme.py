"""The programme of 居务公开: what is due when, what is missing, shown to residents and supervisors; the yearly assessment."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.calendar_data import national_calendar
from jinlin.base.clock import Clock
from jinlin.base.engine import Faulty
from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.organisations.models import Seat, Tenure
from jinlin.organisations.public import actor, give_seat
from jinlin.people.models import Account, Person
from jinlin.publicity import assessing, programme
from jinlin.publicity.endings import ENDINGS
from jinlin.publicity.models import Ending, Finding, Inquiry
from jinlin.publicity.rules_programme import spans, stand_of
from tests.cast import SINCE, at, build
from tests.people.pages import sign_in
from tests.publicity.notices import published
from tests.whole import whole

pytestmark = pytest.mark.django_db
QUARTERS = spans(Clock.parse("3 months"), 2026, Clock.parse("10 wd"), national_calendar())


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def world():
    return build()


@pytest.fixture
def overseer(world):
    person = Person.objects.create(name="苏监督")
    account = Account.objects.create_user("overseer", kind="staff", person=person)
    Tenure.objects.create(
        seat=Seat.objects.create(role="supervision_committee", place=world.places["community"]),
        person=person,
        from_on=SINCE,
    )
    world.accounts["overseer"] = account
    return account


def by(account) -> Actor:
    return actor(account)


def test_a_quarter_is_due_ten_working_days_after_its_end():
    """2026-06-30 is a Tuesday; National Day 2026 takes the first seven days of October."""
    assert [(one.code, one.due_on) for one in QUARTERS] == [
        ("2026-Q1", day("2026-04-15")), ("2026-Q2", day("2026-07-14")), ("2026-Q3", day("2026-10-20")), ("2026-Q4", day("2027-01-15")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("published_on", "today", "stand"),
    [
        (None, "2026-03-01", "ahead"), (None, "2026-04-01", "open"), (None, "2026-07-14", "open"), (None, "2026-07-15", "missing"),
        ("2026-07-14", "2026-12-01", "done"), ("2026-07-15", "2026-12-01", "late"),
    ],
)  # fmt: skip
def test_an_item_stands_by_the_day_it_was_published_and_the_day_it_was_due(published_on, today, stand):
    assert stand_of(QUARTERS[1], day(published_on) if published_on else None, day(today)) == stand


def test_the_year_of_a_community_shows_what_is_done_and_what_is_missing(world):
    published(world, on=at("2026-07-10 09:00"), covers="2026-Q2")
    found = programme.one(world.places["community"], 2026, day("2026-09-01"))
    assert len(found.rows) == 8
    stands = {(kind.code, item.span.code): item.stand for kind, items in found.rows for item in items}
    assert stands["affairs_money", "2026-Q2"] == "done"
    assert stands["affairs_help", "2026-Q2"] == "missing"
    assert stands["affairs_help", "2026-Q3"] == "open"
    assert len(found.missing) == 13
    assert found.counts == {"done": 1, "missing": 13, "open": 8, "ahead": 7}


def test_a_withdrawn_notice_stands_for_nothing(world):
    from jinlin.publicity.desk import PUBLICATIONS

    row = published(world, on=at("2026-07-10 09:00"), covers="2026-Q2")
    PUBLICATIONS.take(row.pk, "withdraw", by=world.act("secretary"), given={"why": "有误"})
    found = programme.one(world.places["community"], 2026, day("2026-09-01"))
    assert len(found.missing) == 14


def test_twenty_communities_cost_as_many_questions_as_one(world):
    places = [world.places["community"], world.places["community2"]]
    with CaptureQueriesContext(connection) as one:
        programme.years(places[:1], 2026, day("2026-09-01"))
    with CaptureQueriesContext(connection) as many:
        programme.years(places * 10, 2026, day("2026-09-01"))
    assert len(many) == len(one) <= 3


def text(answer):
    return answer.content.decode()


def test_residents_see_what_is_missing_and_complain_to_the_street(client, world):
    year = timezone.localdate().year - 1
    page = text(client.get(f"/publicity/programme/{world.places['community'].code}?year={year}"))
    assert "该公开没公开" in page
    assert page.count("向街道反映") > 20
    address = f"/publicity/programme/{world.places['community'].code}/complain/affairs_money"
    key = re.search(r'name="key" value="([^"]+)"', text(client.get(address)))[1]
    answer = client.post(address, {"text": "从没见过账", "name": "", "phone": "", "key": key})
    assert answer.status_code == 302
    row = Inquiry.objects.get()
    assert (row.kind, row.about, row.place_id) == ("complaint", "affairs_money", world.places["community"].pk)
    assert Notice.objects.filter(account=world.accounts["street"], subject="inquiry").exists()
    assert not Notice.objects.filter(account=world.accounts["worker"], subject="inquiry").exists()
    assert client.get(address.replace("affairs_money", "general")).status_code == 404


def test_supervisors_see_all_communities_and_what_is_missing_first(client, world):
    sign_in(client, world.accounts["street"])
    page = text(client.get("/publicity/programme"))
    assert "榕西社区" in page
    assert "东溪社区" in page
    sign_in(client, world.accounts["worker2"])
    assert "榕西社区" not in text(client.get("/publicity/programme")).split("居务公开")[-1]


def test_what_is_missing_waits_on_the_secretarys_first_page(client, world):
    sign_in(client, world.accounts["secretary"])
    page = whole(client, "/today/")
    assert "该公开的居务" in page


def found_of(world, on, **who):
    held = {one.person.name: one.pk for one in assessing.offices(world.places["community"], on)}
    return {pk: who.get("hjg" if name == "黄建国" else "lx", "fit") for name, pk in held.items()}


def assess(world, overseer, on, **who):
    return assessing.record(
        place=world.places["community"], year=on.year, held_on=on, present=48, found=found_of(world, on, **who), note="", by=by(overseer),
        at=at("2026-11-20 09:00"),
    )  # fmt: skip


def test_only_the_supervision_committee_records_and_once_a_year(world, overseer):
    with pytest.raises(Refused) as refused:
        assess(world, world.accounts["secretary"], day("2026-01-20"))
    assert refused.value.reason.code == "not_yours"
    assess(world, overseer, day("2026-01-20"))
    with pytest.raises(Refused) as refused:
        assess(world, overseer, day("2026-02-20"))
    assert refused.value.reason.code == "not_twice"


def test_every_office_needs_a_finding(world, overseer):
    with pytest.raises(Faulty):
        assessing.record(
            place=world.places["community"], year=2026, held_on=day("2026-01-20"), present=48, found={}, note="", by=by(overseer),
            at=at("2026-11-20 09:00"),
        )  # fmt: skip


def test_two_years_of_not_competent_running_end_the_office_and_the_street_is_told(world, overseer):
    assess(world, overseer, day("2025-12-20"), hjg="unfit")
    assert not Finding.objects.filter(ends=True).exists()
    row = assess(world, overseer, day("2026-11-10"), hjg="unfit")
    ending = Finding.objects.get(ends=True)
    assert ending.assessment_id == row.pk
    assert "黄建国" in ending.office
    told = Notice.objects.get(account=world.accounts["street"], subject="office_ending")
    assert "职务依法终止" in told.zh
    assert "连续两年不称职" in assessing.published_body(row)


def test_an_office_that_ends_is_ended_handed_over_and_filled_and_residents_see_where_it_stands(
    client, world, overseer
):
    assess(world, overseer, day("2025-12-20"), hjg="unfit")
    row = assess(world, overseer, day("2026-11-10"), hjg="unfit")
    case, now = Ending.objects.get(), at("2026-11-20 10:00")
    street, tenure = world.act("street"), case.finding.tenure
    assert case.due_at.date() == day("2026-12-04"), "ten working days"

    def take(step, who=street, **given):
        return ENDINGS.take(case.pk, step, by=who, given=given, on=now)

    def refused(step, **given):
        with pytest.raises(Refused) as found:
            take(step, **given)
        return found.value.reason.code

    assert refused("end", ended_on="2026-11-20") == "no_notice"
    published(world, on=now, kind="yearly_review", covers="2026", title="评议结果")
    assert not ENDINGS.relations(case, world.act("secretary")), "nobody acts in an own case"
    with pytest.raises(Faulty):
        take("end", ended_on="2026-11-30")
    take("end", ended_on="2026-11-20")
    tenure.refresh_from_db()
    assert tenure.ended_on == day("2026-11-20"), "the seat is really free"
    case.refresh_from_db()
    assert case.due_at.date() == day("2026-11-30"), "ten days for the hand-over (law 25)"
    take("hand_over", world.act("worker"), handed_on="2026-11-20", note="印章、账册、档案")
    assert refused("fill", note="补选") == "no_successor"
    give_seat(
        seat=tenure.seat,
        person=Person.objects.create(name="林新任"),
        from_on=day("2026-11-20"),
        by=street,
        how="elected",
    )
    page = text(client.get(f"/publicity/assessments/{row.pk}"))
    assert "2026-11-20 起不再任职" in page
    assert "等补选" in page
    take("fill", note="居民代表会议补选")
    assert "已补选" in text(client.get(f"/publicity/assessments/{row.pk}"))


def test_a_case_is_the_streets_and_a_corrected_result_sets_it_aside(client, world, overseer):
    assess(world, overseer, day("2025-12-20"), hjg="unfit")
    assess(world, overseer, day("2026-11-10"), hjg="unfit")
    case = Ending.objects.get()
    sign_in(client, world.accounts["worker2"])
    assert client.get(f"/publicity/endings/{case.pk}").status_code == 404
    sign_in(client, world.accounts["street"])
    assert "待街道办理" in text(client.get("/publicity/endings"))
    assert "依法终止的职务" in whole(client, "/today/")
    assert "办理终止" in text(client.get(f"/publicity/endings/{case.pk}"))
    ENDINGS.take(
        case.pk,
        "set_aside",
        by=world.act("street"),
        given={"why": "2025 年的评议到会不足"},
        on=at("2026-11-20 10:00"),
    )
    assert not Finding.objects.filter(ends=True).exists()


def test_a_better_year_between_breaks_the_row(world, overseer):
    assess(world, overseer, day("2025-12-20"), hjg="unfit")
    assess(world, overseer, day("2026-11-10"), hjg="mostly", lx="unfit")
    assert not Finding.objects.filter(ends=True).exists()


def test_an_assessment_older_than_a_year_is_shown_as_overdue(client, world, overseer):
    assess(world, overseer, day("2025-06-01"))
    assert programme.one(world.places["community"], 2026, day("2026-06-01")).assess_late is False
    found = programme.one(world.places["community"], 2026, day("2026-06-02"))
    assert (found.assess_by, found.assess_late) == (day("2026-06-01"), True)


def test_the_assessment_is_recorded_in_a_form_and_published_with_its_text(client, world, overseer):
    sign_in(client, overseer)
    code, today = world.places["community"].code, timezone.localdate()
    address = f"/publicity/programme/{code}/assess"
    page = text(client.get(address))
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    names = set(re.findall(r'name="(t\d+)"', page))
    given = {
        "held_on": today.isoformat(),
        "present": "40",
        "note": "",
        "key": key,
        **dict.fromkeys(names, "fit"),
    }
    assert "核对" in text(client.post(address, {**given, "act": "look"}))
    answer = client.post(address, {**given, "act": "send"})
    page = text(client.get(answer.headers["Location"]))
    assert "起草结果公告" in page
    draft = re.search(r'href="(/publicity/desk/new[^"]+)"', page)[1].replace("&amp;", "&")
    assert "主持召开民主评议会，40 人参加" in text(client.get(draft))
    published(world, on=timezone.now(), kind="yearly_review", covers=str(today.year), title="评议结果")
    assert "看公布的结果" in text(client.get(answer.headers["Location"]))
    sign_in(client, world.accounts["secretary"])
    assert client.get(address).status_code == 404

"""The State Council's notice is imported: its year is known, open deadlines are reckoned again, twice changes nothing."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from jinlin.base import deployment_calendar, trail
from jinlin.base.deployment_calendar import calendar, forget
from jinlin.base.models import CalendarDay, Event, Notice
from jinlin.matters import clocks, tallies
from jinlin.matters.models import Matter
from jinlin.matters.recounting import recount_deadlines
from jinlin.site.cli import main
from tests.cast import at, build

pytestmark = pytest.mark.django_db

NOTICE = """日期,类型,名称,来源,发布日期
2031-01-01,放假,元旦,国办发明电〔2030〕7号,2030-11-20
2031-01-02,放假,元旦,国办发明电〔2030〕7号,2030-11-20
2031-01-03,放假,元旦,国办发明电〔2030〕7号,2030-11-20
2031-01-05,上班,元旦,国办发明电〔2030〕7号,2030-11-20
2031-05-01,放假,劳动节,国办发明电〔2030〕7号,2030-11-20
2031-05-02,放假,劳动节,国办发明电〔2030〕7号,2030-11-20
2031-10-01,放假,国庆节,国办发明电〔2030〕7号,2030-11-20
2031-10-02,放假,国庆节,国办发明电〔2030〕7号,2030-11-20
2031-10-03,放假,国庆节,国办发明电〔2030〕7号,2030-11-20
"""


@pytest.fixture(autouse=True)
def fresh():
    forget()
    yield
    CalendarDay.objects.all().delete()
    forget()
    calendar()


@pytest.fixture
def notice(tmp_path):
    path = tmp_path / "2031.csv"
    path.write_text(NOTICE, encoding="gb18030")
    return path


def run(*arguments):
    return CliRunner().invoke(main, ["calendar", *map(str, arguments), "--json"])


def told(world, moment):
    """A matter told at that moment, with its deadline reckoned from it."""
    row = Matter.objects.get(pk=world.tell().matter)
    before = tallies.snapshot(row)
    clocks.start_clock(row, "answer_ordinary", at(moment))
    row.save()
    tallies.move(row, before)
    return row


def test_a_notice_moves_the_deadlines_that_it_touches_and_says_so(notice):
    world = build()
    early, touched, late = (
        told(world, day) for day in ("2030-11-04 10:00", "2030-12-30 10:00", "2031-03-03 10:00")
    )
    assert touched.due_provisional and touched.due_at == at("2031-01-07 23:59:59")
    answer = json.loads(run("import", notice).stdout)
    assert (answer["year"], answer["added"], answer["moved"], answer["certain"]) == (2031, 9, 1, 1)
    for row in (early, touched, late):
        row.refresh_from_db()
    assert early.due_at == at("2030-11-11 23:59:59") and early.due_provisional
    # Tuesday 31 Dec, holiday until Friday, Saturday rest, Sunday worked, then Monday, Tuesday, Wednesday
    assert touched.due_at == at("2031-01-08 23:59:59") and touched.due_provisional, "2030 is not known yet"
    assert not late.due_provisional
    line = Event.objects.get(subject="matter", thing="matter.recounted")
    assert line.subject_id == touched.pk and line.data["due"].startswith("2031-01-08")
    assert Notice.objects.filter(subject="calendar").count() == 1
    assert trail.verify([("matter", Matter)])["faults"] == [] and tallies.differences() == []

    again = json.loads(run("import", notice).stdout)
    assert (again["added"], again["changed"], again["dropped"], again["moved"], again["certain"]) == (
        0,
        0,
        0,
        0,
        0,
    )


def test_a_corrected_notice_drops_what_the_first_one_listed(notice):
    run("import", notice)
    assert not calendar().is_working(dt.date(2031, 1, 3))
    notice.write_text(
        NOTICE.replace("2031-01-03,放假,元旦,国办发明电〔2030〕7号,2030-11-20\n", ""), encoding="utf-8"
    )
    answer = json.loads(run("import", notice).stdout)
    assert answer["dropped"] == 1
    assert calendar().is_working(dt.date(2031, 1, 3))


def test_a_faulty_notice_is_refused_whole_with_every_fault(notice):
    notice.write_text(
        "日期,类型,名称\n2031-01-01,放假,元旦\n2031-13-01,放假,元旦\n2031-01-02,睡觉,元旦\n", encoding="utf-8"
    )
    told = run("import", notice)
    assert told.exit_code == 2
    assert len(json.loads(told.stdout)["faults"]) == 2
    notice.write_text("日期,类型,名称\n2031-01-01,放假,元旦\n", encoding="utf-8")
    assert {fault["code"] for fault in json.loads(run("import", notice).stdout)["faults"]} == {"no_day"}
    assert run("import", notice.with_name("none.csv")).exit_code == 2
    assert not CalendarDay.objects.exists()


def test_checking_a_notice_keeps_nothing(notice):
    assert run("import", notice, "--dry-run").exit_code == 0
    assert not CalendarDay.objects.exists()


def test_a_year_is_shown_with_whether_it_is_known(notice):
    assert json.loads(run("show", 2031).stdout)["known"] is False
    run("import", notice)
    shown = json.loads(run("show", 2031).stdout)
    assert shown["known"] is True and shown["days"][0]["date"] == "2031-01-01"


def test_one_day_ordered_for_the_whole_country_makes_no_year_known():
    CalendarDay.objects.create(date=dt.date(2031, 3, 5), kind="holiday", name="特别放假", source="国办")
    forget()
    assert not calendar().is_working(dt.date(2031, 3, 5))
    assert not calendar().is_known(2031)


def test_a_row_that_was_corrected_in_place_is_seen():
    row = CalendarDay.objects.create(date=dt.date(2031, 3, 5), kind="holiday", name="特别放假", source="国办")
    forget()
    assert not calendar().is_working(dt.date(2031, 3, 5))
    CalendarDay.objects.filter(pk=row.pk).update(kind="working")
    forget()
    assert calendar().is_working(dt.date(2031, 3, 5))


def test_the_calendar_is_looked_up_with_one_question_at_most_every_half_minute(django_assert_num_queries):
    forget()
    with django_assert_num_queries(1):
        calendar()
        calendar()
    assert dt.timedelta(seconds=30) == deployment_calendar.RECHECK


def test_paused_answered_and_long_running_matters_keep_what_they_have(notice):
    world = build()
    rows = [told(world, "2030-12-30 10:00") for _ in range(3)]
    for row, state in zip(rows, ("paused", "answered", "closed"), strict=True):
        Matter.objects.filter(pk=row.pk).update(
            state=state, closed_at=row.told_at if state == "closed" else None
        )
    run("import", notice)
    assert recount_deadlines().looked_at == 0
    assert Matter.objects.filter(due_at=at("2031-01-07 23:59:59")).count() == 3
    assert timezone.localtime(rows[0].due_at).date() == dt.date(2031, 1, 7)

"""Properties that every clock keeps, on generated starts, clocks, pauses and calendars."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jinlin.base.calendar_data import national_calendar
from jinlin.base.clock import SHANGHAI, Clock, Pause, Period, Unit, due, earliest_after, recount, remaining
from jinlin.base.clock.reading import Way
from jinlin.base.working_calendar import DAY_SECONDS

CALENDAR = national_calendar()
YEARS = {"min_value": date(2024, 6, 1), "max_value": date(2027, 12, 31)}
dates = st.dates(**YEARS)
moments = st.datetimes(
    datetime(2025, 1, 1), datetime(2027, 6, 30), timezones=st.just(SHANGHAI), allow_imaginary=False
).map(lambda at: at.replace(microsecond=0, fold=0))
steady = st.builds(
    Clock, st.integers(1, 40), st.sampled_from([Unit.DAY, Unit.WORKING_DAY, Unit.HOUR, Unit.WORKING_HOUR])
)
moving = st.builds(Clock, st.integers(1, 60), st.just(Unit.DAY), st.just(Way.AFTER), st.booleans())
any_forward = st.one_of(steady, moving)
pauses = st.lists(
    st.tuples(moments, st.integers(0, 20 * 24 * 60)).map(
        lambda p: Pause(p[0], p[0] + timedelta(minutes=p[1]))
    ),
    max_size=4,
)


def naive_working_day(start: date, count: int) -> date:
    day = start
    while count:
        day += timedelta(days=1)
        count -= CALENDAR.is_working(day)
    return day


@given(dates, st.integers(1, 300))
def test_working_days_are_counted_as_by_going_day_by_day(start, count):
    assert due(start, Clock(count, Unit.WORKING_DAY)).day == naive_working_day(start, count)


@given(dates, st.integers(0, 500))
def test_the_days_between_two_dates_are_those_that_a_person_would_tick_off(start, length):
    end = start + timedelta(days=length)
    ticked = sum(CALENDAR.is_working(start + timedelta(days=i + 1)) for i in range(length))
    assert CALENDAR.working_days_between(start.toordinal(), end.toordinal()) == ticked


@given(moments, st.integers(1, 30))
def test_working_hours_are_counted_as_by_going_minute_by_minute(start, hours):
    start = start.replace(second=0)
    left, at = hours * 60, start
    while left:
        spans = CALENDAR.spans(CALENDAR.day(at.date()))
        second = at.hour * 3600 + at.minute * 60
        if not any(begin <= second < end for begin, end in spans):
            later = [begin for begin, _ in spans if begin > second]
            jump = (later[0] if later else DAY_SECONDS) - second
            at += timedelta(seconds=jump)
            continue
        at, left = at + timedelta(minutes=1), left - 1
    assert due(start, Clock(hours, Unit.WORKING_HOUR)).at == at


@given(moments, moments, any_forward, pauses)
def test_who_starts_later_is_never_due_earlier(one, other, clock, stops):
    early, late = sorted((one, other))
    assert due(early, clock, pauses=stops).at <= due(late, clock, pauses=stops).at


@given(moments, moments, st.sampled_from([Unit.MONTH, Unit.YEAR]), st.integers(1, 30), st.booleans())
def test_months_and_years_keep_the_order_of_their_starts(one, other, unit, count, moves):
    early, late = sorted((one, other))
    clock = Clock(count, unit, Way.AFTER, moves)
    assert due(early, clock).at <= due(late, clock).at


@given(moments, any_forward, pauses, st.integers(0, 3))
def test_a_pause_never_shortens_and_neither_does_a_further_one(start, clock, stops, kept):
    assert due(start, clock).at <= due(start, clock, pauses=stops[:kept]).at
    assert due(start, clock, pauses=stops[:kept]).at <= due(start, clock, pauses=stops).at


@given(moments, any_forward, any_forward, pauses)
def test_an_extension_ends_later_than_what_it_extends(start, clock, more, stops):
    assert due(start, clock, pauses=stops).at < due(start, clock, extensions=[more], pauses=stops).at


@given(moments, any_forward, pauses)
def test_no_deadline_falls_while_the_clock_stands_still(start, clock, stops):
    found = due(start, clock, pauses=stops)
    last = found.ends_at if clock.unit.by_day else found.at
    assert not any(p.begins < last < p.ends for p in stops)


@given(dates, st.integers(1, 12))
def test_a_month_ends_on_the_same_day_of_the_month_or_on_its_last(start, count):
    day = due(start, Clock(count, Unit.MONTH)).day
    assert (day.year * 12 + day.month) - (start.year * 12 + start.month) == count
    assert day.day == start.day or (day.day < start.day and (day + timedelta(days=1)).day == 1)


@given(dates, st.integers(1, 90), st.sampled_from([Unit.DAY, Unit.WORKING_DAY, Unit.MONTH]))
def test_notice_on_the_latest_day_allows_the_meeting_and_a_day_later_does_not(meeting, count, unit):
    clock = Clock(count if unit is not Unit.MONTH else count % 12 + 1, unit, Way.BEFORE)
    latest = due(meeting, clock).day
    assert earliest_after(latest, clock) <= meeting < earliest_after(latest + timedelta(days=1), clock)


@given(dates, st.integers(1, 60))
def test_full_days_lie_between_a_notice_and_its_event(meeting, count):
    latest = due(meeting, Clock(count, Unit.DAY, Way.BEFORE)).day
    assert (meeting - latest).days - 1 == count
    worked = due(meeting, Clock(count, Unit.WORKING_DAY, Way.BEFORE)).day
    between = [worked + timedelta(days=i) for i in range(1, (meeting - worked).days)]
    assert sum(map(CALENDAR.is_working, between)) == count


@given(moments, any_forward)
def test_a_deadline_is_provisional_exactly_when_an_unpublished_year_was_looked_at(start, clock):
    found = due(start, clock)
    if found.day.year <= 2026 or clock.unit is Unit.HOUR:
        assert not found.provisional
    elif clock.unit in (Unit.WORKING_DAY, Unit.WORKING_HOUR) or clock.moves:
        assert found.provisional
    else:
        assert not found.provisional


@given(
    st.integers(1, 99),
    st.sampled_from(list(Unit)),
    st.sampled_from(list(Way)),
    st.booleans(),
)
def test_a_clock_survives_being_written_down(count, unit, way, moves):
    possible = unit in (Unit.DAY, Unit.MONTH, Unit.YEAR) and way is not Way.BEFORE
    clock = Clock(count, unit, way, moves and possible)
    assert Clock.parse(str(clock)) == clock


@given(moments, any_forward, pauses)
def test_every_deadline_explains_itself_and_names_its_day(start, clock, stops):
    found = due(start, clock, pauses=stops)
    words = found.explanation
    assert f"{found.day.month}月{found.day.day}日" in words.zh
    assert str(found.day.year) in words.en
    assert ("尚未公布" in words.zh) is found.provisional
    assert words.zh.count("暂停，不计") == len(stops)


@given(moments, steady, st.integers(0, 60 * 24 * 10))
def test_while_a_clock_stands_still_what_remains_does_not_change(start, clock, minutes):
    begins = start + timedelta(minutes=10)
    period = Period(start, clock, pauses=(Pause(begins),))
    at_once = remaining(period, on=begins)
    assert remaining(period, on=begins + timedelta(minutes=minutes)) == at_once


@given(moments, any_forward)
def test_reckoning_again_by_the_same_calendar_changes_nothing(start, clock):
    period = Period(start, clock)
    found = period.due(CALENDAR)
    assert list(recount([("row", period, found.at, found.provisional)], CALENDAR)) == []

"""The national number is told and checked by two people and turns a record into a certificate; insurance stands by days."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.base.trail import heads, verify
from jinlin.people.models import Person
from jinlin.volunteering.models import Insurance, RecordPaper, Volunteer
from jinlin.volunteering.teams import papers, standing
from jinlin.volunteering.teams.rules import folded_number, is_national_number
from jinlin.volunteering.teams.shifts.desk import TURNS
from jinlin.volunteering.teams.waiting import standing_behind
from tests.people.pages import sign_in
from tests.volunteering.crew import DEPUTY, LEADER, MEMBER, Crew, crew

pytestmark = pytest.mark.django_db
NUMBER = "3509 0012-3456 7890"
TODAY = timezone.localdate


@pytest.fixture
def made() -> Crew:
    return crew()


def refusals(act) -> set[str]:
    with pytest.raises(Refused) as caught:
        act()
    return {one.code for one in caught.value.reasons}


def member(made: Crew) -> Volunteer:
    return Volunteer.objects.get(pk=made.volunteers[MEMBER].pk)


def linked(made: Crew) -> None:
    standing.say_number(volunteer=made.volunteers[MEMBER].pk, number=NUMBER, by=made.act(MEMBER))
    standing.check_number(volunteer=made.volunteers[MEMBER].pk, holds=True, by=made.act("worker"))


def insure(made: Crew, who: str = MEMBER, since: int = 0, days: int = 90) -> Insurance:
    first = TODAY() + dt.timedelta(days=since)
    return standing.insure(
        volunteer=made.volunteers[who].pk,
        from_on=first,
        until_on=first + dt.timedelta(days=days),
        by=made.act("worker"),
        insurer="平安",
    )


def paper(made: Crew) -> RecordPaper:
    return papers.issue(
        person=Person.objects.get(pk=made.person(MEMBER)), since=TODAY() - dt.timedelta(days=9), until=TODAY()
    )


def test_the_form_of_a_number_is_letters_and_digits() -> None:
    assert folded_number(NUMBER) == "3509001234567890"
    assert is_national_number("350900123456") is None
    for wrong in ("", "12345", "ABCDEFGHIJ", "1" * 31):
        assert is_national_number(wrong) is not None, wrong


def test_a_number_counts_only_once_a_second_person_has_checked_it(made: Crew) -> None:
    pk = made.volunteers[MEMBER].pk
    standing.say_number(volunteer=pk, number=NUMBER, by=made.act(MEMBER))
    assert (member(made).national_number, member(made).national_said) == ("", "350900123456" + "7890")
    assert refusals(lambda: standing.check_number(volunteer=pk, holds=True, by=made.act(MEMBER))) == {
        "not_yours"
    }
    assert refusals(lambda: standing.check_number(volunteer=pk, holds=True, by=made.act("worker2"))) == {
        "not_yours"
    }
    standing.check_number(volunteer=pk, holds=True, by=made.act("worker"))
    assert (member(made).national_number, member(made).national_said) == ("3509001234567890", "")
    assert "志愿服务证明" in Notice.objects.get(account=made.world.accounts[MEMBER], subject="volunteer").zh
    assert refusals(lambda: standing.check_number(volunteer=pk, holds=True, by=made.act("worker"))) == {
        "not_said"
    }
    assert verify(heads())["faults"] == []


def test_a_keeper_tells_it_for_somebody_without_a_phone_and_another_checks(made: Crew) -> None:
    pk = made.volunteers[MEMBER].pk
    standing.say_number(volunteer=pk, number=NUMBER, by=made.act("worker"))
    assert refusals(lambda: standing.check_number(volunteer=pk, holds=True, by=made.act("worker"))) == {
        "not_alone"
    }
    assert [one.what.zh for one in standing_behind(made.act("secretary"), timezone.now(), 8)] == [
        "全国志愿服务编号等您核对"
    ]
    assert standing_behind(made.act("worker"), timezone.now(), 8) == []
    standing.check_number(volunteer=pk, holds=False, by=made.act("secretary"), note="姓名不一样")
    assert (member(made).national_number, member(made).national_said) == ("", "")


def test_one_number_is_one_person_s_and_the_database_says_so_too(made: Crew) -> None:
    linked(made)
    other = made.volunteers[DEPUTY].pk
    assert refusals(lambda: standing.say_number(volunteer=other, number=NUMBER, by=made.act(DEPUTY))) == {
        "not_unique"
    }
    assert refusals(lambda: standing.say_number(volunteer=other, number="12", by=made.act(DEPUTY))) == {
        "wrong_number"
    }
    assert refusals(lambda: standing.say_number(volunteer=other, number="9" * 10, by=made.act(MEMBER))) == {
        "not_yours"
    }
    for change in (
        {"national_number": "3509001234567890", "national_at": timezone.now()},
        {"national_number": "99999999"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Volunteer.objects.filter(pk=other).update(**change)


def test_the_paper_is_a_record_until_the_number_is_linked_and_keeps_its_name(made: Crew) -> None:
    made.confirmed()
    before = paper(made)
    linked(made)
    after = paper(made)
    assert [papers.title_of(one).zh for one in (before, after)] == ["志愿服务记录", "志愿服务证明"]
    standing.unlink_number(volunteer=made.volunteers[MEMBER].pk, by=made.act(MEMBER))
    after.refresh_from_db()
    assert papers.title_of(after).zh == "志愿服务证明" and papers.title_of(paper(made)).zh == "志愿服务记录"
    pages = [
        Client().get(reverse("service_paper", args=[one.token])).content.decode() for one in (before, after)
    ]
    assert "核对志愿服务记录" in pages[0] and "不是全国志愿服务信息系统出具" in pages[0]
    assert "核对志愿服务证明" in pages[1] and "末四位 7890" in pages[1] and "3509001234567890" not in pages[1]
    pdf = sign_in(Client(), made.world.accounts[MEMBER]).get(
        reverse("service_paper_pdf", args=[after.number])
    )
    assert pdf.content.startswith(b"%PDF") and "%E8%AF%81%E6%98%8E" in pdf["Content-Disposition"]


def test_insurance_counts_by_days_both_counted_and_a_wrong_entry_is_voided(made: Crew) -> None:
    row = insure(made, since=3, days=4)
    pk = made.volunteers[MEMBER].pk
    assert [bool(standing.insured_among([pk], TODAY() + dt.timedelta(days=one))) for one in (2, 3, 7, 8)] == [
        False,
        True,
        True,
        False,
    ]
    assert insure(made, since=3, days=4).pk == row.pk
    assert refusals(lambda: insure(made, since=3, days=-1)) == {"wrong_date"}
    assert refusals(
        lambda: standing.insure(volunteer=pk, from_on=TODAY(), until_on=TODAY(), by=made.act(LEADER))
    ) == {"not_yours"}
    for _ in range(2):
        standing.void_insurance(insurance=row.pk, by=made.act("worker"))
    assert standing.insured_among([pk], TODAY() + dt.timedelta(days=4)) == frozenset()
    assert Insurance.objects.count() == 1


def test_a_dangerous_shift_asks_for_insurance_of_its_day_again_when_it_begins(made: Crew) -> None:
    shift = made.shift(hazard="danger", told="车多，穿反光背心")
    assert refusals(lambda: made.turn(shift)) == {"no_insurance"}
    row = insure(made)
    turn = made.turn(shift)
    assert standing_behind(made.act("worker"), timezone.now(), 8) == []
    standing.void_insurance(insurance=row.pk, by=made.act("worker"))
    assert [one.title for one in standing_behind(made.act("worker"), timezone.now(), 8)] == ["校门口站岗"]
    page = (
        sign_in(Client(), made.world.accounts[LEADER]).get(reverse("shift", args=[shift.pk])).content.decode()
    )
    assert "那天没有保险" in page
    start = shift.begins_at - dt.timedelta(minutes=5)
    assert refusals(lambda: TURNS.take(turn.pk, "sign_in", by=made.act(MEMBER), on=start)) == {"no_insurance"}
    assert refusals(lambda: TURNS.take(turn.pk, "note_in", by=made.act(LEADER), on=start)) == {"no_insurance"}
    insure(made)
    assert TURNS.take(turn.pk, "sign_in", by=made.act(MEMBER), on=start).state == "on_duty"


def test_a_shift_without_danger_asks_for_none(made: Crew) -> None:
    turn = made.turn(made.shift())
    assert TURNS.take(turn.pk, "sign_in", by=made.act(MEMBER), on=turn.shift.begins_at).state == "on_duty"


def test_the_pages_are_the_volunteer_s_and_the_keepers_alone(made: Crew) -> None:
    pk = made.volunteers[MEMBER].pk
    mine, worker, secretary = (
        sign_in(Client(), made.world.accounts[name]) for name in (MEMBER, "worker", "secretary")
    )
    assert mine.post(reverse("my_number", args=[pk]), {"number": NUMBER, "key": "a"}).status_code == 302
    assert "等社区核对" in mine.get(reverse("my_standing")).content.decode()
    desk = reverse("volunteer_desk", args=[pk])
    page = worker.get(desk).content.decode()
    assert "3509001234567890" in page and "今天没有保险" in page and "陈外来" not in page
    period = {
        "from_on": TODAY().isoformat(),
        "until_on": (TODAY() + dt.timedelta(days=364)).isoformat(),
        "insurer": "平安",
        "policy": "",
        "act": "send",
        "key": "b",
    }
    assert worker.post(reverse("volunteer_insure", args=[pk]), period).status_code == 302
    assert worker.post(desk, {"act": "link"}).status_code == 302
    assert worker.post(desk, {"act": "link"}).status_code == 409
    assert worker.post(desk, {"act": "void", "period": "999999"}).status_code == 404
    shown = mine.get(reverse("my_standing")).content.decode()
    assert "核对过了" in shown and "平安" in shown and "有效" in shown
    assert "打印我的志愿服务证明" in mine.get(reverse("service_paper_new")).content.decode()
    roster = worker.get(reverse("team_lead", args=["ZY1"])).content.decode()
    assert desk in roster and "没有保险" in roster
    assert (
        secretary.post(
            reverse("volunteer_number", args=[pk]), {"number": "3509 0000 1111", "act": "send", "key": "c"}
        ).status_code
        == 302
    )
    assert (
        "找一支队伍"
        in sign_in(Client(), made.world.accounts["clerk"]).get(reverse("my_standing")).content.decode()
    )
    for name in ("worker2", LEADER, DEPUTY, "clerk"):
        other = sign_in(Client(), made.world.accounts[name])
        assert other.get(desk).status_code in (302, 404), name
        assert other.get(reverse("my_number", args=[pk])).status_code == 404, name

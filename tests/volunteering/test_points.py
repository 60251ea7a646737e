"""The ledger of points: it adds up to nothing, pays a source once, takes back exactly, and never pays for an opinion."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jinlin.base.events import _handlers
from jinlin.base.figures import figure, value
from jinlin.base.periods import parse
from jinlin.base.rule import Refused
from jinlin.people.models import Person
from jinlin.people.public import issue_token
from jinlin.places.public import node_of
from jinlin.volunteering.models import LedgerAccount, LedgerEntry, LedgerTxn, PointRule, Redemption, Reward
from jinlin.volunteering.models.points import LedgerProof
from jinlin.volunteering.points import commands, earning, ledger, rules
from jinlin.volunteering.points.desk import APPEALS, REDEMPTIONS, RULES
from jinlin.volunteering.points.jobs import let_go, prove_ledger
from jinlin.volunteering.points.words import SOURCES
from jinlin.volunteering.teams.desk import RECORDS
from tests.house.sources import files, text
from tests.people.pages import sign_in
from tests.volunteering.crew import DEPUTY, LEADER, MEMBER, Crew, crew

pytestmark = pytest.mark.django_db
PER_HOUR = {"A": 10, "B": 8, "C": 6, "D": 3, "E": 0}


@pytest.fixture
def made() -> Crew:
    return crew()


def refusal(act) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason.code


def account(made: Crew, who: str = MEMBER, measure: str = "points") -> LedgerAccount:
    return ledger.open_account(
        person=Person.objects.get(pk=made.person(who)), place=made.team.place, measure=measure
    )


def in_force(made: Crew, **more: int) -> PointRule:
    """A rule that has held since last month, put into force by a second person as of its day."""
    since = timezone.localdate() - dt.timedelta(days=60)
    row = commands.draft_rule(
        place=made.team.place,
        from_on=timezone.localdate() + dt.timedelta(days=1),
        per_hour=PER_HOUR,
        by=made.act("worker"),
        **more,
    )
    RULES.take(row.pk, "simulate", by=made.act("worker"))
    RULES.take(row.pk, "apply", by=made.act("secretary"))
    PointRule.objects.filter(pk=row.pk).update(from_on=since)
    row.refresh_from_db()
    return row


def balance(one: LedgerAccount) -> int:
    return LedgerAccount.objects.get(pk=one.pk).balance


def test_oracle_e_a_reversal_after_a_gift_leaves_a_debt_and_the_ledger_even(made: Crew) -> None:
    mine, theirs = account(made, MEMBER, "time"), account(made, DEPUTY, "time")
    earned = ledger.grant(
        account=mine, amount=120, source="hours:1", zh="扶李奶奶复诊", on=timezone.localdate()
    )
    ledger.gift(giver=mine, number=theirs.number, amount=90, key="g1", by=made.act(MEMBER))
    ledger.reverse(txn=earned, zh="记录作废", by=None)
    assert (balance(mine), balance(theirs)) == (-90, 90)
    assert sum(LedgerEntry.objects.values_list("amount", flat=True)) == 0
    assert ledger.prove()["ok"]
    assert (
        refusal(
            lambda: ledger.gift(giver=mine, number=theirs.number, amount=1, key="g2", by=made.act(MEMBER))
        )
        == "not_in_debt"
    )
    ledger.grant(account=mine, amount=100, source="hours:2", zh="站岗", on=timezone.localdate())
    assert balance(mine) == 10
    assert refusal(lambda: ledger.reverse(txn=earned, zh="再来一次", by=None)) == "not_twice"


def test_what_does_not_add_up_or_mixes_measures_is_not_written(made: Crew) -> None:
    mine, time = account(made), account(made, MEMBER, "time")
    issuer = ledger.house_account(made.team.place, "issuer")
    line = ledger.Line("grant", "x", timezone.localdate(), "hours:9")
    assert (
        refusal(lambda: ledger.post(key="a", amounts={mine.pk: 5, issuer.pk: -4}, line=line, by=None))
        == "not_balanced"
    )
    assert refusal(lambda: ledger.post(key="b", amounts={mine.pk: 5}, line=line, by=None)) == "not_balanced"
    assert (
        refusal(lambda: ledger.post(key="c", amounts={mine.pk: 5, time.pk: -5}, line=line, by=None))
        == "wrong_measure"
    )
    assert LedgerTxn.objects.count() == 0


def test_the_database_itself_refuses_to_change_a_line(made: Crew) -> None:
    ledger.grant(account=account(made), amount=5, source="hours:1", zh="x", on=timezone.localdate())
    for rows, change in ((LedgerEntry.objects, {"amount": 6}), (LedgerTxn.objects, {"zh": "y"})):
        with pytest.raises(Error), transaction.atomic():
            rows.update(**change)


def test_the_same_key_and_the_same_source_pay_once(made: Crew) -> None:
    mine = account(made)
    assert ledger.grant(account=mine, amount=5, source="hours:1", zh="x", on=timezone.localdate()) is not None
    assert ledger.grant(account=mine, amount=5, source="hours:1", zh="x", on=timezone.localdate()) is None
    other = account(made, DEPUTY)
    first, again = (
        ledger.gift(giver=mine, number=other.number, amount=2, key="same", by=made.act(MEMBER))
        for _ in range(2)
    )
    assert first.pk == again.pk and balance(mine) == 3


def test_only_confirmed_volunteering_of_those_who_opened_an_account_earns_by_its_evidence(made: Crew) -> None:
    in_force(made, month_cap=30)
    made.confirmed(DEPUTY, minutes=120)
    assert LedgerTxn.objects.count() == 0  # nobody opened an account
    mine = account(made)
    made.confirmed(minutes=90, hour=8)
    made.confirmed(minutes=60, hour=10, signals=("leader",))
    made.confirmed(minutes=60, hour=12, kind="party")
    made.confirmed(minutes=60, hour=14, signals=("desk",))
    assert balance(mine) == 15 + 3
    made.confirmed(minutes=120, days_ago=2 if timezone.localdate().day > 2 else 1, hour=16)
    assert balance(mine) <= 30 or timezone.localdate().day <= 2
    ledger.close_account(account=mine)
    before = balance(mine)
    made.confirmed(minutes=60, days_ago=5)
    assert balance(mine) == before


def test_a_voided_or_corrected_record_takes_its_points_back_and_earns_anew(made: Crew) -> None:
    in_force(made)
    mine = account(made)
    row = made.confirmed(minutes=120)
    assert balance(mine) == 20
    RECORDS.take(row.pk, "correct", by=made.act("worker"), given={"minutes": 60, "note": "只做了一小时"})
    assert balance(mine) == 0
    row.refresh_from_db()
    RECORDS.take(row.superseded_by.pk, "confirm", by=made.act(LEADER))
    assert balance(mine) == 10
    RECORDS.take(row.superseded_by.pk, "void", by=made.act("worker"), given={"note": "重复"})
    assert balance(mine) == 0 and ledger.prove()["ok"]


def test_a_month_has_a_cap_and_one_person_gets_only_so_much(made: Crew) -> None:
    mine, other = account(made), account(made, DEPUTY)
    on = timezone.localdate()
    assert (
        ledger.grant(account=mine, amount=25, source="hours:1", zh="x", on=on, cap=30)
        .entries.get(account=mine)
        .amount
        == 25
    )
    assert (
        ledger.grant(account=mine, amount=25, source="hours:2", zh="x", on=on, cap=30)
        .entries.get(account=mine)
        .amount
        == 5
    )
    assert ledger.grant(account=mine, amount=25, source="hours:3", zh="x", on=on, cap=30) is None
    ledger.gift(giver=mine, number=other.number, amount=8, key="g", by=made.act(MEMBER), pair_cap=10)
    assert (
        refusal(
            lambda: ledger.gift(
                giver=mine, number=other.number, amount=3, key="h", by=made.act(MEMBER), pair_cap=10
            )
        )
        == "too_many_given"
    )
    assert (
        refusal(lambda: ledger.gift(giver=mine, number=mine.number, amount=1, key="i", by=made.act(MEMBER)))
        == "not_oneself"
    )
    assert (
        refusal(lambda: ledger.gift(giver=mine, number="NOBODY", amount=1, key="j", by=made.act(MEMBER)))
        == "no_account"
    )
    ledger.gift(giver=mine, number="pool", amount=20, key="k", by=made.act(MEMBER), pair_cap=10)
    assert balance(mine) == 2


def test_a_rule_is_tried_on_the_real_ledger_and_put_into_force_by_a_second_person(made: Crew) -> None:
    in_force(made)
    mine = account(made)
    made.confirmed(minutes=120)
    ahead = timezone.localdate() + dt.timedelta(days=10)
    worker = made.act("worker")
    assert (
        refusal(
            lambda: commands.draft_rule(
                place=made.team.place, from_on=ahead, per_hour={**PER_HOUR, "D": 9}, by=worker
            )
        )
        == "wrong_order"
    )
    assert (
        refusal(
            lambda: commands.draft_rule(
                place=made.team.place, from_on=ahead, per_hour={**PER_HOUR, "E": 1}, by=worker
            )
        )
        == "wrong_grade"
    )
    row = commands.draft_rule(place=made.team.place, from_on=ahead, per_hour={**PER_HOUR, "A": 15}, by=worker)
    assert refusal(lambda: RULES.take(row.pk, "apply", by=made.act("secretary"))) == "wrong_state"
    tried = RULES.take(row.pk, "simulate", by=worker)
    assert {name: tried.trial[name] for name in ("records", "would", "gave", "more", "less")} == {
        "records": 1,
        "would": 30,
        "gave": 20,
        "more": 1,
        "less": 0,
    }
    assert (
        tried.trial["lines"] == [{"account": mine.number, "would": 30, "gave": 20, "difference": 10}]
        and balance(mine) == 20
    )
    assert refusal(lambda: RULES.take(row.pk, "apply", by=worker)) == "not_alone"
    RULES.take(row.pk, "apply", by=made.act("secretary"))
    assert earning.rule_for(made.team.place, timezone.localdate()).version == 1
    assert earning.rule_for(made.team.place, ahead).version == row.version == 2


def test_a_reward_is_kept_handed_over_by_code_or_goes_back_whole(made: Crew) -> None:
    mine, worker = account(made), made.act("worker")
    ledger.grant(account=mine, amount=50, source="hours:1", zh="x", on=timezone.localdate())
    reward = commands.put_reward(
        place=made.team.place, name="理发一次", sort="service", cost=20, stock=2, by=worker
    )
    first = commands.reserve(reward=reward, account=mine, by=made.act(MEMBER), key="r1")
    assert commands.reserve(reward=reward, account=mine, by=made.act(MEMBER), key="r1").pk == first.pk
    second = commands.reserve(reward=reward, account=mine, by=made.act(MEMBER), key="r2")
    assert (balance(mine), Reward.objects.get().stock) == (10, 0)
    assert (
        refusal(lambda: commands.reserve(reward=reward, account=mine, by=made.act(MEMBER), key="r3"))
        == "no_stock"
    )
    assert REDEMPTIONS.take(first.pk, "fulfil", by=worker, given={"code": first.code}).state == "fulfilled"
    let_go(timezone.now() + dt.timedelta(days=8))
    second.refresh_from_db()
    assert (second.state, balance(mine), Reward.objects.get().stock) == ("expired", 30, 1)
    assert (
        refusal(lambda: commands.reserve(reward=reward, account=mine, by=made.act(DEPUTY), key="r4"))
        == "not_yours"
    )
    third = commands.reserve(
        reward=reward, account=mine, by=worker, key="r5"
    )  # at the desk, for somebody without a phone
    REDEMPTIONS.take(third.pk, "release", by=made.act(MEMBER))
    assert balance(mine) == 30 and ledger.prove()["ok"]


def test_an_appeal_is_decided_by_another_and_corrects_exactly(made: Crew) -> None:
    in_force(made)
    mine = account(made)
    made.confirmed(minutes=60)
    entry = mine.entries.get()
    row = commands.appeal(entry=entry, words="应是两小时", by=made.act(MEMBER))
    assert refusal(lambda: commands.appeal(entry=entry, words="再来", by=made.act(MEMBER))) == "not_twice"
    assert (
        refusal(
            lambda: APPEALS.take(
                row.pk, "uphold", by=made.act(MEMBER), given={"amount": 99, "note": "我说的"}
            )
        )
        == "not_yours"
    )
    APPEALS.take(row.pk, "uphold", by=made.act("worker"), given={"amount": 20, "note": "核对过签退"})
    assert balance(mine) == 20 and ledger.prove()["ok"]


def test_the_proof_finds_a_balance_that_was_tampered_with(made: Crew) -> None:
    mine = account(made)
    ledger.grant(account=mine, amount=5, source="hours:1", zh="x", on=timezone.localdate())
    assert prove_ledger(timezone.now()) == 0 and LedgerProof.objects.get().faults == []
    LedgerAccount.objects.filter(pk=mine.pk).update(balance=500)
    found = ledger.prove()
    assert not found["ok"] and {fault["what"] for fault in found["faults"]} == {"balance", "measure"}
    assert "账不平" in Client().get(reverse("points_proof")).content.decode()


def test_points_are_never_for_or_against_what_somebody_thinks() -> None:
    """Dignity 6: nothing but service, wishes and activities is listened to, and no other source can pay."""
    ours = {
        thing
        for thing, handlers in _handlers.items()
        for handler in handlers
        if handler.__module__.startswith("jinlin.volunteering.points")
    }
    assert ours == {"hours.confirm", "hours.void", "hours.correct", "wish.confirm", "activity.lock"}
    assert SOURCES == ("hours", "wish_claim", "activity")
    imports = re.compile(r"jinlin\.(?:ballots|deliberation|publicity|matters)\b|ReportIn|gathering")
    assert [
        str(path)
        for path in files(".py")
        if "volunteering/points" in str(path) and imports.search(text(path))
    ] == []


def test_a_source_that_is_no_service_is_a_fault_of_the_program(made: Crew) -> None:
    with pytest.raises(ValueError, match="not earned"):
        ledger.grant(account=account(made), amount=5, source="vote:1", zh="x", on=timezone.localdate())
    assert rules.for_minutes(59, "D", rules.Terms(PER_HOUR)) == 2


def test_figures_of_points_are_sums_of_their_lines(made: Crew) -> None:
    mine, worker = account(made), made.act("worker")
    ledger.grant(account=mine, amount=50, source="hours:1", zh="x", on=timezone.localdate())
    wrong = ledger.grant(account=mine, amount=7, source="hours:2", zh="x", on=timezone.localdate())
    ledger.reverse(txn=wrong, zh="作废", by=None)
    reward = commands.put_reward(
        place=made.team.place, name="理发一次", sort="service", cost=20, stock=2, by=worker
    )
    commands.reserve(reward=reward, account=mine, by=made.act(MEMBER), key="r1")
    period, node = parse(f"{timezone.localdate():%Y}", today=timezone.localdate()), node_of(made.team.place)
    assert [
        value(figure(f"points.{name}"), node, period).number for name in ("issued", "redeemed", "outstanding")
    ] == [50, 20, 30]


def test_opening_exchanging_and_giving_on_the_phone(made: Crew) -> None:
    in_force(made)
    member, worker = (
        sign_in(Client(), made.world.accounts[MEMBER]),
        sign_in(Client(), made.world.accounts["worker"]),
    )
    page = member.get(reverse("my_points")).content.decode()
    assert "全凭自愿" in page and "开通积分" in page
    member.post(reverse("points_open"))
    made.confirmed(minutes=180)
    page = member.get(reverse("my_points")).content.decode()
    assert "+30" in page and "校门口站岗，180 分钟，凭据 A" in page
    made_reward = worker.post(
        reverse("reward_new"),
        {
            "place": made.team.place_id,
            "name": "光荣榜上写一笔",
            "sort": "honour",
            "cost": "10",
            "stock": "5",
            "act": "send",
            "key": "n",
        },
    )
    assert made_reward.status_code == 302
    shop = member.get(reverse("rewards")).content.decode()
    assert "光荣榜上写一笔" in shop
    answers = [
        member.post(reverse("reward_reserve", args=[Reward.objects.get().pk]), {"key": "k"}) for _ in range(3)
    ]
    assert {one.status_code for one in answers} == {302} and Redemption.objects.count() == 1
    row = Redemption.objects.get()
    assert row.code in member.get(reverse("redemption", args=[row.pk])).content.decode()
    assert row.code not in worker.get(reverse("redemption", args=[row.pk])).content.decode()
    assert "光荣榜上写一笔" in worker.get(reverse("points_desk")).content.decode()
    wrong = worker.post(reverse("redemption_step", args=[row.pk, "fulfil"]), {"code": "ZZZZZZ", "key": "f0"})
    assert wrong.status_code == 422
    assert (
        worker.post(
            reverse("redemption_step", args=[row.pk, "fulfil"]), {"code": row.code.lower(), "key": "f"}
        ).status_code
        == 302
    )
    theirs = account(made, DEPUTY)
    assert (
        member.post(reverse("points_gift"), {"number": theirs.number, "amount": "5", "key": "g"}).status_code
        == 302
    )
    assert (balance(theirs), "账是平的" in Client().get(reverse("points_proof")).content.decode()) == (
        5,
        True,
    )
    stranger = sign_in(Client(), made.world.accounts["worker2"])
    assert stranger.get(reverse("redemption", args=[row.pk])).status_code == 404
    assert stranger.get(reverse("point_rule", args=[PointRule.objects.get().pk])).status_code == 404
    token = issue_token(account=made.world.accounts[MEMBER], audience="api")
    mine = Client().get("/api/v1/points", headers={"Authorization": f"Bearer {token}"}).json()
    assert mine["balance"] == 15 and [one["kind"] for one in mine["items"]] == ["gift", "redeem", "grant"]

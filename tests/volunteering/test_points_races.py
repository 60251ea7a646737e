"""Many at once: for the last thing on the shelf, for the last points of one account, for one source. On both databases."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone

from jinlin.people.models import Person
from jinlin.volunteering.models import LedgerAccount, LedgerTxn, Redemption, Reward
from jinlin.volunteering.points import commands, ledger
from jinlin.volunteering.points.books.commands import ask_reversal
from jinlin.volunteering.points.books.desk import OPENINGS, REVERSALS
from jinlin.volunteering.points.books.importing import hand_in
from jinlin.volunteering.points.desk import REDEMPTIONS
from tests.racing import at_once
from tests.volunteering.crew import DEPUTY, LEADER, MEMBER, crew, newcomer

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 8


def test_the_last_things_go_to_exactly_as_many_and_a_balance_is_spent_once() -> None:
    made = crew()
    on, place = timezone.localdate(), made.team.place
    holders = []
    for number in range(CLIENTS):
        by = newcomer(made.world, f"人{number}", number)
        account = ledger.open_account(person=Person.objects.get(pk=by.person), place=place)
        ledger.grant(account=account, amount=30, source=f"hours:{number}", zh="x", on=on)
        holders.append((by, account))
    reward = commands.put_reward(
        place=place, name="米一袋", sort="goods", cost=20, stock=3, by=made.act("worker")
    )
    said = at_once(
        *(
            lambda by=by, one=one: commands.reserve(reward=reward, account=one, by=by, key=f"r:{one.pk}")
            for by, one in holders
        )
    )
    assert said == Counter({"no_stock": CLIENTS - 3, "done": 3})
    assert (Reward.objects.get().stock, Redemption.objects.count()) == (0, 3)
    # One account, enough for one: eight gifts at once, exactly one goes through.
    rich = ledger.open_account(person=Person.objects.get(pk=made.person(MEMBER)), place=place)
    ledger.grant(account=rich, amount=100, source="hours:900", zh="x", on=on)
    taker = ledger.open_account(person=Person.objects.get(pk=made.person(DEPUTY)), place=place)
    said = at_once(
        *(
            lambda n=n: ledger.gift(
                giver=rich, number=taker.number, amount=60, key=f"g{n}", by=made.act(MEMBER)
            )
            for n in range(CLIENTS)
        )
    )
    assert said == Counter({"not_enough": CLIENTS - 1, "done": 1})
    # Two who give to each other at the same moment wait in one order: no deadlock, nothing lost.
    said = at_once(*(lambda a=a, b=b, n=n: ledger.gift(giver=a, number=b.number, amount=1, key=f"x{n}", by=None)
                     for n, (a, b) in enumerate([(rich, taker), (taker, rich)] * 3)))  # fmt: skip
    assert said == Counter({"done": 6})
    assert sum(LedgerAccount.objects.values_list("balance", flat=True)) == 0 and ledger.prove()["ok"]


def test_one_source_pays_once_one_reversal_counts_and_one_hand_over() -> None:
    made = crew()
    on, place = timezone.localdate(), made.team.place
    mine = ledger.open_account(person=Person.objects.get(pk=made.person(MEMBER)), place=place)
    said = at_once(
        *(lambda: ledger.grant(account=mine, amount=50, source="hours:1", zh="x", on=on) for _ in range(6))
    )
    assert said == Counter({"done": 6}) and LedgerTxn.objects.filter(kind="grant").count() == 1
    reward = commands.put_reward(
        place=place, name="理发", sort="service", cost=20, stock=1, by=made.act("worker")
    )
    row = commands.reserve(reward=reward, account=mine, by=made.act(MEMBER), key="k")
    said = at_once(*(lambda: REDEMPTIONS.take(row.pk, "release", by=made.act(MEMBER)) for _ in range(4)))
    assert said == Counter({"wrong_state": 3, "done": 1})
    txn = LedgerTxn.objects.get(kind="grant")
    said = at_once(*(lambda: ledger.reverse(txn=txn, zh="作废", by=None) for _ in range(5)))
    assert said == Counter({"not_twice": 4, "done": 1})
    mine.refresh_from_db()
    assert (mine.balance, Reward.objects.get().stock, ledger.prove()["ok"]) == (0, 1, True)
    opened = at_once(
        *(
            lambda: ledger.open_account(person=Person.objects.get(pk=made.person(LEADER)), place=place)
            for _ in range(5)
        )
    )
    assert (
        opened == Counter({"done": 5})
        and LedgerAccount.objects.filter(person=made.person(LEADER)).count() == 1
    )


def test_two_books_confirmed_and_two_reversals_approved_at_once_count_once(tmp_path: Path) -> None:
    made = crew()
    file = tmp_path / "book.csv"
    file.write_text("姓名,积分\n王秀兰,120\n李国强,35\n陈外来,7\n", "utf-8")
    books = [
        hand_in(
            path=file,
            name="book.csv",
            place=made.team.place,
            on_day=timezone.localdate(),
            by=made.act("worker"),
            agreed=True,
        )
        for _ in range(4)
    ]
    second = made.act("secretary")
    said = at_once(*(lambda row=row: OPENINGS.take(row.pk, "confirm", by=second) for row in books))
    assert said == Counter({"done": 4})
    assert sorted(LedgerTxn.objects.filter(kind="opening").values_list("entries__amount", flat=True)) == [
        -120,
        -35,
        -7,
        7,
        35,
        120,
    ]
    line = LedgerTxn.objects.filter(kind="opening").order_by("pk")[0]
    ask = ask_reversal(txn=line, words="抄错了", by=made.act("worker"))
    said = at_once(*(lambda: REVERSALS.take(ask.pk, "approve", by=second) for _ in range(4)))
    assert said == Counter({"done": 1, "wrong_state": 3})
    assert LedgerTxn.objects.filter(reverses=line).count() == 1
    assert sum(LedgerAccount.objects.values_list("balance", flat=True)) == 0 and ledger.prove()["ok"]

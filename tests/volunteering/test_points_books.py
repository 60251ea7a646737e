"""The books of points: the old book carried over once, lines taken back by two people, accounts of those without a phone."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.people.models import Person
from jinlin.volunteering.models import (
    LedgerAccount,
    LedgerEntry,
    LedgerTxn,
    OpeningLine,
    PointOpening,
    PointReversal,
    Redemption,
)
from jinlin.volunteering.points import commands as points
from jinlin.volunteering.points import ledger
from jinlin.volunteering.points.books import commands
from jinlin.volunteering.points.books.desk import OPENINGS, REVERSALS, to_decide
from jinlin.volunteering.points.books.importing import hand_in
from jinlin.volunteering.points.desk import REDEMPTIONS
from tests.people.pages import sign_in
from tests.volunteering.crew import DEPUTY, LEADER, MEMBER, Crew, crew
from tests.volunteering.test_points import account, balance, refusal

pytestmark = pytest.mark.django_db
BOOK = "序号,志愿者姓名,剩余积分\n1,王秀兰,120\n2,李国强,35\n3,没有的人,9\n4,陈外来,0\n5,王秀兰,7\n"


@pytest.fixture
def made() -> Crew:
    return crew()


def given(made: Crew, path: Path, text: str = BOOK, by: str = "worker") -> PointOpening:
    file = path / "旧账本.csv"
    file.write_text(text, "utf-8")
    return hand_in(
        path=file,
        name=file.name,
        place=made.team.place,
        on_day=timezone.localdate() - dt.timedelta(days=3),
        by=made.act(by),
        agreed=True,
    )


def confirm(row: PointOpening, made: Crew) -> None:
    OPENINGS.take(row.pk, "confirm", by=made.act("secretary"))


def even() -> None:
    """The invariants, worked out from the lines alone: nothing is made or lost, every balance is its lines."""
    assert set(LedgerTxn.objects.annotate(total=Sum("entries__amount")).values_list("total", flat=True)) <= {
        0
    }
    for one in LedgerAccount.objects.annotate(total=Sum("entries__amount")):
        assert one.balance == (one.total or 0), one.number
    assert sum(LedgerAccount.objects.values_list("balance", flat=True)) == 0
    assert ledger.prove()["ok"]


def test_the_old_book_is_carried_over_against_the_opening_account_by_two_people(
    made: Crew, tmp_path: Path
) -> None:
    row = given(made, tmp_path)
    assert [(one.row, one.amount) for one in row.lines.order_by("row")] == [(2, 120), (3, 35)]
    assert [one["row"] for one in row.returned] == [4, 5, 6]
    assert "没有的人" not in str(row.returned)
    assert LedgerTxn.objects.count() == 0  # handing it in posts nothing
    assert refusal(lambda: OPENINGS.take(row.pk, "confirm", by=made.act("worker"))) == "not_alone"
    confirm(row, made)
    book = LedgerAccount.objects.get(holder="opening")
    people = {one.person.name: one for one in LedgerAccount.objects.filter(holder="person")}
    assert {name: one.balance for name, one in people.items()} == {"王秀兰": 120, "李国强": 35}
    assert (book.balance, people["王秀兰"].consent) == (-155, "list")
    assert set(OpeningLine.objects.values_list("person", flat=True)) == {None}
    assert LedgerEntry.objects.count() == 4
    even()


def test_the_same_book_again_adds_nothing(made: Crew, tmp_path: Path) -> None:
    twice = [given(made, tmp_path) for _ in range(2)]
    for row in twice:
        confirm(row, made)
    assert LedgerTxn.objects.filter(kind="opening").count() == 2
    again = given(made, tmp_path)
    assert (again.lines.count(), again.known) == (0, 3)
    only = "姓名,积分\n王秀兰,120\n李国强,35\n"
    assert refusal(lambda: given(made, tmp_path, only)) == "no_new_row"
    assert sum(one.balance for one in LedgerAccount.objects.filter(holder="person")) == 155
    even()


def test_an_opening_that_was_taken_back_may_be_carried_over_anew(made: Crew, tmp_path: Path) -> None:
    confirm(given(made, tmp_path, "姓名,积分\n王秀兰,120\n"), made)
    ask = commands.ask_reversal(
        txn=LedgerTxn.objects.get(kind="opening"), words="抄错了", by=made.act("worker")
    )
    REVERSALS.take(ask.pk, "approve", by=made.act("secretary"))
    confirm(given(made, tmp_path, "姓名,积分\n王秀兰,102\n"), made)
    assert [one.balance for one in LedgerAccount.objects.filter(holder="person")] == [102]
    even()


def test_a_row_with_an_account_number_needs_no_name_and_nobody_else_hands_a_book_in(
    made: Crew, tmp_path: Path
) -> None:
    mine = account(made)
    confirm(given(made, tmp_path, f"积分号,余额\n{mine.number},8\nP0000000,9\n"), made)
    assert balance(mine) == 8
    mine.refresh_from_db()
    assert mine.consent == "self"
    assert refusal(lambda: given(made, tmp_path, by="worker2")) == "not_yours"
    assert refusal(lambda: given(made, tmp_path, by=LEADER)) == "not_yours"


def test_the_database_itself_keeps_two_people(made: Crew, tmp_path: Path) -> None:
    row = given(made, tmp_path)
    ask = asked(made)
    for rows, change in (
        (PointOpening.objects.filter(pk=row.pk), {"state": "posted", "decided_by": row.made_by}),
        (PointOpening.objects.filter(pk=row.pk), {"state": "posted"}),
        (PointReversal.objects.filter(pk=ask.pk), {"state": "done", "decided_by": ask.made_by}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def asked(made: Crew, source: str = "hours:1") -> PointReversal:
    txn = ledger.grant(
        account=account(made), amount=50, source=source, zh="校门口站岗", on=timezone.localdate()
    )
    assert txn is not None
    return commands.ask_reversal(txn=txn, words="那天没有来", by=made.act("worker"))


def test_a_line_is_taken_back_by_hand_only_with_a_second_person(made: Crew) -> None:
    ask = asked(made)
    mine = account(made)
    assert balance(mine) == 50
    assert [one.title for one in to_decide(made.act("secretary"), timezone.now(), 8)] == ["校门口站岗"]
    assert to_decide(made.act("worker"), timezone.now(), 8) == []
    assert refusal(lambda: REVERSALS.take(ask.pk, "approve", by=made.act("worker"))) == "not_alone"
    assert refusal(lambda: REVERSALS.take(ask.pk, "approve", by=made.act(MEMBER))) == "not_yours"
    assert refusal(lambda: REVERSALS.take(ask.pk, "approve", by=made.act("worker2"))) == "not_yours"
    REVERSALS.take(ask.pk, "approve", by=made.act("secretary"))
    assert balance(mine) == 0
    assert (
        "那天没有来" in Notice.objects.get(account=made.world.accounts[MEMBER], subject="point_reversal").zh
    )
    again = lambda: commands.ask_reversal(txn=ask.txn, words="再来", by=made.act("worker"))  # noqa: E731
    ask.txn.refresh_from_db()
    assert refusal(again) == "wrong_line"
    even()


def test_a_declined_or_withdrawn_question_changes_nothing_and_only_the_asker_withdraws(made: Crew) -> None:
    first, second = asked(made), asked(made, "hours:2")
    assert (
        refusal(lambda: commands.ask_reversal(txn=first.txn, words="又问", by=made.act("secretary")))
        == "not_twice"
    )
    assert refusal(lambda: REVERSALS.take(first.pk, "withdraw", by=made.act("secretary"))) == "not_yours"
    REVERSALS.take(first.pk, "withdraw", by=made.act("worker"))
    REVERSALS.take(second.pk, "decline", by=made.act("secretary"), given={"note": "签到在"})
    assert balance(account(made)) == 100
    even()


def test_what_a_record_took_back_meanwhile_is_not_taken_back_twice(made: Crew) -> None:
    ask = asked(made)
    ledger.reverse_source("hours:1", "记录作废", None)
    assert refusal(lambda: REVERSALS.take(ask.pk, "approve", by=made.act("secretary"))) == "not_twice"
    assert balance(account(made)) == 0
    even()


def test_a_redemption_is_given_back_and_not_reversed_by_hand(made: Crew) -> None:
    mine = account(made)
    ledger.grant(account=mine, amount=50, source="hours:1", zh="x", on=timezone.localdate())
    reward = points.put_reward(
        place=made.team.place, name="理发一次", sort="service", cost=20, stock=2, by=made.act("worker")
    )
    row = points.reserve(reward=reward, account=mine, by=made.act(MEMBER), key="r1")
    assert (
        refusal(lambda: commands.ask_reversal(txn=row.txn, words="x", by=made.act("worker"))) == "wrong_line"
    )


def test_a_gift_taken_back_leaves_a_debt_and_goods_where_they_are(made: Crew) -> None:
    mine, theirs = account(made), account(made, DEPUTY)
    ledger.grant(account=mine, amount=50, source="hours:1", zh="x", on=timezone.localdate())
    gift = ledger.gift(giver=mine, number=theirs.number, amount=40, key="g", by=made.act(MEMBER))
    ledger.gift(giver=theirs, number="pool", amount=30, key="h", by=made.act(DEPUTY))
    ask = commands.ask_reversal(txn=gift, words="不是本人转的", by=made.act("worker"))
    REVERSALS.take(ask.pk, "approve", by=made.act("secretary"))
    assert (balance(mine), balance(theirs)) == (50, -30)
    even()


def opened(made: Crew, name: str = "林阿婆", **more: object) -> LedgerAccount:
    facts = {"how": "paper", "agreed": True, "where": "档案柜 3 号", "year": 1941} | more
    return commands.open_for(place=made.team.place, name=name, by=made.act("worker"), **facts)  # type: ignore[arg-type]


def test_a_keeper_opens_an_account_for_somebody_without_a_phone_who_agreed(made: Crew) -> None:
    mine = opened(made)
    assert (mine.consent, mine.kept_where, mine.opened_by_id) == (
        "paper",
        "档案柜 3 号",
        made.act("worker").account,
    )
    assert mine.person.name == "林阿婆"
    assert opened(made).pk == mine.pk and Person.objects.filter(name="林阿婆").count() == 1
    assert refusal(lambda: opened(made, "陈阿公", agreed=False)) == "no_consent"
    assert refusal(lambda: opened(made, "王秀兰", year=None)) == "not_by_others"
    assert (
        refusal(
            lambda: commands.open_for(
                place=made.team.place, name="x", how="said", by=made.act("worker2"), agreed=True
            )
        )
        == "not_yours"
    )
    ledger.grant(account=mine, amount=5, source="hours:1", zh="x", on=timezone.localdate())
    even()


def test_a_keeper_exchanges_with_a_holder_without_a_phone_and_with_nobody_else(made: Crew) -> None:
    mine, worker = opened(made), sign_in(Client(), made.world.accounts["worker"])
    ledger.grant(account=mine, amount=50, source="hours:1", zh="x", on=timezone.localdate())
    prize = points.put_reward(
        place=made.team.place, name="大米一袋", sort="goods", cost=40, stock=1, by=made.act("worker")
    )
    way = reverse("points_exchange", args=[mine.pk])
    assert way in worker.get(reverse("points_account", args=[mine.pk])).content.decode()
    first = worker.post(way, {"reward": prize.pk, "key": "a"})
    again = worker.post(way, {"reward": prize.pk, "key": "a"})
    assert first.status_code == again.status_code == 302 and first["Location"] == again["Location"]
    kept = Redemption.objects.get()
    assert kept.account_id == mine.pk and balance(mine) == 10
    assert kept.code in worker.get(first["Location"]).content.decode(), (
        "the keeper writes the code down for them"
    )
    step = reverse("redemption_step", args=[kept.pk, "fulfil"])
    assert worker.post(step, {"code": kept.code, "act": "send", "key": "h"}).status_code == 302
    kept.refresh_from_db()
    assert kept.state == "fulfilled"
    assert worker.post(way, {"reward": prize.pk, "key": "b"}).status_code == 409
    theirs = account(made, MEMBER)
    closed = worker.post(reverse("points_exchange", args=[theirs.pk]), {"reward": prize.pk, "key": "c"})
    assert closed.status_code == 409 and "请本人在手机上自己兑换" in closed.content.decode()
    other = sign_in(Client(), made.world.accounts["worker2"])
    assert other.post(way, {"reward": prize.pk, "key": "d"}).status_code == 404
    even()


def test_however_points_move_the_ledger_is_even_at_every_moment(made: Crew) -> None:
    chance, on = random.Random(5), timezone.localdate()
    mine = [account(made, who) for who in (LEADER, DEPUTY, MEMBER)]
    reward = points.put_reward(
        place=made.team.place, name="理发一次", sort="service", cost=9, stock=40, by=made.act("worker")
    )
    for n in range(120):
        one, other = chance.sample(mine, 2)
        who = {LEADER: 0, DEPUTY: 1, MEMBER: 2}
        name = next(key for key, place in who.items() if mine[place].pk == one.pk)
        kept = Redemption.objects.filter(state="reserved").order_by("?").first()
        stands = LedgerTxn.objects.filter(kind__in=commands.REVERSIBLE, reversed_by__isnull=True).order_by(
            "pk"
        )
        moves = {
            "grant": lambda one=one, n=n: ledger.grant(
                account=one, amount=chance.randint(1, 30), source=f"hours:{n}", zh="x", on=on
            ),
            "gift": lambda one=one, other=other, n=n, name=name: ledger.gift(
                giver=one,
                number=chance.choice([other.number, "pool"]),
                amount=chance.randint(1, 40),
                key=f"g{n}",
                by=made.act(name),
            ),
            "redeem": lambda one=one, n=n, name=name: points.reserve(
                reward=reward, account=one, by=made.act(name), key=f"r{n}"
            ),
            "back": lambda kept=kept: kept and REDEMPTIONS.take(kept.pk, "release", by=made.act("worker")),
            "reverse": lambda stands=stands: (
                stands and ledger.reverse(txn=chance.choice(list(stands)), zh="x", by=None)
            ),
        }
        with contextlib.suppress(Refused):  # too little, in debt: then nothing at all was written
            moves[chance.choice(list(moves))]()
        if n % 5 == 0:
            even()
    kinds = set(LedgerTxn.objects.values_list("kind", flat=True))
    assert kinds == {"grant", "gift", "redeem", "reverse"}
    earned = LedgerEntry.objects.filter(account__holder="issuer").aggregate(total=Sum("amount"))["total"]
    held = LedgerAccount.objects.exclude(holder="issuer").aggregate(total=Sum("balance"))["total"]
    assert held == -earned


def test_on_the_desk_a_book_comes_in_is_checked_and_a_line_goes_back(made: Crew) -> None:
    worker, secretary = (sign_in(Client(), made.world.accounts[name]) for name in ("worker", "secretary"))
    sent = {
        "place": made.team.place_id, "on_day": timezone.localdate().isoformat(), "agreed": "on",
        "file": SimpleUploadedFile("旧账本.csv", BOOK.encode("utf-8")),
    }  # fmt: skip
    page = worker.post(reverse("point_opening_new"), sent)
    assert page.status_code == 302, page.content.decode()[-2000:]
    shown = worker.get(page["Location"]).content.decode()
    assert "王**" in shown and "王秀兰" not in shown and "同名" not in shown
    row = PointOpening.objects.get()
    step = reverse("point_opening_step", args=[row.pk, "confirm"])
    assert worker.post(step, {"key": "a"}).status_code == 409
    assert secretary.post(step, {"key": "b"}).status_code == 302
    listed = worker.get(reverse("points_accounts") + "?q=王秀兰").content.decode()
    mine = LedgerAccount.objects.get(person__name="王秀兰")
    assert mine.number in listed and "120" in listed
    seen = worker.get(reverse("points_account", args=[mine.pk])).content.decode()
    txn = LedgerTxn.objects.get(taker=mine)
    assert reverse("points_reverse", args=[txn.pk]) in seen
    asked_for = worker.post(
        reverse("points_reverse", args=[txn.pk]), {"words": "抄错了", "act": "send", "key": "c"}
    )
    assert asked_for.status_code == 302
    ask = PointReversal.objects.get()
    assert "抄错了" in secretary.get(reverse("point_reversal", args=[ask.pk])).content.decode()
    assert (
        secretary.post(reverse("point_reversal_step", args=[ask.pk, "approve"]), {"key": "d"}).status_code
        == 302
    )
    assert "冲正过" in worker.get(reverse("points_account", args=[mine.pk])).content.decode()
    new = worker.post(
        reverse("points_account_new"),
        {
            "place": made.team.place_id,
            "name": "林阿婆",
            "how": "said",
            "agreed": "on",
            "year": "",
            "phone": "",
            "where": "",
            "act": "send",
            "key": "e",
        },
    )
    assert new.status_code == 302 and "当面口头同意" in worker.get(new["Location"]).content.decode()
    for name in ("worker2", LEADER):
        other = sign_in(Client(), made.world.accounts[name])
        for way in (
            reverse("points_account", args=[mine.pk]), reverse("point_opening", args=[row.pk]), reverse("point_reversal", args=[ask.pk]),
            reverse("points_reverse", args=[txn.pk]),
        ):  # fmt: skip
            assert other.get(way).status_code in (302, 404), way
    even()

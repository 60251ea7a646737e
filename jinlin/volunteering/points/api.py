"""The API of points: one's own statement, what is to be had, exchanging and giving."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from pydantic import Field

from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of, stamp, whole
from jinlin.places.public import Place
from jinlin.volunteering.models.points import LedgerAccount, Reward
from jinlin.volunteering.points import commands, ledger
from jinlin.volunteering.points.books.desk import OPENING_SUBJECT, REVERSAL_SUBJECT
from jinlin.volunteering.points.desk import APPEAL_SUBJECT, REDEMPTION_SUBJECT, RULE_SUBJECT
from jinlin.volunteering.points.earning import rule_for
from jinlin.volunteering.points.queries import on_offer, own_account, statement

PAGE = 50


class GiftIn(Schema):
    """To whom (a number, or ``pool``) and how many."""

    number: str = Field(max_length=16)
    amount: int = Field(ge=1, le=100_000)


def _account(request: HttpRequest) -> LedgerAccount:
    account = own_account(asker(request))
    if account is None:
        raise LedgerAccount.DoesNotExist
    return account


@api.get("/points", response={200: Any, **ANSWERS}, summary="我的积分 · My points")
def points(request: HttpRequest, page: int = 1) -> Any:
    """The asker's balance and statement, newest first; 404 where no account was opened."""
    account = _account(request)
    first = (max(page, 1) - 1) * PAGE
    rows = list(statement(account)[first : first + PAGE + 1])
    return {
        "number": account.number, "balance": account.balance, "open": account.closed_at is None, "page": page, "next": page + 1 if len(rows) > PAGE else None,
        "items": [
            {"line": one.pk, "kind": one.txn.kind, "words": one.txn.zh, "amount": one.amount, "on": one.txn.occurred_on.isoformat(), "posted_at": stamp(one.txn.posted_at)}
            for one in rows[:PAGE]
        ],
    }  # fmt: skip


@api.get("/rewards", response={200: Any, **ANSWERS}, summary="可以换什么 · Rewards")
def rewards(request: HttpRequest, place: str) -> Any:
    """What is on offer at a place's community, honours first."""
    found = Place.objects.get(code=place)
    return {
        "items": [
            {"reward": one.pk, "name": one.name, "sort": one.sort, "cost": one.cost, "left": one.stock}
            for one in on_offer(found)[:100]
        ]
    }


@api.post("/rewards/{pk}/reserve", response={201: Any, **ANSWERS}, summary="兑换 · Exchange points")
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a reward for some days; 409 with the reason where none is left or the balance is too small."""
    by, account = asker(request), _account(request)
    reward = Reward.objects.select_related("place").get(pk=pk)
    key = key_of(request)[:40] or f"once-{timezone.now().timestamp()}"

    def act() -> tuple[int, dict[str, Any]]:
        return 201, {
            "redemption": commands.reserve(
                reward=reward, account=account, by=by, key=f"redeem:{account.pk}:{key}"
            ).pk
        }

    status, answer, _ = once(scope=f"api:{by.account}:redeem", key=key_of(request), content=pk, act=act)
    return api.create_response(
        request,
        whole(REDEMPTION_SUBJECT, REDEMPTION_SUBJECT.find(str(answer["redemption"]), by), by),
        status=status,
    )


@api.post("/points/gifts", response={201: Any, **ANSWERS}, summary="转赠 · Give points")
def give(request: HttpRequest, body: GiftIn) -> HttpResponse:
    """Give to a neighbour by number, or to the pool."""
    by, account = asker(request), _account(request)
    rule = rule_for(account.place, timezone.localdate())
    key = key_of(request)[:40] or f"once-{timezone.now().timestamp()}"

    def act() -> tuple[int, dict[str, Any]]:
        cap = rule.pair_cap if rule else 0
        made = ledger.gift(
            giver=account,
            number=body.number,
            amount=body.amount,
            key=f"gift:{account.pk}:{key}",
            by=by,
            pair_cap=cap,
        )
        return 201, {"line": made.key, "amount": body.amount}

    status, answer, _ = once(
        scope=f"api:{by.account}:gift", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(request, answer, status=status)


for _subject in (RULE_SUBJECT, REDEMPTION_SUBJECT, APPEAL_SUBJECT, OPENING_SUBJECT, REVERSAL_SUBJECT):
    add_subject(_subject)

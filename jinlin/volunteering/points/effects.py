"""What each step of a rule, a redemption and an appeal writes besides state and event."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import F
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.places.public import under
from jinlin.volunteering.models import ServiceHours
from jinlin.volunteering.models.points import (
    LedgerAccount,
    LedgerEntry,
    PointAppeal,
    PointRule,
    Redemption,
    Reward,
)
from jinlin.volunteering.models.teams import COUNTED
from jinlin.volunteering.points import ledger, rules
from jinlin.volunteering.points.earning import terms_of

Given = dict[str, Any]
MOST_HOURS = 50_000


def number(name: str, on: dt.date) -> int:
    """A limit of ``parameters/points.toml``."""
    return shipped_parameters().integer(name, on=on)


def try_out(rule: PointRule, at: dt.datetime) -> dict[str, Any]:
    """What the rule would have given for the real service of the last year, beside what the ledger gave. Nothing is written.

    Only accounts that are open are counted; caps run by month. Answers totals, the difference, and how many accounts would
    get more, less or the same (no names; a page shows masked lines to the keepers alone).
    """
    since = timezone.localdate(at) - dt.timedelta(days=number("points.simulate_days", timezone.localdate(at)))
    terms = terms_of(rule)
    accounts = {
        one.person_id: one
        for one in LedgerAccount.objects.filter(
            under(rule.place.path, "place__path"), holder="person", measure="points", closed_at=None
        )
    }
    served = ServiceHours.objects.filter(
        under(rule.place.path, "place__path"), person__in=accounts, kind="volunteer", state__in=COUNTED, begins_at__date__gte=since,
    ).order_by("begins_at", "pk").values_list("pk", "person", "begins_at", "minutes", "grade")[:MOST_HOURS]  # fmt: skip
    would: dict[int, int] = defaultdict(int)
    months: dict[tuple[int, str], int] = defaultdict(int)
    sources = []
    for pk, person, begins, minutes, grade in served:
        month = (person, f"{timezone.localtime(begins):%Y-%m}")
        amount = rules.within_cap(rules.for_minutes(minutes, grade, terms), months[month], terms.month_cap)
        months[month] += amount
        would[person] += amount
        sources.append(f"hours:{pk}")
    gave: dict[int, int] = defaultdict(int)
    rows = LedgerEntry.objects.filter(account__in=[one.pk for one in accounts.values()], txn__kind="grant", txn__source__startswith="hours:", txn__occurred_on__gte=since,
                                      txn__reversed_by__isnull=True)  # fmt: skip
    for person, amount in rows.values_list("account__person", "amount"):
        gave[person] += amount
    lines = [
        {
            "account": accounts[one].number,
            "would": would[one],
            "gave": gave[one],
            "difference": would[one] - gave[one],
        }
        for one in accounts
        if would[one] or gave[one]
    ]
    lines.sort(key=lambda line: (-abs(line["difference"]), line["account"]))
    return {
        "since": since.isoformat(), "records": len(sources), "would": sum(would.values()), "gave": sum(gave.values()),
        "more": sum(line["difference"] > 0 for line in lines), "less": sum(line["difference"] < 0 for line in lines),
        "same": sum(line["difference"] == 0 for line in lines), "lines": lines[:200],
    }  # fmt: skip


def _simulate(row: PointRule, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.trial = try_out(row, at)
    return Taken(data={name: row.trial[name] for name in ("records", "would", "gave")})


def _apply(row: PointRule, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """The version before holds until the day on which this one begins."""
    PointRule.objects.filter(place=row.place_id, state="applied", until_on__isnull=True).exclude(
        pk=row.pk
    ).update(until_on=row.from_on)
    row.applied_by_id = by.account
    return Taken(data={"from_on": row.from_on.isoformat()})


def _end(row: PointRule, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.until_on = timezone.localdate(at) + dt.timedelta(days=1)
    return Taken(text=values["note"])


RULE_EFFECTS: dict[str, Effect] = {"simulate": _simulate, "apply": _apply, "end": _end}


def _fulfil(row: Redemption, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if values["code"].strip().upper() != row.code:
        raise Faulty({"code": Reason("wrong_code", Words("领取码不对", "The code is wrong"))})
    row.ended_at = at
    return Taken()


def _back(row: Redemption, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """The points go back by an exact reversal, and the thing is on the shelf again."""
    Reward.objects.select_for_update(of=("self",)).get(pk=row.reward_id)
    ledger.reverse(txn=row.txn, zh=f"退回：{row.reward.name}", by=by, at=at)
    Reward.objects.filter(pk=row.reward_id).update(stock=F("stock") + 1)
    row.ended_at = at
    return Taken()


REDEMPTION_EFFECTS: dict[str, Effect] = {"fulfil": _fulfil, "release": _back, "expire": _back}


def _uphold(row: PointAppeal, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """The line is reversed exactly, and what is right stands as a line of its own."""
    entry = row.entry
    back = ledger.reverse(txn=entry.txn, zh=f"申诉更正：{entry.txn.zh}"[:200], by=by, at=at)
    if values["amount"]:
        issuer = ledger.house_account(entry.account.place, "issuer", entry.account.measure)
        line = ledger.Line(
            "adjust",
            f"申诉后应得：{entry.txn.zh}"[:200],
            entry.txn.occurred_on,
            "",
            entry.txn.rule,
            issuer,
            entry.account,
        )
        ledger.post(
            key=f"appeal:{row.pk}",
            amounts={entry.account_id: values["amount"], issuer.pk: -values["amount"]},
            line=line,
            by=by,
            at=at,
        )
    return Taken(data={"amount": values["amount"], "reversed_by": back.pk}, text=values["note"])


APPEAL_EFFECTS: dict[str, Effect] = {"uphold": _uphold}

"""What each step of a decision writes."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from typing import Any

from django.utils import timezone

from jinlin.ballots import boards, commands, papers, results, roll, rules, witnesses
from jinlin.ballots.models import Batch, Decision, Delivery, Item, Objection, Proxy, RollRow
from jinlin.ballots.sealing import board
from jinlin.ballots.sealing.archive import package_file
from jinlin.ballots.sealing.curve import digest
from jinlin.base.actor import Actor
from jinlin.base.clock import earliest_after
from jinlin.base.engine import Effect, Taken
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.sealed import key_of
from jinlin.base.words import Words

OPTION_SAID = {"同意": "yes", "反对": "no", "弃权": "abstain", "yes": "yes", "no": "no", "abstain": "abstain"}


def _add_item(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    last = Item.objects.filter(decision=row).order_by("-id").values_list("code", flat=True).first()
    code = f"m{int(last[1:]) + 1 if last else 1}"
    Item.objects.create(
        decision=row, code=code, matter=values["matter"], title=values["title"], text=values["text"]
    )
    return Taken({"item": code, "matter": values["matter"]}, text=values["title"])


def _drop_item(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    item = Item.objects.filter(decision=row, pk=values["item"]).first()
    if item is None:
        raise Refused(Reason("no_item", Words("没有这项议题", "there is no such motion")))
    title = item.title
    item.delete()
    return Taken(text=title)


def _set_rules(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    if (
        values["by_phone"]
        and shipped_parameters().get("owners.own_phone", on=at.date(), region=row.region).value is not True
    ):
        raise Refused(
            Reason(
                "not_by_phone",
                Words(
                    "当地规定不能用本平台手机投票，请用纸质票或导入城市系统的结果",
                    "the region allows no phone ballots of this platform",
                ),
            )
        )
    row.parking = values["parking"] == "yes"
    row.conflict, row.silent = values["conflict"], values["silent"]
    row.silent_basis = values["silent_basis"] or ""
    row.publication = values["publication"]
    row.may_change, row.by_phone, row.by_proxy = (
        bool(values[name]) for name in ("may_change", "by_phone", "by_proxy")
    )
    roll.weigh(row)
    return Taken({name: values[name] for name in ("parking", "conflict", "silent", "publication")})


def _build_roll(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    count = roll.write(row, roll.from_register(row, developer=values["developer"] or ""))
    return Taken({"rows": count})


def _publish_roll(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    days = shipped_parameters().integer("owners.roll_objection_days", on=at.date(), region=row.region)
    row.objections_until = timezone.localtime(at).date() + dt.timedelta(days=days)
    row.guard = roll.guard(row)
    return Taken({"until": row.objections_until.isoformat()}, text=values["note"] or "")


def _merge_rows(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    made = roll.merge(row, keep=values["keep"], other=values["other"], reason=values["reason"], at=at)
    row.guard = roll.guard(row)
    return Taken({"row": made.row, "keep": values["keep"], "other": values["other"]}, text=values["reason"])


def _correct_row(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    made = roll.correct(
        row,
        row=values["row"],
        unit=values["unit"],
        area=values["area"],
        source=values["source"],
        reason=values["reason"],
        at=at,
    )
    row.guard = roll.guard(row)
    return Taken({"row": made.row, "old": values["row"]}, text=values["reason"])


def _name_voice(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    roll.name_voice(row, row=values["row"], name=values["name"])
    return Taken({"row": values["row"]}, text=values["reason"])


def _set_publication(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.publication = values["publication"]
    row.guard = roll.guard(row)
    return Taken({"publication": row.publication})


def _answer_objection(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    done = Objection.objects.filter(decision=row, pk=values["objection"], answered_at__isnull=True).update(
        answer=values["answer"], answered_at=at
    )
    if not done:
        raise Refused(
            Reason("no_objection", Words("没有这条待答复的异议", "there is no such open objection"))
        )
    return Taken({"objection": values["objection"]}, text=values["answer"])


def _freeze(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    """Package, roll and key stand from here on; the board opens with their hashes."""
    row.noticed_on, row.closes_at, row.frozen_at = timezone.localtime(at).date(), values["closes_at"], at
    clock = shipped_parameters().clock("owners.meeting_notice", on=row.noticed_on, region=row.region)
    row.opens_on = earliest_after(row.noticed_on, clock)
    if row.closes_at.date() <= row.opens_on:
        day = row.opens_on.isoformat()
        raise Refused(
            Reason(
                "too_early",
                Words(
                    f"公告要满十五日，最早 {day} 开始，截止要更晚",
                    f"the notice runs until {day}; the end must be later",
                ),
            )
        )
    row.package = results.package_of(row, at)
    row.package_hash = digest(package_file(row.package))
    row.roll_file, row.salt = roll.file_of(row)
    row.key_seed = secrets.token_hex(32)
    public, _ = boards.keys(row)
    row.key = public.hex()
    boards.append(
        row, "opened", board.opened(row.package_hash, digest(package_file(row.roll_file)), row.key), at=at
    )
    return Taken(
        {"package": row.package_hash, "head": row.head, "closes_at": row.closes_at.isoformat()},
        text=values["note"] or "",
    )


def _open(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.opened_at = at
    return Taken()


def _row_of_unit(row: Decision, unit: str) -> RollRow:
    found = roll.standing(row).filter(units__name=unit.replace(" ", "")).first()
    if found is None:
        raise Refused(Reason("no_unit", Words(f"名册里没有 {unit}", f"the roll has no unit {unit}")))
    return found


def _deliver(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    target = _row_of_unit(row, values["unit"])
    Delivery.objects.create(
        row=target,
        to=values["to"],
        how=values["how"],
        at=values["at"],
        proof=values["proof"] or "",
        by_id=by.account,
    )
    return Taken({"row": target.row, "to": values["to"]})


def _give_proxy(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    target = _row_of_unit(row, values["unit"])
    agent = key_of(f"{values['agent']}{values['agent_id']}", "agent")
    said = {
        name: OPTION_SAID.get(word, "")
        for name, word in re.findall(r"(m\d+)\s*[=＝:：]\s*(\w+)", values["instructions"])
    }
    reason = rules.may_be_agent(
        held=Proxy.objects.filter(row__decision=row, agent_key=agent).count(), works_for_property=bool(values["works_for_property"]),
        is_candidate=bool(values["is_candidate"]), items=list(boards.options_of(row)),
        instructed=[name for name, mark in said.items() if mark],
    )  # fmt: skip
    if reason is None and Proxy.objects.filter(row=target).exists():
        reason = Reason(
            "not_twice", Words("这一户已经登记过委托", "a proxy is recorded for this row already")
        )
    if reason is None and boards.ballot_lines(row, target.row):
        reason = Reason("not_twice", Words("这一户已经投过票", "this row has voted already"))
    if reason:
        raise Refused(reason)
    Proxy.objects.create(
        row=target, agent=values["agent"], agent_key=agent, relation=values["relation"], instructions=json.dumps(said),
        signed_on=values["signed_on"], by_id=by.account,
    )  # fmt: skip
    return Taken({"row": target.row})


def _print_ballots(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    made = papers.print_run(row, again=bool(values["again"]), by=by, at=at)
    return Taken({"first": made.first, "last": made.last})


def _take_batch(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    if Batch.objects.filter(decision=row, name=values["name"]).exists():
        raise Refused(Reason("not_twice", Words("这个箱号已经登记过", "this box is recorded already")))
    Batch.objects.create(
        decision=row,
        name=values["name"],
        sheets=values["sheets"],
        opened_by=values["opened_by"],
        at=at,
        by_id=by.account,
    )
    return Taken({"batch": values["name"], "sheets": values["sheets"]}, files=values["files"] or [])


def _close(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.closed_at = at
    return Taken({"head": row.head})


def _settle_row(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    lines = [line.n for line in boards.ballot_lines(row, values["row"])]
    if values["line"] not in lines:
        raise Refused(
            Reason("no_line", Words("公告板上这一行不是这一户的票", "that line is no ballot of this row"))
        )
    boards.append(row, "settled", {"row": values["row"], "stands": values["line"]}, at=at)
    return Taken({"row": values["row"], "line": values["line"]}, text=values["reason"])


def _count(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    """The sums that a job has read; of a small board they are read here."""
    read = results.sums_ready(row)
    if read is None:
        commands.record_opening(row, by=by, at=at)
        read = results.read_sums(row)
    row.result = results.opened_sums(row, read, at)
    row.counted_by_id = by.account
    row.unsealings.update(sums="")
    return Taken({"head": row.head})


def _verify(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    found = results.verified(row)
    if not found["ok"]:
        bad = found["first_fault"]
        raise Refused(
            Reason(
                "not_verified",
                Words(
                    f"核验不成立：{bad['where']} {bad['zh']}", f"does not hold: {bad['where']} {bad['en']}"
                ),
            )
        )
    row.verified_at = at
    return Taken({"checks": [one["check"] for one in found["checks"]], "head": row.head})


def _draw(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    if row.dice:
        raise Refused(Reason("not_twice", Words("已经掷过骰子，不能再掷", "the dice were thrown already")))
    row.dice = values["dice"]
    return Taken({"dice": row.dice, "sheets": results.draw(row, size=63)})


def _publish(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.published_at = at
    return Taken(
        {"verdicts": {one["id"]: one["verdict"] for one in row.result["motions"]}}, text=values["note"] or ""
    )


EFFECTS: dict[str, Effect] = {
    "add_item": _add_item, "drop_item": _drop_item, "set_rules": _set_rules, "build_roll": _build_roll, "publish_roll": _publish_roll,
    "merge_rows": _merge_rows, "correct_row": _correct_row, "name_voice": _name_voice, "set_publication": _set_publication,
    "answer_objection": _answer_objection, "freeze": _freeze, "open": _open, "deliver": _deliver, "give_proxy": _give_proxy,
    "print_ballots": _print_ballots, "take_batch": _take_batch, "close": _close, "settle_row": _settle_row, "count": _count,
    "verify": _verify, "witness": witnesses.witness, "draw": _draw, "publish": _publish,
    "register_key": witnesses.register_key, "end_key": witnesses.end_key,
}  # fmt: skip

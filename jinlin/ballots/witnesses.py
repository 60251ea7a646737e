"""Witnesses of the board: the day's head is signed, by hand on the notice board and with keys that the platform never sees.

Keys and signatures are lines of the board itself, so that they are in every archive and as fixed as the ballots.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from jinlin.ballots import boards
from jinlin.ballots.models import BoardLine, Decision
from jinlin.ballots.sealing.curve import SLIP, shortened
from jinlin.ballots.sealing.witness import holds, read_key, read_slip
from jinlin.base.actor import Actor
from jinlin.base.engine import Taken
from jinlin.base.rule import Reason, Refused
from jinlin.base.sealed import key_of
from jinlin.base.spoken import spoken
from jinlin.base.words import Words

KINDS = ("witness", "key", "key_ended")

NO_KEY = Reason(
    "no_key", Words("这不是 Ed25519 公钥：要 64 位十六进制或 base64 的 32 字节", "this is no Ed25519 public key: 64 hex digits, or 32 bytes in base64")
)  # fmt: skip
KNOWN_KEY = Reason("not_twice", Words("这把公钥已经登记过", "this key was registered already"))
NOT_STANDING = Reason(
    "no_key", Words("这把公钥没有登记，或者已经停用", "this key is not registered, or was ended")
)
NO_SLIP = Reason(
    "no_slip",
    Words("这不是见证签名：应是“板头:公钥:签名”一整行", "this is no slip of a witness: head:key:signature in one line"),
)  # fmt: skip
NOT_SIGNED = Reason(
    "not_signed",
    Words("签名和公钥、板头对不上，请重新签名", "the signature does not fit key and head; sign once more"),
)
OTHER_HEAD = Reason(
    "wrong_head",
    Words("签过名的板头不在这块公告板上，请对照页面上的板头", "the head that was signed is not on this board; compare it with the page"),
)  # fmt: skip
SIGNED_TODAY = Reason("not_twice", Words("您今天已经签过", "you have signed today"))


def lines_of(decision: Decision) -> list[tuple[str, dt.datetime, dict[str, Any]]]:
    """Everything on the board about witnesses, in order: kind, when, content."""
    rows = decision.lines.filter(kind__in=KINDS).order_by("n").values_list("kind", "at", "text")
    return [(kind, at, json.loads(text)["body"]) for kind, at, text in rows]


def keys_of(lines: list[tuple[str, dt.datetime, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """By public key: whose, since when, until when (None while it stands), how many signatures it gave."""
    found: dict[str, dict[str, Any]] = {}
    for kind, at, body in lines:
        if kind == "key":
            found[body["key"]] = {
                "key": body["key"], "name": body["name"], "since": at, "until": None, "signatures": 0,
            }  # fmt: skip
        elif kind == "key_ended":
            found[body["key"]]["until"] = at
        elif key := _key_in(body):
            found[key]["signatures"] += 1
    return found


def _key_in(body: dict[str, Any]) -> str:
    """The outside key by which a witness's line was signed; empty where there is none."""
    slip = SLIP.fullmatch(body.get("slip", ""))
    return slip[2] if slip else ""


def _who(row: Decision, by: Actor) -> str:
    """The witness on the board: the same in all lines of a decision, without a name."""
    return key_of(f"{row.pk}/{by.account}", "witness")[:16]


def register_key(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    """The public part of a key that is kept outside; what it signs can be contradicted by nobody here."""
    key = read_key(values["key"])
    if key is None:
        raise Refused(NO_KEY)
    if key in keys_of(lines_of(row)):
        raise Refused(KNOWN_KEY)
    boards.append(row, "key", {"key": key, "name": values["name"], "who": _who(row, by)}, at=at)
    return Taken({"key": key}, text=f"{values['name']}：{key}")


def end_key(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    """From here on the key signs nothing more; what it signed before stays."""
    key = read_key(values["key"]) or ""
    found = keys_of(lines_of(row)).get(key)
    if found is None or found["until"]:
        raise Refused(NOT_STANDING)
    boards.append(row, "key_ended", {"key": key, "who": _who(row, by)}, at=at)
    return Taken({"key": key}, text=f"{found['name']}：{values['reason']}")


def witness(row: Decision, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    """The day's head is signed by one who watches: a line of the board names the head, the day and the capacity.

    With a slip the line also carries what was signed outside: the present head or, while ballots come in, an earlier one.
    """
    lines, day = lines_of(row), timezone.localdate(at).isoformat()
    slip = _slip(row, keys_of(lines), values["slip"]) if values["slip"] else {}
    body = {"day": day, "head": row.head, "who": _who(row, by), **slip}
    for kind, _, other in lines:
        if kind == "witness" and _same(body, other):
            raise Refused(SIGNED_TODAY)
    boards.append(row, "witness", body, at=at)
    return Taken({name: body[name] for name in ("day", "head", *slip)}, text=f"{by.title}：{spoken(body['head'])}")  # fmt: skip


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two lines are one signature: the same slip, or the same person on one day with the same key (or none)."""
    if "slip" in one and one["slip"] == other.get("slip"):
        return True
    return (one["day"], one["who"], _key_in(one)) == (other["day"], other["who"], _key_in(other))


def _slip(row: Decision, keys: dict[str, dict[str, Any]], text: str) -> dict[str, str]:
    """The slip as the board carries it, once key, signature and head were found to fit."""
    parts = read_slip(text)
    if parts is None:
        raise Refused(NO_SLIP)
    head, key, signature = parts
    if key not in keys or keys[key]["until"]:
        raise Refused(NOT_STANDING)
    if not holds(head, key, signature):
        raise Refused(NOT_SIGNED)
    if not _on_board(row, head):
        raise Refused(OTHER_HEAD)
    return {"slip": ":".join(parts)}


def _on_board(row: Decision, head: str) -> bool:
    """Whether a head, whole or as 66 bits, was one of this board's."""
    start = head if len(head) == 64 else f"{int(head, 16) << 2:017x}"[:16]
    found = BoardLine.objects.filter(decision=row, hash__gte=start, hash__lt=start + "g").values_list(
        "hash", flat=True
    )
    return any(head in (one, shortened(one)) for one in found)

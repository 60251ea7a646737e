"""Reading ``jinlin.count/1``: either a whole vote, or every fault of the file in words. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from jinlin.ballots.counting.amounts import read_area
from jinlin.ballots.counting.thresholds import MATTERS
from jinlin.ballots.counting.vote import DEVELOPERS, OWNED, Ballot, Motion, Rules, Unit, Vote
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

FORMAT = "jinlin.count/1"
SILENT = ("absent", "majority")
CONFLICT = ("hold", "first", "last", "paper")
KINDS = ("dwelling", "shop", "office", "commercial", "industrial", "storage", "public", "parking", "other")
SERVED = ("owner", "representative", "guardian", "agent", "developer", "adult", "household", "family", "notice", "public_notice", "system")  # fmt: skip
NOT_SERVED = ("tenant", "occupant", "neighbour", "guard", "refused", "failed", "nobody")
"""Handed to these, a ballot was not delivered to its owner; the entry is kept and does not count."""
LONGEST = 300
"""Characters of a fault's words; what the file holds is quoted up to there."""


def read(text: str | bytes) -> Vote:
    """The vote of a file; ``Refused`` with all faults where it holds any.

    Number literals are kept as they are written, so that an area never passes through a float.
    """
    try:
        data = json.loads(text, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Refused(
            _fault("wrong_json", f"不是有效的 JSON：{error}", f"this is no valid JSON: {error}")
        ) from None
    return read_data(data)


def read_data(data: Any) -> Vote:
    """The same for what was parsed already."""
    reader = _Reader()
    vote = reader.vote(data)
    if reader.faults or vote is None:
        raise Refused(*reader.faults)
    return vote


def _fault(code: str, zh: str, en: str) -> Reason:
    return Reason(code, Words(_plain(zh), _plain(en)))


def _plain(text: str) -> str:
    """One line that every terminal can print: what a file holds may be endless, or no character at all."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


class _Reader:
    """Collects every fault while it reads; what is faulty is left out so that the rest can still be checked."""

    def __init__(self) -> None:
        self.faults: list[Reason] = []

    def bad(self, code: str, zh: str, en: str) -> None:
        """One more fault."""
        self.faults.append(_fault(code, zh, en))

    def vote(self, data: Any) -> Vote | None:
        """The whole file."""
        if not isinstance(data, dict):
            self.bad("wrong_file", "文件应是一个 JSON 对象", "the file should be one JSON object")
            return None
        if data.get("format") != FORMAT:
            self.bad(
                "wrong_format",
                f"格式应写 {FORMAT}，实为 {data.get('format')!r}",
                f"format should be {FORMAT}",
            )
        rules = self.rules(data.get("rules"))
        units = self.units(self.rows(data, "units"))
        motions = self.motions(self.rows(data, "motions"))
        scope, units = self.scope(data.get("scope", "estate"), units)
        known = {unit.unit for unit in units}
        ballots = self.ballots(self.rows(data, "ballots"), known, motions, rules)
        served = self.served(self.rows(data, "served"), known)
        if rules is None:
            return None
        return Vote(scope, rules, tuple(units), tuple(motions), tuple(ballots), served)

    def rows(self, data: dict[str, Any], name: str) -> list[dict[str, Any]]:
        """A list of objects; each element that is none is a fault."""
        raw = data.get(name, [])
        if not isinstance(raw, list):
            self.bad("wrong_list", f"{name} 应是列表", f"{name} should be a list")
            return []
        for number, one in enumerate(raw, 1):
            if not isinstance(one, dict):
                self.bad(
                    "wrong_row", f"{name} 第 {number} 行应是对象", f"{name} #{number} should be an object"
                )
        return [one for one in raw if isinstance(one, dict)]

    def rules(self, raw: Any) -> Rules | None:
        """Parking must be chosen; silence and conflict have safe defaults; silence as majority needs its clause."""
        raw = raw if isinstance(raw, dict) else {}
        parking = raw.get("parking_counts")
        if not isinstance(parking, bool):
            self.bad(
                "no_parking_choice",
                "没有选定车位是否计入（rules.parking_counts 必须写 true 或 false）",
                "whether parking counts is not chosen (rules.parking_counts must be true or false)",
            )
        silent, conflict = raw.get("silent", "absent"), raw.get("conflict", "hold")
        if silent not in SILENT:
            self.bad("wrong_silent", f"silent 没有 {silent!r} 这一项", f"silent knows no {silent!r}")
        if conflict not in CONFLICT:
            self.bad(
                "wrong_conflict", f"conflict 没有 {conflict!r} 这一项", f"conflict knows no {conflict!r}"
            )
        basis = raw.get("basis") if isinstance(raw.get("basis"), dict) else {}
        if silent == "majority" and not str(basis.get("silent") or "").strip():
            self.bad(
                "no_basis",
                "未参与的业主计入多数，须写明议事规则条款（rules.basis.silent）",
                "counting the silent with the majority needs its clause (rules.basis.silent)",
            )
        if not isinstance(parking, bool):
            return None
        return Rules(parking, str(silent), str(conflict), {str(k): str(v) for k, v in basis.items()})

    def units(self, rows: Iterable[dict[str, Any]]) -> list[Unit]:
        """Every unit once, with an area, a holder, a status and a kind."""
        found: dict[str, Unit] = {}
        for number, row in enumerate(rows, 1):
            name, holder = _text(row.get("unit")), _text(row.get("holder"))
            where = name or f"#{number}"
            if not name:
                self.bad("no_unit", f"第 {number} 个专有部分没有编号", f"unit #{number} has no name")
            if name in found:
                self.bad("wrong_unit_twice", f"专有部分 {name} 出现两次", f"unit {name} stands twice")
            if not holder:
                self.bad("no_holder", f"{where} 没有权利人", f"{where} has no holder")
            area = read_area(row.get("area"))
            if area is None:
                shown = str(row.get("area"))[:40]
                self.bad(
                    "wrong_area",
                    f"{where} 的面积“{shown}”不对：应不小于 0，最多两位小数",
                    f"{where}: area {shown!r} should be at least 0 with at most two decimals",
                )
            status, kind = row.get("status", OWNED), row.get("kind", "dwelling")
            if status not in (OWNED, *DEVELOPERS):
                self.bad("wrong_status", f"{where} 的状态 {status!r} 不对", f"{where}: no status {status!r}")
            if kind not in KINDS:
                self.bad("wrong_kind", f"{where} 的类别 {kind!r} 不对", f"{where}: no kind {kind!r}")
            if name and name not in found:
                found[name] = Unit(name, area or 0, holder, str(status), str(kind))
        if not found:
            self.bad("no_units", "没有任何专有部分", "there are no units")
        return list(found.values())

    def motions(self, rows: Iterable[dict[str, Any]]) -> list[Motion]:
        """Every motion once, of a known matter, with for and against among its options."""
        found: dict[str, Motion] = {}
        for number, row in enumerate(rows, 1):
            name, matter = _text(row.get("id")), row.get("matter")
            where = name or f"#{number}"
            if not name:
                self.bad("no_motion_id", f"第 {number} 项议题没有编号", f"motion #{number} has no id")
            if name in found:
                self.bad("wrong_motion_twice", f"议题 {name} 出现两次", f"motion {name} stands twice")
            if not isinstance(matter, str) or matter not in MATTERS:
                self.bad("wrong_matter", f"{where} 的事项 {matter!r} 不对", f"{where}: no matter {matter!r}")
            raw = row.get("options", ["yes", "no", "abstain"])
            options = (
                tuple(one for one in raw if isinstance(one, str) and one) if isinstance(raw, list) else ()
            )
            if (
                not isinstance(raw, list)
                or len(set(options)) != len(raw)
                or not {"yes", "no"} <= set(options)
            ):
                self.bad(
                    "wrong_options",
                    f"{where} 的选项不对：要有 yes 和 no，不重复",
                    f"{where}: options need yes and no, each once",
                )
            if name and name not in found:
                found[name] = Motion(name, str(matter), options)
        if not found:
            self.bad("no_motions", "没有任何议题", "there are no motions")
        return list(found.values())

    def scope(self, raw: Any, units: list[Unit]) -> tuple[str, list[Unit]]:
        """A word for the scope, or the explicit list of units that it consists of."""
        if not isinstance(raw, list):
            return str(raw), units
        wanted = {str(one) for one in raw}
        for name in sorted(wanted - {unit.unit for unit in units}):
            self.bad("wrong_unit", f"范围里的 {name} 不在名册里", f"{name} of the scope is no unit")
        return "list", [unit for unit in units if unit.unit in wanted]

    def ballots(
        self, rows: Iterable[dict[str, Any]], known: set[str], motions: list[Motion], rules: Rules | None
    ) -> list[Ballot]:
        """Every ballot once, on a known unit, with marks that are options of known motions."""
        options = {motion.id: motion.options for motion in motions}
        by_time = rules is not None and rules.conflict in ("first", "last")
        by_channel = rules is not None and rules.conflict == "paper"
        found: list[Ballot] = []
        seen: set[str] = set()
        for number, row in enumerate(rows, 1):
            name, unit = _text(row.get("id")), _text(row.get("unit"))
            where = name or f"#{number}"
            if not name:
                self.bad("no_ballot_id", f"第 {number} 张选票没有编号", f"ballot #{number} has no id")
            elif name in seen:
                self.bad("wrong_ballot_twice", f"选票编号 {name} 出现两次", f"ballot {name} stands twice")
            seen.add(name)
            if unit not in known:
                self.bad(
                    "wrong_unit",
                    f"选票 {where} 的 {unit or '（空）'} 不在名册里",
                    f"ballot {where}: no unit {unit!r}",
                )
            valid = row.get("valid", True)
            if not isinstance(valid, bool):
                self.bad(
                    "wrong_valid",
                    f"选票 {where} 的 valid 应为 true 或 false",
                    f"ballot {where}: valid is yes or no",
                )
            at = self.instant(row.get("at"), where, needed=by_time)
            marks = self.marks(row.get("marks", {}), options, where)
            channel = self.channel(row.get("channel"), where, needed=by_channel)
            found.append(Ballot(name, unit, marks, channel, at, valid is True, _text(row.get("reason"))))
        return found

    def channel(self, raw: Any, where: str, *, needed: bool) -> str:
        """How a ballot came, as a word; needed where paper stands before other ways."""
        if raw is None and not needed:
            return "paper"
        if not isinstance(raw, str) or not raw.strip():
            self.bad(
                "wrong_channel",
                f"选票 {where} 没有写明怎么投的（channel 应为 paper、phone 等）",
                f"ballot {where}: channel should say how it came, such as paper or phone",
            )
            return ""
        return raw.strip()

    def marks(self, raw: Any, options: dict[str, tuple[str, ...]], where: str) -> dict[str, str]:
        """The marks of a ballot by motion."""
        if not isinstance(raw, dict):
            self.bad(
                "wrong_marks", f"选票 {where} 的 marks 应是对象", f"ballot {where}: marks should be an object"
            )
            return {}
        for motion, mark in raw.items():
            if motion not in options:
                self.bad(
                    "wrong_motion", f"选票 {where}：没有议题 {motion}", f"ballot {where}: no motion {motion}"
                )
            elif not isinstance(mark, str) or mark not in options[motion]:
                self.bad(
                    "wrong_mark",
                    f"选票 {where}：议题 {motion} 没有选项 {mark!r}",
                    f"ballot {where}: motion {motion} has no option {mark!r}",
                )
        return {str(motion): str(mark) for motion, mark in raw.items()}

    def instant(self, raw: Any, where: str, *, needed: bool) -> dt.datetime | None:
        """An instant with its zone; needed where the rule goes by time."""
        if raw in (None, "") and not needed:
            return None
        try:
            at = dt.datetime.fromisoformat(str(raw))
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            self.bad(
                "wrong_time",
                f"{where} 的时间 {raw!r} 不对，须带时区",
                f"{where}: time {raw!r} needs date, time and zone",
            )
            return None
        return at

    def served(self, rows: Iterable[dict[str, Any]], known: set[str]) -> frozenset[str]:
        """The units to which a ballot was really delivered; handing it to a tenant is not delivery."""
        found = set()
        for number, row in enumerate(rows, 1):
            unit, to = _text(row.get("unit")), row.get("to", "owner")
            if unit not in known:
                self.bad(
                    "wrong_unit",
                    f"送达第 {number} 行的 {unit or '（空）'} 不在名册里",
                    f"delivery #{number}: no unit {unit!r}",
                )
            self.instant(row.get("at"), f"送达 {unit}", needed=False)
            if to in SERVED:
                found.add(unit)
            elif to not in NOT_SERVED:
                self.bad(
                    "wrong_served",
                    f"送达第 {number} 行：不认识的收件人 {to!r}",
                    f"delivery #{number}: no recipient {to!r}",
                )
        return frozenset(found)


def _text(raw: Any) -> str:
    return str(raw).strip() if isinstance(raw, (str, int)) and not isinstance(raw, bool) else ""

"""Towns' procedures of decision, read from files of data and checked on load, every fault listed.

A variant is a list of gates. The motion's own life (``procedure.MOTION``) is the same for all; what it takes to pass each
gate, and where changed words go back to, stands in the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinlin.base.clock import Clock
from jinlin.base.parameters import Share
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.deliberation.words import KINDS

FOLDER = Path(__file__).resolve().parent.parent.parent / "parameters" / "decisions"
WAYS = ("meeting", "vote", "hearing")
KEYS = (
    "code",
    "zh",
    "en",
    "by",
    "bodies",
    "quorum",
    "pass",
    "base",
    "hear",
    "publish",
    "back_to",
    "basis",
    "verified",
)
MAY = ("owners",)
"""A key that a gate may leave out: ``owners = "vote"`` says that an owners' matter is voted on here."""
HEAD = ("code", "zh", "en", "about", "about_en", "ratings", "gate")
DECIDES = re.compile("表决|决议")
HEARS = re.compile("征求意见|听取意见")
LAWFUL = frozenset({"assembly", "representatives"})
HALF = Share.parse("> 1/2")
"""Bodies whose share the law sets (城市居民委员会组织法 27, 29): a town asks for so much or more."""
OWNERS_LAW = "民法典 278：业主共同决定，面积和人数都要达到"


@dataclass(frozen=True)
class Gate:
    """One step of deciding: which bodies act, how many must be there and agree, who is heard, how long it stays up."""

    code: str
    words: Words
    by: str
    bodies: tuple[str, ...]
    quorum: Share | None
    carried: Share | None
    of_members: bool
    hear: Clock | None
    publish: Clock | None
    back_to: int
    basis: str
    verified: bool
    owners_vote: bool = False


@dataclass(frozen=True)
class Variant:
    """A procedure of decision as a town has it. ``ratings`` are given before a carried-out decision is closed."""

    code: str
    words: Words
    about: Words
    gates: tuple[Gate, ...]
    ratings: tuple[str, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether something is decided at its end; a plain hearing only listens."""
        return any(gate.by != "hearing" for gate in self.gates)

    @property
    def takes_owners_matters(self) -> bool:
        """Whether what the owners alone may decide (民法典 278) can go this way: some step is a vote of owners."""
        return any(gate.owners_vote for gate in self.gates)

    def for_owners(self) -> Variant:
        """The same way for an owners' matter: where the file says so, a lawful vote stands in a meeting's place."""
        gates = (
            replace(gate, by="vote", bodies=(), quorum=None, carried=None, basis=OWNERS_LAW, verified=True)
            if gate.owners_vote
            else gate
            for gate in self.gates
        )
        return replace(self, gates=tuple(gates))


def read_variant(data: Mapping[str, Any], where: str) -> Variant:
    """A variant from its data; ``Refused`` lists every fault."""
    faults = [_fault("no_key", where, f"缺少 {key}", f"{key} is missing") for key in HEAD if key not in data]
    faults += [
        _fault("wrong_key", where, f"不认识 {key}", f"unknown key {key}") for key in data if key not in HEAD
    ]
    tables = data.get("gate", [])
    if not isinstance(tables, list) or not tables:
        faults.append(_fault("no_gate", where, "至少要有一步", "at least one gate is wanted"))
        tables = []
    codes = [str(table.get("code", "")) for table in tables]
    gates = []
    for number, table in enumerate(tables):
        gate = _read_gate(table, codes, number, f"{where} · {codes[number] or number + 1}", faults)
        if gate is not None:
            gates.append(gate)
    if len(set(codes)) != len(codes):
        faults.append(_fault("wrong_code", where, "两步的代号相同", "two gates share a code"))
    hears = [gate for gate in gates if gate.by == "hearing"]
    ways = [table.get("by") for table in tables]
    if "hearing" in ways and set(ways) != {"hearing"}:
        faults.append(
            _fault(
                "wrong_mix",
                where,
                "只听意见的步骤不能和作决定的步骤混在一起",
                "a gate that only hears stands alone, apart from those that decide",
            )
        )
    if hears and DECIDES.search(
        f"{data.get('zh', '')}{data.get('about', '')}{''.join(g.words.zh for g in hears)}"
    ):
        faults.append(
            _fault(
                "wrong_words",
                where,
                "征求意见不能叫表决或决议",
                "a hearing must not be called a vote or a resolution",
            )
        )
    faults += [
        _fault(
            "wrong_words",
            where,
            f"“{gate.words.zh}”要作决定，不能叫征求意见",
            f"{gate.code} decides: it must not be called a hearing",
        )
        for gate in gates
        if gate.by != "hearing" and HEARS.search(gate.words.zh)
    ]
    if faults:
        raise Refused(*faults)
    return Variant(
        str(data["code"]), Words(data["zh"], data["en"]), Words(data["about"], data["about_en"]), tuple(gates), tuple(data["ratings"])
    )  # fmt: skip


def _read_gate(
    table: Mapping[str, Any], codes: list[str], number: int, where: str, faults: list[Reason]
) -> Gate | None:
    before = len(faults)
    for key in KEYS:
        wanted: type = {"bodies": list, "verified": bool}.get(key, str)
        if key not in table:
            faults.append(_fault("no_key", where, f"缺少 {key}", f"{key} is missing"))
        elif not isinstance(table[key], wanted):
            faults.append(_fault("wrong_type", where, f"{key} 的类型不对", f"{key} has the wrong type"))
    faults += [
        _fault("wrong_key", where, f"不认识 {key}", f"unknown key {key}")
        for key in table
        if key not in (*KEYS, *MAY)
    ]
    if len(faults) > before:
        return None
    faults += _gate_faults(table, codes, number, where)
    quorum, carried = _share(table["quorum"], where, faults), _share(table["pass"], where, faults)
    if carried is not None and set(table["bodies"]) & LAWFUL and _is_less(carried, HALF):
        faults.append(
            _fault(
                "too_low",
                where,
                "居民会议、居民代表会议要出席的过半数同意（城市居民委员会组织法 27、29）",
                "an assembly decides by more than half of those present",
            )
        )
    hear, publish = _clock(table["hear"], where, faults), _clock(table["publish"], where, faults)
    if len(faults) > before:
        return None
    return Gate(
        table["code"], Words(table["zh"], table["en"]), table["by"], tuple(table["bodies"]), quorum, carried, table["base"] == "members",
        hear, publish, codes.index(table["back_to"]), table["basis"], table["verified"], table.get("owners", "") == "vote",
    )  # fmt: skip


def _is_less(one: Share, other: Share) -> bool:
    """Whether a share asks for less than another; "> 1/2" asks for more than ">= 1/2"."""
    left, right = one.numerator * other.denominator, other.numerator * one.denominator
    return left < right or (left == right and one.inclusive and not other.inclusive)


def _gate_faults(table: Mapping[str, Any], codes: list[str], number: int, where: str) -> Iterable[Reason]:
    kinds = {choice.code for choice in KINDS}
    if not re.fullmatch(r"[a-z][a-z_]{1,30}", table["code"]):
        yield _fault("wrong_code", where, "代号只用小写字母", "a code is written in lower case")
    if table["by"] not in WAYS:
        yield _fault("wrong_way", where, f"by 须为 {'、'.join(WAYS)}", f"by is one of {', '.join(WAYS)}")
    if table["base"] not in ("present", "members"):
        yield _fault("wrong_base", where, "base 须为 present 或 members", "base is present or members")
    for body in table["bodies"]:
        if body not in kinds:
            yield _fault("wrong_body", where, f"没有“{body}”这种会议", f"no kind of body {body!r}")
    if (table["by"] == "meeting") != bool(table["bodies"]):
        yield _fault(
            "wrong_body",
            where,
            "由会议来定的步骤要写明哪些会议，其他的不写",
            "a gate by meeting names its bodies, others name none",
        )
    if (table["by"] == "hearing") == bool(table["pass"]):
        yield _fault(
            "wrong_share",
            where,
            "作决定的步骤要写明多少同意，只听意见的不写",
            "a gate that decides says by what share, one that hears says none",
        )
    if table["by"] == "hearing" and not table["hear"]:
        yield _fault("no_period", where, "听意见要写明多少天", "a hearing says for how long")
    if table["back_to"] not in codes[: number + 1]:
        yield _fault(
            "wrong_back", where, "back_to 须是这一步或之前的一步", "back_to names this gate or an earlier one"
        )
    if table.get("owners", "") not in ("", "vote") or (table.get("owners") and table["by"] != "meeting"):
        yield _fault(
            "wrong_owners",
            where,
            "owners 只能写 vote，并且只写在由会议来定的步骤",
            "owners is vote, at a gate by meeting alone",
        )
    if not table["basis"].strip():
        yield _fault("no_basis", where, "缺少依据", "the basis is empty")


def _share(text: str, where: str, faults: list[Reason]) -> Share | None:
    return _parsed(Share.parse, text, where, faults)  # type: ignore[no-any-return]


def _clock(text: str, where: str, faults: list[Reason]) -> Clock | None:
    return _parsed(Clock.parse, text, where, faults)  # type: ignore[no-any-return]


def _parsed(parse: Any, text: str, where: str, faults: list[Reason]) -> Any:
    if not text:
        return None
    try:
        return parse(text)
    except Refused as refused:
        faults += [_fault(r.code, where, r.words.zh, r.words.en) for r in refused.reasons]
        return None


def _fault(code: str, where: str, zh: str, en: str) -> Reason:
    return Reason(code, Words(f"{where}：{zh}", f"{where}: {en}"))


def load_variants(*folders: Path) -> dict[str, Variant]:
    """Every variant of the folders by code, a later folder's file in place of an earlier one's of the same code.

    ``Refused`` lists all faults of all files.
    """
    found: dict[str, Variant] = {}
    faults: list[Reason] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            variant = read_variant(tomllib.loads(path.read_text("utf-8")), path.name)
            found[variant.code] = variant
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(_fault("wrong_file", path.name, "不是有效的 TOML", f"not valid TOML: {error}"))
        except Refused as refused:
            faults += refused.reasons
    if faults:
        raise Refused(*faults)
    return found


@lru_cache(maxsize=1)
def variants() -> dict[str, Variant]:
    """The shipped variants and those that the deployment laid into ``decisions`` of its data folder, read once."""
    from django.conf import settings

    return load_variants(FOLDER, settings.ENV.data / "decisions")

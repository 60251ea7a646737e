"""Which thresholds a matter needs: from the dated parameters (Civil Code 278, 279), never a constant of the code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinlin.base.parameters import REGIONS, Share, shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

UNANIMOUS = "unanimous"
MATTERS: Mapping[str, Words] = {
    "278.1": Words("制定和修改业主大会议事规则", "Rules of the owners' assembly"),
    "278.2": Words("制定和修改管理规约", "Covenant of the owners"),
    "278.3": Words("选举业主委员会或者更换业主委员会成员", "Election of the owners' committee, or new members"),
    "278.4": Words("选聘和解聘物业服务企业或者其他管理人", "Appointing or dismissing the property firm"),
    "278.5": Words("使用建筑物及其附属设施的维修资金", "Use of the repair fund"),
    "278.6": Words("筹集建筑物及其附属设施的维修资金", "Raising the repair fund"),
    "278.7": Words("改建、重建建筑物及其附属设施", "Rebuilding or altering the building"),
    "278.8": Words("改变共有部分的用途或者利用共有部分从事经营活动", "New use of, or business with, common parts"),
    "278.9": Words("有关共有和共同管理权利的其他重大事项", "Other weighty matters of common ownership"),
    UNANIMOUS: Words("住宅改为经营性用房（有利害关系的业主一致同意）", "A dwelling becomes business premises (all concerned)"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a motion needs: a share of the base to take part, a share of those taking part to agree; both measures.

    ``all_agree`` (279): every unit of the list must say yes; there is no quorum then.
    """

    quorum: Share | None
    approval: Share | None
    all_agree: bool = False
    basis: str = ""
    verified: bool = True


def show_share(share: Share) -> str:
    """A share as the law and the answer file write it: ``>= 2/3``."""
    return f"{'>=' if share.inclusive else '>'} {share.numerator}/{share.denominator}"


@lru_cache(maxsize=256)
def thresholds(matter: str, *, on: dt.date, region: str = "national") -> Threshold:
    """The thresholds of a matter on that day in that region; ``LookupError`` where no value is in force."""
    known = shipped_parameters()
    if matter == UNANIMOUS:
        entry = known.get("owners.unanimous", on=on, region=region)
        return Threshold(None, None, all_agree=True, basis=entry.basis, verified=entry.verified)
    quorum = known.get("owners.quorum", on=on, region=region)
    approval = known.get(f"owners.approval_{matter.replace('.', '_')}", on=on, region=region)
    if not isinstance(quorum.value, Share) or not isinstance(approval.value, Share):
        raise LookupError(f"the thresholds of {matter} are no shares")
    return Threshold(
        quorum.value, approval.value, basis=approval.basis, verified=quorum.verified and approval.verified
    )


def day_of(text: str, today: dt.date) -> dt.date:
    """The day whose law is asked for, or today; ``Refused`` where the text is no day or no law of that day is known."""
    if not text:
        return today
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Refused(
            Reason(
                "wrong_day",
                Words(f"日期请写成 2026-11-20：{text[:20]}", f"write the day as 2026-11-20: {text[:20]}"),
            )
        ) from None
    try:
        thresholds("278.1", on=day)
    except LookupError:
        raise Refused(
            Reason(
                "no_rule_for_day",
                Words(f"没有 {day} 有效的表决规则", f"no rules in force on {day} are known"),
            )
        ) from None
    return day


def region_of(text: str) -> str:
    """The region profile of that name; ``Refused`` where there is none."""
    if text not in REGIONS:
        raise Refused(
            Reason(
                "wrong_region",
                Words(f"没有这个地区规则：{text[:20]}", f"no such region profile: {text[:20]}"),
            )
        )
    return text

"""Elections of the demo world, lived through the real desk: of residents' and owners' committees one finished and one on its way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.ballots.public import (
    COMMITTEES,
    DECISIONS,
    ELECTIONS,
    BallotGiven,
    RollPerson,
    RollRow,
    begin_committee,
    begin_election,
    cast,
    enter_former,
    enter_sheet,
)
from jinlin.base.actor import Actor
from jinlin.base.models import Notice
from jinlin.people.public import Holding
from jinlin.places.public import under
from jinlin.site.demo.world import World

DAY = dt.timedelta(days=1)
STANDING = (
    ("chair", "林国栋", False), ("chair", "方静", True), ("vice", "陈丽华", True), ("vice", "郭建明", False), ("member", "许志强", False),
    ("member", "黄秀琴", True), ("member", "吴文杰", False), ("member", "李小梅", True),
)  # fmt: skip
"""Post, name, a woman: who stood for the residents' committee."""
FORMER = (
    ("chair", "陈志远"),
    ("vice", "高丽萍"),
    ("member", "邱文斌"),
    ("member", "洪美珠"),
    ("member", "蔡永强"),
)
FIVE_YEARS = 1826
SHARES = {
    "林国栋": 71,
    "方静": 26,
    "陈丽华": 68,
    "郭建明": 29,
    "许志强": 66,
    "黄秀琴": 63,
    "吴文杰": 58,
    "李小梅": 41,
}
"""Votes in a hundred ballots cast."""
STATIONS = (
    ("居委会一楼", "榕西社区居委会", True, False),
    ("万华里架空层", "万华里 2 号楼", True, False),
    ("流动票箱", "上门，行动不便的选民", False, True),
)


def live_elections(world: World) -> None:
    """Both committees of the cast's community and its estates."""
    fourth = _former(world)
    fifth = _residents(world)
    note = "第五届居民委员会已经就任，印章、档案、账目、资产已移交。"
    _Life(world, ELECTIONS, fourth).take("end_term", "street_supervisor", 60, given={"note": note})
    _by_election(world, fifth)
    _owners(world)
    _owners_on_notice(world)
    Notice.objects.filter(subject__in=("election", "committee", "decision"), sent_at__isnull=True).update(
        sent_at=world.now
    )


def _act(world: World, role: str) -> Actor:
    return world.cast[role].actor


class _Life:
    """Steps of one subject, each at its own moment; ``days`` are days before the world's today."""

    def __init__(self, world: World, desk: Any, row: Any) -> None:
        self.world, self.desk, self.row = world, desk, row

    def take(self, step: str, role: str, days: float, /, *, given: dict[str, Any] | None = None) -> None:
        """Take a step in a role of the cast."""
        at = self.world.now - dt.timedelta(days=days) + dt.timedelta(hours=10)
        self.row = self.desk.take(self.row.pk, step, by=_act(self.world, role), given=given or {}, on=at)


def _day(world: World, days: int) -> str:
    return (world.on - dt.timedelta(days=days)).isoformat()


def _candidates(life: _Life, days: float, rows: tuple[tuple[str, str, bool], ...], about: str) -> None:
    for post, name, woman in rows:
        given = {
            "name": name,
            "post": post,
            "proposed_by": "voters",
            "backers": 12,
            "woman": woman,
            "about": about,
        }
        life.take("nominate", "community_worker", days, given=given)
        known = life.row.candidates.get(name=name)
        life.take("qualify", "community_worker", days, given={"candidate": known.pk, "ground": "none"})


def _former(world: World) -> Any:
    """The committee before this one: entered from its papers, in office until the next one took over."""
    until = world.on - 66 * DAY
    return enter_former(
        title="榕西社区第四届居民委员会", place=world.places["榕西"], members=FORMER, term_from=until - (FIVE_YEARS - 1) * DAY, term_until=until,
        by=_act(world, "street_supervisor"), at=world.now - 120 * DAY + dt.timedelta(hours=9),
    )  # fmt: skip


def _residents(world: World) -> Any:
    """The regular election of two months ago: everything up to the hand-over."""
    began = world.now - 100 * DAY + dt.timedelta(hours=9)
    row = begin_election(
        title="榕西社区第五届居民委员会换届选举",
        place=world.places["榕西"],
        by=_act(world, "community_worker"),
        at=began,
    )
    life = _Life(world, ELECTIONS, row)
    rules = {
        "mode": "voters",
        "seats_chair": 1,
        "seats_vice": 1,
        "seats_member": 3,
        "voting_on": _day(world, 70),
        "by_proxy": True,
    }
    life.take("set_rules", "community_worker", 100, given=rules)
    life.take("gather_voters", "community_worker", 99)
    for name, duty, votes in (
        ("王秀兰", "head", 41),
        ("李国强", "member", 37),
        ("郑玉英", "member", 33),
        ("何平", "substitute", 21),
    ):
        life.take("name_officer", "community_worker", 99, given={"name": name, "duty": duty, "votes": votes})
    _candidates(life, 98, STANDING, "住在本社区，热心公益。")
    life.take("publish_list", "community_worker", 97, given={"note": "名单贴在各小区公告栏。"})
    life.take(
        "publish_candidates", "community_worker", 82, given={"note": "见面会 12 日晚七点在居委会二楼。"}
    )
    life.take(
        "meet_voters",
        "community_worker",
        80,
        given={"note": "八位候选人与六十多位居民见面，回答了停车、电梯、养老的提问。"},
    )
    _stations(life, 78)
    life.take(
        "give_proxy", "community_worker", 77, given={"number": 12, "agent": 15, "signed_on": _day(world, 78)}
    )
    _vote(world, life, 70, share=78, votes=SHARES)
    life.take("announce", "community_worker", 69.7, given={"note": "晚八点在居委会当场宣布。"})
    for role in ("resident", "supervision_committee", "community_counter"):
        life.take("sign", role, 69.7)
    life.take("publish", "community_worker", 69, given={"note": "结果报街道，并贴在公告栏。"})
    life.take("take_office", "street_supervisor", 66, given={"term_from": _day(world, 65)})
    life.take(
        "hand_over",
        "community_worker",
        60,
        given={"on": _day(world, 60), "note": "印章、档案、账目、资产清单当面点清。"},
    )
    return life.row


def _stations(life: _Life, days: float) -> None:
    for name, where, booth, mobile in STATIONS:
        life.take(
            "add_station",
            "community_worker",
            days,
            given={"name": name, "where": where, "booth": booth, "mobile": mobile},
        )


def _vote(world: World, life: _Life, days: int, *, share: int, votes: dict[str, int]) -> None:
    """The day itself: ballots given at the stations, boxes closed, two count sheets for each."""
    row = life.row
    voters = list(row.voters.filter(struck_at__isnull=True).order_by("number"))
    life.take(
        "print_ballots",
        "community_worker",
        days + 1,
        given={"printed": len(voters) + 20, "witnesses": "苏明芳、王秀兰"},
    )
    life.take("open", "community_worker", days)
    stations = list(row.stations.filter(round=row.round).order_by("pk"))
    comes = [one for nth, one in enumerate(voters) if nth * 37 % 100 < share]
    clerk, at = _act(world, "community_worker").account, world.now - days * DAY + dt.timedelta(hours=9)
    proxies = {one.voter_id: one.agent for one in _proxies(row)}
    BallotGiven.objects.bulk_create(
        BallotGiven(
            voter=one,
            round=row.round,
            station=stations[nth % 20 == 19 and 2 or nth % 2],
            by_id=clerk,
            at=at + nth * dt.timedelta(seconds=70),
            agent=proxies.get(one.pk),
        )
        for nth, one in enumerate(comes)
    )
    for station in stations:
        given = BallotGiven.objects.filter(station=station).count()
        numbers = {"station": station.pk, "returned": given - (given > 20), "witnesses": "苏明芳"}
        life.take("close_station", "community_worker", days - 0.4, given=numbers)
    life.take("close", "community_worker", days - 0.4)
    people = {str(one.pk): one.name for one in row.candidates.all() if str(one.pk) in life.row.plan["posts"]}
    for station in row.stations.filter(round=row.round).order_by("pk"):
        valid = max(station.returned - 1, 0) if station.returned > 20 else station.returned
        counts = {key: valid * votes[name] // 100 for key, name in people.items()}
        for role in ("community_worker", "community_counter"):
            enter_sheet(
                station=station.pk, valid=valid, votes=counts, by=_act(world, role), session=role, device=role,
                at=world.now - days * DAY + dt.timedelta(hours=20),
            )  # fmt: skip


def _proxies(row: Any) -> list[Any]:
    return [
        one
        for voter in row.voters.filter(proxies__isnull=False)
        for one in voter.proxies.select_related("agent")
    ]


def _by_election(world: World, before: Any) -> None:
    """A member moved away; the by-election for the rest of the term is on its way: candidates are known, the vote is in four days."""
    life = _Life(world, ELECTIONS, before)
    won = next(
        one
        for one in before.candidates.filter(won__isnull=False).select_related("won")
        if one.name == "吴文杰"
    ).won
    life.take(
        "member_leaves",
        "street_supervisor",
        38,
        given={"winner": won.pk, "why": "resigned", "on": _day(world, 37), "note": "因工作迁往外地。"},
    )
    began = world.now - 30 * DAY + dt.timedelta(hours=9)
    row = begin_election(
        title="榕西社区居民委员会委员补选", place=world.places["榕西"], by=_act(world, "community_worker"), purpose="by_election", before=life.row, at=began
    )  # fmt: skip
    life = _Life(world, ELECTIONS, row)
    rules = {
        "mode": "voters",
        "seats_chair": 0,
        "seats_vice": 0,
        "seats_member": 1,
        "voting_on": _day(world, -4),
        "by_proxy": True,
    }
    life.take("set_rules", "community_worker", 30, given=rules)
    life.take("gather_voters", "community_worker", 30)
    for name, duty, votes in (("王秀兰", "head", 38), ("李国强", "member", 31), ("郑玉英", "member", 30)):
        life.take("name_officer", "community_worker", 30, given={"name": name, "duty": duty, "votes": votes})
    _candidates(life, 28, (("member", "李小梅", True), ("member", "曾志伟", False)), "愿意为邻里跑腿。")
    life.take("publish_list", "community_worker", 26, given={"note": "名单贴在各小区公告栏。"})
    life.take("publish_candidates", "community_worker", 12)
    _stations(life, 10)


def _group(life: _Life, days: float) -> None:
    for name, side, leads in (
        ("郑伟", "street", True),
        ("黄建国", "party", False),
        ("许利莺", "owner", False),
        ("曾玉兰", "owner", False),
        ("卢永福", "owner", False),
    ):
        life.take("add_member", "community_worker", days, given={"name": name, "side": side, "leads": leads})
    life.take("set_rules", "community_worker", days, given={"size": 5, "alternates": 0, "term_years": 5})


def _standing(world: World, life: _Life, days: float, count: int) -> None:
    """Owners of the estate who stand, in the order of the register."""
    place = life.row.place
    seen: list[str] = []
    for one in (
        Holding.objects.filter(under(place.path, "dwelling__path"))
        .select_related("person", "dwelling__parent__parent")
        .order_by("pk")
    ):
        if one.person.name in seen or len(seen) == count:
            continue
        seen.append(one.person.name)
        room = one.dwelling.name.replace(" ", "")
        life.take(
            "nominate",
            "community_worker",
            days,
            given={"name": one.person.name, "unit": room, "about": "业主，愿意为大家办事。"},
        )
        life.take(
            "qualify",
            "community_worker",
            days,
            given={"candidate": life.row.people.get(name=one.person.name).pk, "found": "yes"},
        )


def _owners(world: World) -> None:
    """The committee of the cast's second estate: elected by its owners, filed, in office."""
    estate = world.places["万华里"]
    began = world.now - 133 * DAY + dt.timedelta(hours=9)
    # Seven days of a notice grow by up to nine where the last of them lies on a long holiday.
    life = _Life(
        world,
        COMMITTEES,
        begin_committee(
            title="万华里业主委员会换届选举", place=estate, by=_act(world, "community_worker"), at=began
        ),
    )
    _group(life, 132)
    _standing(world, life, 130, 6)
    life.take("publish_candidates", "community_worker", 129, given={"note": "公告贴在各楼门厅。"})
    life.take("call_vote", "community_worker", 111)
    decision = _Life(world, DECISIONS, life.row.decision)
    decision.take("build_roll", "community_worker", 111, given={"developer": "榕海置业"})
    given = {
        "parking": "no",
        "conflict": "paper",
        "may_change": False,
        "by_phone": True,
        "by_proxy": False,
        "silent": "absent",
        "publication": "exact",
    }
    decision.take("set_rules", "community_worker", 111, given=given)
    decision.take("publish_roll", "community_worker", 111, given={"note": "名册贴在公告栏。"})
    if decision.row.guard.get("pinned", 0) >= 20 or decision.row.guard.get("dwarfing"):
        decision.take("set_publication", "community_worker", 110, given={"publication": "witnessed"})
    closes = world.now - 62 * DAY + dt.timedelta(hours=20)
    decision.take(
        "freeze", "community_worker", 93, given={"closes_at": closes, "note": "选票随公告送到各户。"}
    )
    for row in (
        RollRow.objects.filter(decision=decision.row, ended_at__isnull=True)
        .exclude(people__speaks=True)
        .prefetch_related("people")
    ):
        people = [one for one in row.people.all() if one.person_id]
        if people:
            decision.take(
                "name_voice",
                "community_worker",
                90,
                given={"row": row.row, "name": people[0].name, "reason": "共有人书面推定"},
            )
    decision.take("open", "community_worker", 76)
    _owners_vote(world, decision.row)
    decision.take("close", "community_counter", 61)
    decision.take("count", "community_counter", 61)
    decision.take("verify", "street_supervisor", 61)
    decision.take("publish", "community_worker", 60, given={"note": "结果书面告知居委会。"})
    _in_office(world, life)


def _in_office(world: World, life: _Life) -> None:
    """From the published decision to the filed committee."""
    life.take("take_result", "community_worker", 60)
    elected = list(life.row.people.filter(outcome="elected").order_by("by_votes"))
    meeting = {
        "on": _day(world, 56),
        "chair": elected[0].pk,
        "vice": [elected[1].pk],
        "present": len(elected),
    }
    life.take("first_meeting", "community_worker", 56, given=meeting)
    for paper in ("result", "covenant", "rules", "members"):
        life.take("collect", "community_worker", 50, given={"paper": paper})
    life.take("file", "community_worker", 46, given={"on": _day(world, 46)})
    life.take(
        "accept_filing",
        "street_supervisor",
        42,
        given={"number": f"榕西业备〔{world.on.year}〕3 号", "term_from": _day(world, 41)},
    )


def _owners_vote(world: World, decision: Any) -> None:
    """Three owners in four vote by phone."""
    people = RollPerson.objects.filter(
        row__decision=decision, row__ended_at__isnull=True, speaks=True, person__isnull=False
    )
    at = world.now - 75 * DAY + dt.timedelta(hours=9)
    shares = (90, 84, 80, 76, 71, 34)
    for nth, one in enumerate(people.select_related("row").order_by("row__row")):
        if nth % 8 == 3:
            continue
        marks = {
            f"m{n}": "yes" if (nth * 29 + n * 7) % 100 < share else "no" for n, share in enumerate(shares, 1)
        }
        by = Actor(account=0, name=one.name, person=one.person_id)
        cast(
            decision=decision.pk, row=one.row.row, marks=marks, by=by, on=at + dt.timedelta(minutes=11 * nth)
        )


def _owners_on_notice(world: World) -> None:
    """The cast's own estate prepares the next committee: candidates are on notice."""
    began = world.now - 14 * DAY + dt.timedelta(hours=9)
    row = begin_committee(
        title="青榕花园业主委员会换届选举",
        place=world.places["青榕花园"],
        by=_act(world, "community_worker"),
        at=began,
    )
    life = _Life(world, COMMITTEES, row)
    _group(life, 13)
    _standing(world, life, 9, 7)
    life.take("publish_candidates", "community_worker", 8, given={"note": "公告满期后交业主表决。"})

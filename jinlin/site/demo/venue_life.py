"""What goes on at the demo's stations: a rota with its wall, a stage drawn by lot, a plaza on a vegetable patch, a home-care station."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.models import Event, Threaded
from jinlin.places.public import Place
from jinlin.site.demo.photos import hang_photo
from jinlin.site.demo.rooms import later
from jinlin.site.demo.world import SHANGHAI, Post, World
from jinlin.venues.public import (
    Booking,
    CoverDay,
    DutyFellow,
    DutyPost,
    DutyPromise,
    DutyTick,
    Entrant,
    FundingLine,
    Occupancy,
    OpeningSpan,
    Reclaimed,
    RefusedDate,
    Roster,
    Series,
    Space,
    StageEvening,
    StageGroup,
    StageRound,
    Standby,
    Station,
    Turn,
    covered_minutes,
    draw,
    duty_weights,
    list_digest,
    stage_weights,
    tick_of,
)

PLAZA_AREA, PLAZA_FLOOR = 3050_25, 3260_00
"""0.01 m²: the vegetable patch as the source counts it (3,000 m² and more), the plaza's station (3,200 and more)."""
PLAZA_FUNDS = (
    ("institution", 2_600_000_00),
    ("town", 1_500_000_00),
    ("county", 900_000_00),
    ("residents", 236_000_00),
)
ELDER_FLOOR = 520_00
WEEKS_BEHIND = 13
SHIFTS = ((510, 720), (720, 930), (930, 1140))
"""Half past eight to seven in the evening, every day, in three turns."""
TROUPES = (
    ("葫芦丝队", 16, True, "neighbour"), ("龙津艺术团", 24, True, None), ("饶平吹", 9, True, None), ("晨曦合唱团", 30, False, "resident"),
    ("太极队", 20, False, None),
)  # fmt: skip


class Scene:
    """Events of this part, written in the world's one book."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by: Actor = world.cast["community_worker"].actor

    def at(self, on: dt.date, minute: int = 540) -> dt.datetime:
        """A minute of a date."""
        return dt.datetime.combine(on, dt.time(), SHANGHAI) + dt.timedelta(minutes=minute)

    def event(
        self,
        row: Threaded,
        kind: str,
        thing: str,
        at: dt.datetime,
        text: str = "",
        seen: str = "public",
        **data: Any,
    ) -> Event:
        """The next line of a thread."""
        found = trail.link(row, kind, f"{kind}.{thing}", self.by, at, data, text, seen)
        self.world.events.append(found)
        return found


def build_venue_life(world: World) -> None:
    """The rota, the stage, the plaza and the home-care station."""
    scene = Scene(world)
    station = world.rows.of(Station)[0]
    _rota(scene, station)
    _plaza(scene)
    _stage(scene)
    _elders(scene)
    _series(scene)
    _today(scene)


def _rota(scene: Scene, station: Station) -> None:
    world = scene.world
    first = world.days_ago(7 * WEEKS_BEHIND)
    post = world.rows.add(
        DutyPost(
            station=station, code="YZ001-D", name="前台", does="接待、量血压、借书", needed=1, longest=210
        )
    )
    world.rows.add(
        DutyPost(
            station=station, code="YZ001-C", name="四点半课堂", does="陪孩子写作业", needed=1, longest=120
        )
    )
    for day in range(7):
        world.rows.add(DutyPromise(post=post, day=day, begins=SHIFTS[0][0], ends=SHIFTS[-1][1], since=first))
    afternoon = world.rows.of(DutyPost)[1]
    for day in range(5):
        world.rows.add(DutyPromise(post=afternoon, day=day, begins=960, ends=1080, since=world.on))
    fellows = _fellows(scene, station, first)
    monday = world.on - dt.timedelta(days=world.on.weekday())
    for version, week in enumerate(range(-WEEKS_BEHIND, 2), 1):
        since = monday + dt.timedelta(days=7 * week)
        roster = world.rows.add(
            Roster(station=station, version=version, since=since, until=since + dt.timedelta(days=6), weights=asdict(duty_weights()),
                   made_at=scene.at(since - dt.timedelta(days=4)), by=world.cast["community_worker"].account)
        )  # fmt: skip
        for day in range(7):
            _day(scene, post, roster, fellows, since + dt.timedelta(days=day), first)


def _fellows(scene: Scene, station: Station, since: dt.date) -> list[DutyFellow]:
    world = scene.world
    chance = world.chance("duty")
    cast: list[tuple[Post, str]] = [
        (world.cast[name], kind)
        for name, kind in (
            ("community_worker", "staff"),
            ("secretary", "party"),
            ("resident", "volunteer"),
            ("neighbour", "volunteer"),
        )
    ]
    people = [(one.person, one.account, kind) for one, kind in cast]
    people += [(world.person(chance), None, kind) for kind in ("party", "volunteer", "volunteer", "staff")]
    return [
        world.rows.add(
            DutyFellow(
                station=station,
                person=person,
                account=account,
                kind=kind,
                week=0,
                rest=0,
                agreed=True,
                since=since,
                not_days="",
            )
        )
        for person, account, kind in people
    ]


def _day(
    scene: Scene, post: DutyPost, roster: Roster, fellows: list[DutyFellow], on: dt.date, first: dt.date
) -> None:
    """Three turns of a date: behind us done, with the few that nobody came to; ahead accepted, asked for or open."""
    world = scene.world
    if on < first:
        return
    there = []
    for number, (begins, ends) in enumerate(SHIFTS):
        count = (on - first).days * len(SHIFTS) + number
        fellow = fellows[count % len(fellows)]
        turn = Turn(
            post=post, roster=roster, begins_at=scene.at(on, begins), ends_at=scene.at(on, ends), fellow=fellow, kind=fellow.kind,
            weight=duty_weights().of(begins, ends, weekday=on.weekday(), holiday=False), source="asked",
        )  # fmt: skip
        if on < world.on:
            # Turns missed now and then, most of them on Sunday evenings: what the page of gaps ahead points at.
            missed = number == 2 and on.weekday() == 6 and on.isocalendar().week % 3 == 0
            turn.state = "missed" if missed else "done"
            turn.accepted_at = scene.at(on - dt.timedelta(days=3))
            if not missed:
                turn.came_at = scene.at(on, begins - 4 + count % 9)
                turn.left_at = scene.at(on, ends + count % 3)
                there.append((begins - 4 + count % 9, ends + count % 3))
                turn.handover = "血压计已充电，借书登记本在抽屉里。" if count % 11 == 0 else ""
        else:
            turn.state = (
                ("accepted", "accepted", "accepted", "offered", "accepted", "wanted")[count % 6]
                if (on - world.on).days < 8
                else "offered"
            )
            turn.accepted_at = scene.at(world.days_ago(2)) if turn.state != "offered" else None
        world.rows.add(turn)
        if turn.state in ("accepted", "wanted"):
            for tick in range(tick_of(turn.begins_at), tick_of(turn.ends_at)):
                world.rows.add(DutyTick(person=fellow.person, tick=tick, turn=turn))
        if on >= world.on:
            for rank in (1, 2):
                world.rows.add(
                    Standby(turn=turn, fellow=fellows[(count + 2 + rank) % len(fellows)], rank=rank)
                )
    if on < world.on:
        promised = [(SHIFTS[0][0], SHIFTS[-1][1])]
        world.rows.add(
            CoverDay(
                post=post,
                on=on,
                promised=SHIFTS[-1][1] - SHIFTS[0][0],
                covered=covered_minutes(promised, there),
            )
        )


def _plaza(scene: Scene) -> None:
    """From vegetable patch to plaza: shown before and after, money by source; and a card room that became a reading room."""
    world = scene.world
    estate = world.places["青榕花园"]
    plaza = world.rows.add(
        Station(
            code="GC001", name="近邻文化广场", kind="stage", acquired="built", place=estate, state="open", planned_on=world.days_ago(330),
            opened_on=world.days_ago(58), percent=100, floor_area=PLAZA_FLOOR, address="青榕花园东门", step_free=True, toilet=True, way_in="东门直接进，没有台阶",
        )
    )  # fmt: skip
    for day in range(7):
        world.rows.add(OpeningSpan(station=plaza, day=day, begins=360, ends=1320))
    world.rows.add(
        Space(
            station=plaza,
            code="GC001-S",
            name="大家乐舞台",
            use="activity",
            area=120_00,
            seats=80,
            longest=180,
        )
    )
    for number, (level, amount) in enumerate(PLAZA_FUNDS):
        world.rows.add(
            FundingLine(
                station=plaza,
                level=level,
                amount=amount,
                on=world.days_ago(260 - 20 * number),
                voucher=f"GC001-{number + 1}",
            )
        )
    _reclaimed(scene, estate, "SH001", "东门绿地", "plot", PLAZA_AREA, "plaza", plaza, 360, 58)
    other = next((one for one in world.of_level("estate") if one.pk != estate.pk), estate)
    _reclaimed(scene, other, "SH002", "一楼架空层棋牌室", "cards", 86_40, "reading", None, 300, 60)


def _reclaimed(
    scene: Scene,
    place: Place,
    code: str,
    name: str,
    was: str,
    area: int,
    becomes: str,
    station: Station | None,
    found: int,
    used: int,
) -> None:
    """Space with its whole story, found and in use so many days ago; both within the year of which the world has matters."""
    world = scene.world
    days = {
        "found_on": found,
        "agreed_on": found - 70,
        "cleared_on": found - 90,
        "used_on": used,
    }
    row = world.rows.add(
        Reclaimed(place=place, code=code, name=name, state="in_use", was=was, becomes=becomes, area=area, station=station, before=2, after=2,
                  **{key: world.days_ago(ago) for key, ago in days.items()})
    )  # fmt: skip
    lines = (
        ("entered", "found_on", "居民反映这里被占用多年，大家想要回来。", {"area": area}), ("before", "found_on", "", {"when": "before"}),
        ("agree", "agreed_on", "开了五次院落会，占用的几户同意腾退，菜苗移到社区菜园。", {}), ("clear", "cleared_on", "清理完毕，三方一起量了面积。", {"area": area}),
        ("after", "used_on", "", {"when": "after"}), ("use", "used_on", "建成了，晚上有人跳舞，白天有人下棋。", {"becomes": becomes}),
    )  # fmt: skip
    for number, (thing, day, text, data) in enumerate(lines):
        event = scene.event(
            row, "reclaimed", thing, scene.at(world.days_ago(days[day]), 570 + 10 * number), text, **data
        )
        for picture in range(2) if thing in ("before", "after") else ():
            hang_photo(
                world,
                event,
                f"{name}-{thing}-{picture + 1}.jpg",
                by=scene.by.account,
                seen="public",
                at=event.at,
            )


def _stage(scene: Scene) -> None:
    """A round that was drawn and fixed, and one for which troupes enter now."""
    world = scene.world
    stage = next(one for one in world.rows.of(Space) if one.code == "GC001-S")
    for number, name in ((1, "上个月周末大家乐"), (2, "下个月周末大家乐")):
        begins = world.on + dt.timedelta(days=-40 if number == 1 else 12)
        evenings = [(begins + dt.timedelta(days=3 * one)).isoformat() for one in range(8)]
        closed = scene.at(begins - dt.timedelta(days=6))
        row = StageRound(
            space=stage, code=f"WT{number:02}", name=name, begins=1140, ends=1260, evenings=evenings, weights=asdict(stage_weights()),
            seed_source="报名截止后第一期福彩双色球开奖号", enter_until=closed if number == 1 else scene.at(world.on + dt.timedelta(days=6), 1080),
        )  # fmt: skip
        world.rows.add(row)
        groups = [
            StageGroup(round=row, code=f"G{place:02}", name=troupe, people=people, loud=loud, recent=0, evenings=evenings[place % 3 :],
                       by=world.cast[who].account if who else None)
            for place, (troupe, people, loud, who) in enumerate(TROUPES, 1)
        ]  # fmt: skip
        for one in groups if number == 1 else groups[:3]:
            world.rows.add(one)
        scene.event(row, "stage_round", "announced", closed - dt.timedelta(days=10))
        if number == 1:
            _drawn(scene, row, groups, closed)


def _drawn(scene: Scene, row: StageRound, groups: list[StageGroup], closed: dt.datetime) -> None:
    world = scene.world
    held = [
        Entrant(one.code, one.name, one.people, one.loud, one.recent, tuple(one.evenings)) for one in groups
    ]
    row.state, row.closed_at, row.seed = "fixed", closed, "05 11 17 23 26 30 09".replace(" ", "")
    row.digest = list_digest(held, row.evenings, stage_weights())
    row.object_until = closed + dt.timedelta(days=4)
    scene.event(row, "stage_round", "close", closed, row.digest, digest=row.digest)
    scene.event(row, "stage_round", "draw", closed + dt.timedelta(days=1), row.seed, seed=row.seed)
    scene.event(row, "stage_round", "fix", closed + dt.timedelta(days=4, hours=1))
    by_code = {one.code: one for one in groups}
    for one in draw(row.code, row.seed, held, row.evenings, stage_weights()):
        group, on = by_code.get(one.group), dt.date.fromisoformat(one.on)
        booking = None
        if group is not None and on < world.on:
            booking = world.rows.add(
                Booking(space=row.space, state="completed", open=True, begins_at=scene.at(on, row.begins), ends_at=scene.at(on, row.ends), people=group.people,
                        purpose=row.name, group=group.name, noise="loud" if group.loud else "talk", account=world.cast["community_worker"].account,
                        checked_in_at=scene.at(on, row.begins), ended_at=scene.at(on, row.ends))
            )  # fmt: skip
        world.rows.add(StageEvening(round=row, on=on, group=group, number=one.number, booking=booking))


def _elders(scene: Scene) -> None:
    """The home-care station of the source: five hundred square metres and more."""
    world = scene.world
    place = world.above[world.places["青榕花园"].pk]["community"]
    made = world.rows.add(
        Station(
            code="YL001", name="居家养老驿站", kind="elder", acquired="converted", place=place, state="open", planned_on=world.days_ago(500),
            opened_on=world.days_ago(260), percent=100, floor_area=ELDER_FLOOR, address=f"{place.name}中心路 3 号", step_free=True, lift=True, toilet=True,
        )
    )  # fmt: skip
    for day in range(7):
        world.rows.add(OpeningSpan(station=made, day=day, begins=450, ends=1080))
    world.rows.add(
        Space(
            station=made,
            code="YL001-1",
            name="长者食堂",
            use="service",
            area=160_00,
            seats=60,
            bookable=False,
        )
    )
    world.rows.add(
        Space(station=made, code="YL001-2", name="理疗室", use="service", area=60_00, seats=8, bookable=False)
    )
    world.rows.add(
        Space(
            station=made, code="YL001-3", name="活动室", use="activity", area=180_00, seats=50, approval=True
        )
    )


def _series(scene: Scene) -> None:
    """The pipe players' weekly hall, open to all; two dates could not be had."""
    world = scene.world
    hall = next(one for one in world.rows.of(Space) if one.code == "YZ001-H")
    had = [one for one in world.rows.of(Booking) if one.space is hall and one.group == "葫芦丝队"]
    since = min(one.begins_at for one in had).date()
    series = world.rows.add(
        Series(
            space=hall, rule=f"RRULE:FREQ=WEEKLY DTSTART:{since.isoformat()}", since=since, until=world.on + dt.timedelta(days=60), purpose="葫芦丝排练",
            group="葫芦丝队", begins=1170, ends=1260, people=20, noise="loud", open=True, made_at=scene.at(since - dt.timedelta(days=5)),
            by=world.cast["community_worker"].account,
        )
    )  # fmt: skip
    for one in had:
        one.series, one.open = series, True
    for weeks, code, zh, en in (
        (
            2,
            "not_free",
            "这个时间已经有人约了，请看下面别的时间和房间",
            "Somebody has it then; see other times and rooms",
        ),
        (5, "not_open_then", "这一天不开放", "Closed on that day"),
    ):
        world.rows.add(
            RefusedDate(
                series=series, on=world.on + dt.timedelta(days=7 * weeks + 3), code=code, zh=zh, en=en
            )
        )


def _today(scene: Scene) -> None:
    """What the tablet at the door shows on the world's day: the after-school room at four."""
    world = scene.world
    room = next(one for one in world.rows.of(Space) if one.code == "YZ001-B")
    begins, ends = scene.at(world.on, 960), scene.at(world.on, 1080)
    late = later(world, [room], begins, ends)
    begins, ends = begins + late, ends + late
    made = world.rows.add(
        Booking(
            space=room, state="confirmed", begins_at=begins, ends_at=ends, account=world.cast["community_worker"].account, people=16, purpose="四点半课堂",
            open=True,
        )
    )  # fmt: skip
    for tick in range(tick_of(begins), tick_of(ends)):
        world.rows.add(Occupancy(space=room, tick=tick, booking=made))

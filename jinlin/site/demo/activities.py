"""Activities of the demo world: one community's year as the source counts it, a Sunday Go course, what is on this week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.people.public import Member, Person
from jinlin.places.public import Place
from jinlin.site.demo.rooms import later
from jinlin.site.demo.world import SHANGHAI, World
from jinlin.venues.public import Booking, Occupancy, Space, Station, tick_of
from jinlin.volunteering.public import (
    Attendance,
    ClassAsked,
    Enrolment,
    Feedback,
    GuardianConsent,
    Occurrence,
    Presence,
    Series,
    SignUp,
)

# As the source counts a community's year: the Go course, volunteers' activities, all activities at its venues.
SESSIONS, PUPILS, LAST_SESSION = 21, 251, 20
SERVICE, VOLUNTEERS = 60, 400
ACTIVITIES, ATTENDANCES = 130, 3625
NAMED, GUESTS = 6, 25
"""Of each further activity so many come by name; so many guests of each volunteers' activity are counted."""
SERVICES = (
    ("九久公益日", "volunteer_day", "day-ends:9", "九久公益日", 870, 120, "社区门口集合"), ("楼道大扫除", "volunteer_day", "RRULE:FREQ=MONTHLY;BYDAY=1SA", "志愿者日", 510, 90, "各楼栋门厅"),
    ("路口文明劝导", "volunteer_day", "RRULE:FREQ=WEEKLY;BYDAY=MO", "", 450, 60, "西门路口"), ("陪老人看病买菜", "volunteer_day", "RRULE:FREQ=WEEKLY;BYDAY=WE", "", 540, 120, "驿站服务台集合"),
)  # fmt: skip
OTHERS = (
    ("防诈骗讲座", "lecture", 8, 900), ("高血压怎么管", "health_lecture", 6, 570), ("免费量血压、测血糖", "free_clinic", 4, 540), ("亲子读书会", "reading", 8, 600),
    ("周末手工", "parent_child", 4, 870), ("八十岁集体生日", "birthday", 4, 600), ("敬老文艺午餐", "elders", 2, 630), ("葫芦丝排练", "rehearsal", 6, 1170),
    ("邻里小舞台", "performance", 3, 1140), ("包粽子、猜灯谜", "festival", 4, 870),
)  # fmt: skip
ELSEWHERE = ("健康讲座", "邻里读书会", "清洁家园", "象棋角")


@dataclass
class Scene:
    """What the parts of this builder share."""

    world: World
    chance: Random
    home: Place
    by: Actor
    spaces: list[Space]
    neighbours: list[Person]
    count: dict[str, int] = field(default_factory=dict)
    been: dict[int, set[int]] = field(default_factory=dict)

    def next(self, name: str) -> int:
        """The next number of a kind of thing."""
        self.count[name] = self.count.get(name, 0) + 1
        return self.count[name]

    def at(self, on: dt.date, minute: int) -> dt.datetime:
        """A minute of a day."""
        return dt.datetime.combine(on, dt.time(), SHANGHAI) + dt.timedelta(minutes=minute)

    def event(
        self, row: Any, kind: str, step: str, at: dt.datetime, seen: str = "public", **data: Any
    ) -> None:
        """One line of a thread."""
        self.world.events.append(trail.link(row, kind, f"{kind}.{step}", self.by, at, data, "", seen))


def build_activities(world: World) -> None:
    """The home community's year to the number, then what is ahead there, then a few activities elsewhere."""
    home = world.above[world.places["青榕花园"].pk]["community"]
    estates = {one.pk for one in world.of_level("estate") if one.path.startswith(home.path)}
    lives = (
        [
            one.person
            for one in world.rows.of(Member)
            if world.above[one.household.dwelling_id]["estate"].pk in estates
        ]
        if estates
        else []
    )
    stations = [one for one in world.rows.of(Station) if one.place_id == home.pk and one.state == "open"]
    spaces = [
        one for one in world.rows.of(Space) if stations and one.station_id == stations[0].pk and one.bookable
    ]
    worker = world.cast["community_worker"].actor
    scene = Scene(
        world, world.chance("activities"), home, worker, spaces, [one for one in lives if one is not None]
    )
    last = world.on.year if world.on.month >= 7 else world.on.year - 1
    days = [dt.date(last, 1, 3) + dt.timedelta(days=n) for n in range(370)]
    past = [one for one in days if one.year == last and one < world.on - dt.timedelta(days=4)]
    _go_course(scene, past, min(world.on - dt.timedelta(days=1), dt.date(last, 12, 28)))
    _service(scene, past)
    _others(scene, past)
    _ahead(scene)
    _elsewhere(scene, past)


def _space(scene: Scene, code: str) -> Space | None:
    known = {one.code: one for one in scene.spaces}
    return known.get(code) or (scene.spaces[0] if scene.spaces else None)


def _series(scene: Scene, title: str, kind: str, begins: int, minutes: int = 90, **more: Any) -> Series:
    facts = {
        "place": scene.home,
        "since": scene.world.days_ago(330),
        "made_at": scene.at(scene.world.days_ago(330), 600),
        "by_id": scene.by.account,
    } | more
    return scene.world.rows.add(Series(title=title, kind=kind, begins=begins, minutes=minutes, **facts))


def _held(
    scene: Scene, series: Series, on: dt.date, number: int, space: Space | None, *, state: str = ""
) -> Occurrence:
    begins = scene.at(on, series.begins)
    row = scene.world.rows.add(
        Occurrence(
            series=series, place=series.place, number=number, rule_on=on, title=series.title, kind=series.kind,
            state=state or ("locked" if on < scene.world.on - dt.timedelta(days=4) else "held"), begins_at=begins,
            ends_at=begins + dt.timedelta(minutes=series.minutes), space=space, where=series.where, capacity=series.capacity, waiting=series.waiting,
            supervisors=series.supervisors, changed_at=begins - dt.timedelta(days=20), token=f"demo-activity-{scene.next('activity')}",
        )
    )  # fmt: skip
    # Published a fortnight ahead, and never after the evening before the world's today.
    published = min(
        begins - dt.timedelta(days=14), scene.at(scene.world.on - dt.timedelta(days=1), series.begins)
    )
    scene.event(row, "activity", "publish", published, **{"from": "draft", "to": "published"})
    return row


def _came(
    scene: Scene,
    row: Occurrence,
    people: Sequence[Person],
    *,
    role: str = "participant",
    guests: int = 0,
    method: str = "list",
) -> None:
    """Those who came, each by a fact at the door and the attendance that follows from it; and a headcount of the rest."""
    course = row.series.root_id or row.series_id
    known = scene.been.setdefault(course, set())
    for person in people:
        at = row.begins_at + dt.timedelta(minutes=scene.chance.randrange(-10, 9))
        scene.world.rows.add(
            Presence(
                occurrence=row,
                person=person,
                kind="in",
                method=method,
                role=role,
                nonce=f"d{row.pk}-{person.pk}",
                at=at,
                received_at=at,
                by_id=scene.by.account,
            )
        )
        scene.world.rows.add(
            Attendance(occurrence=row, person=person, role=role, came_at=at, fresh=person.pk not in known)
        )
        known.add(person.pk)
    if guests:
        at = row.begins_at + dt.timedelta(minutes=15)
        scene.world.rows.add(
            Presence(
                occurrence=row,
                kind="headcount",
                method="count",
                people=guests,
                nonce=f"d{row.pk}-count",
                at=at,
                received_at=at,
                by_id=scene.by.account,
            )
        )
        scene.world.rows.add(Attendance(occurrence=row, is_headcount=True, people=guests))


def _place(scene: Scene, row: Occurrence, person: Person, state: str, number: int, **more: Any) -> SignUp:
    facts = {
        "by_id": scene.by.account,
        "tie": "family",
        "made_at": row.begins_at - dt.timedelta(days=6),
    } | more
    return scene.world.rows.add(
        SignUp(
            occurrence=row,
            person=person,
            state=state,
            position=number,
            token=f"demo-place-{scene.next('place')}",
            **facts,
        )
    )


def _go_course(scene: Scene, past: Sequence[dt.date], last: dt.date) -> None:
    """Twenty-one Sundays with 251 pupils, one Sunday to which nobody came, and the Sundays ahead with a full list."""
    world = scene.world
    teacher = world.person(scene.chance, "陈启明", year=world.on.year - 61)
    half = _space(scene, "YZ001-B")
    sunday = last - dt.timedelta(days=(last.weekday() + 1) % 7)
    days = [sunday - dt.timedelta(weeks=n) for n in range(SESSIONS + 1)][::-1]
    series = _series(
        scene, "周日围棋公益课", "class", 540, rule="RRULE:FREQ=WEEKLY;BYDAY=SU", since=days[0], lead=teacher, lead_called="陈老师", capacity=LAST_SESSION,
        waiting=10, audience="children", age_min=6, age_max=16, needs_guardian=True, reviewed_at=world.now - dt.timedelta(days=300), space=half,
        about="从零学起，也有对局。棋盘棋子现场有，坐得住一个小时就行。", material="水杯", brand="周末公益课", planned_until=world.on + dt.timedelta(weeks=4),
    )  # fmt: skip
    child = world.person(scene.chance, "王小宝", year=world.on.year - 9)
    child.guardian = world.cast["resident"].person
    pupils = [
        child,
        *(world.person(scene.chance, year=world.on.year - scene.chance.randrange(6, 14)) for _ in range(33)),
    ]
    sizes = _sizes(PUPILS - LAST_SESSION, SESSIONS - 1, scene.chance) + [LAST_SESSION]
    void = len(days) - 5
    for number, on in enumerate(days):
        row = _held(scene, series, on, number + 1, half, state="void" if number == void else "")
        if number == void:
            continue
        size = sizes[number - (number > void)]
        # The older ones come on, newer ones join: the window of pupils moves slowly through the list.
        first = min(number // 2, len(pupils) - 24)
        here = [child, *scene.chance.sample(pupils[1 + first : 24 + first], size - 1)]
        _came(scene, row, here, method="pass")
        for turn, person in enumerate(here, 1):
            _place(scene, row, person, "confirmed", turn)
        if number % 3 == 0 and size < LAST_SESSION:
            _place(scene, row, next(one for one in pupils if one not in here), "confirmed", size + 1)
        if number == len(days) - 1:
            for turn, person in enumerate(here[:14]):
                world.rows.add(
                    Feedback(
                        occurrence=row,
                        person=person,
                        smile=3 if turn % 6 else 2,
                        at=row.ends_at + dt.timedelta(hours=3),
                    )
                )
    _course_ahead(scene, series, pupils, len(days))


def _course_ahead(scene: Scene, series: Series, pupils: list[Person], held: int) -> None:
    """The Sundays ahead: the next one full with a waiting list, consents, and neighbours who ask for a smaller class."""
    world, resident, half, child = scene.world, scene.world.cast["resident"], series.space, pupils[0]
    for person in pupils[:12]:
        world.rows.add(
            GuardianConsent(
                child=person,
                guardian=person.guardian,
                series=series,
                version="2026-11",
                given_at=world.now - dt.timedelta(days=60),
            )
        )
    world.rows.add(
        Enrolment(series=series, person=child, by=resident.account, made_at=world.now - dt.timedelta(days=40))
    )
    for week in (1, 2, 3):
        row = _published(
            scene, series, sunday_after(world.on) + dt.timedelta(weeks=week - 1), held + week, half
        )
        many = LAST_SESSION + 4 if week == 1 else 12 - week
        for turn, person in enumerate(pupils[:many], 1):
            mine = (
                {"by_id": resident.account.pk, "tie": "guardian"}
                if person is child and resident.account
                else {}
            )
            _place(scene, row, person, "confirmed" if turn <= LAST_SESSION else "waiting", turn, **mine)
    for person in scene.neighbours[20:26]:
        world.rows.add(
            ClassAsked(series=series, person=person, level="small", made_at=world.now - dt.timedelta(days=9))
        )


def sunday_after(on: dt.date) -> dt.date:
    """The Sunday on or after a day."""
    return on + dt.timedelta(days=(6 - on.weekday()) % 7)


def _sizes(total: int, parts: int, chance: Random) -> list[int]:
    """So many whole numbers around the mean that sum to the total."""
    sizes = [total // parts + (number < total % parts) for number in range(parts)]
    for _ in range(parts):
        a, b = chance.randrange(parts), chance.randrange(parts)
        if a != b and sizes[a] > 7 and sizes[b] < LAST_SESSION - 2:
            sizes[a], sizes[b] = sizes[a] - 1, sizes[b] + 1
    return sizes


def _spread(past: Sequence[dt.date], count: int, shift: int) -> list[dt.date]:
    """Different days, evenly over the year."""
    return [
        past[(number * len(past)) // count + shift % max(len(past) // count, 1)] for number in range(count)
    ]


def _service(scene: Scene, past: Sequence[dt.date]) -> None:
    """Sixty activities of volunteers with 400 attendances of theirs; their guests are counted."""
    helpers = scene.neighbours[:110] or [scene.world.person(scene.chance) for _ in range(30)]
    hall = _space(scene, "YZ001-H")
    kinds = [
        _series(
            scene,
            title,
            kind,
            begins,
            minutes,
            rule=rule,
            brand=brand,
            where=where,
            state="running",
            about="自愿参加，时长如实记录。",
        )
        for title, kind, rule, brand, begins, minutes, where in SERVICES
    ]
    for number, on in enumerate(_spread(past, SERVICE, 1)):
        series = kinds[number % len(kinds)]
        row = _held(scene, series, on, number // len(kinds) + 1, hall)
        many = VOLUNTEERS // SERVICE + (number < VOLUNTEERS % SERVICE)
        first = (number * 7) % max(len(helpers) - many, 1)
        _came(scene, row, helpers[first : first + many], role="volunteer", guests=GUESTS)


def _others(scene: Scene, past: Sequence[dt.date]) -> None:
    """What else was on: lectures, clinics, reading, birthdays, rehearsals; some by name, most counted."""
    count = sum(many for _, _, many, _ in OTHERS)
    assert SESSIONS + SERVICE + count == ACTIVITIES
    left = ATTENDANCES - PUPILS - SERVICE * GUESTS - count * NAMED
    days, number = _spread(past, count, 3), 0
    people = scene.neighbours or [scene.world.person(scene.chance) for _ in range(40)]
    partner = next(iter(one for one in scene.world.institutions.values() if one.kind == "partner"), None)
    for title, kind, many, begins in OTHERS:
        rooms = _space(scene, "YZ001-A" if kind in ("reading", "parent_child") else "YZ001-H")
        joint = partner if kind == "health_lecture" else None
        series = _series(scene, title, kind, begins, space=rooms, partner=joint, audience="elders" if kind in ("birthday", "elders") else "all", state="ended",
                         age_min=80 if kind == "birthday" else 0)  # fmt: skip
        for turn in range(many):
            row = _held(scene, series, days[number], turn + 1, rooms)
            first = (number * 11) % max(len(people) - NAMED, 1)
            _came(scene, row, people[first : first + NAMED], guests=left // count + (number < left % count))
            number += 1


def _published(
    scene: Scene, series: Series, on: dt.date, number: int, space: Space | None, state: str = "published"
) -> Occurrence:
    """An activity ahead, its room booked."""
    row = _held(scene, series, on, number, space, state=state)
    if space is None or state != "published":
        return row
    parts = [one for one in scene.spaces if one.parent_id == space.pk] or [space]
    late = later(scene.world, parts, row.begins_at, row.ends_at)
    row.begins_at, row.ends_at = row.begins_at + late, row.ends_at + late
    booking = scene.world.rows.add(
        Booking(
            space=space, state="confirmed", begins_at=row.begins_at, ends_at=row.ends_at, account_id=scene.by.account, people=max(row.capacity, 1),
            purpose=row.title, group=series.brand,
        )
    )  # fmt: skip
    for part in parts:
        for tick in range(tick_of(row.begins_at), tick_of(row.ends_at)):
            scene.world.rows.add(Occupancy(space=part, tick=tick, booking=booking))
    row.booking = booking
    return row


def _ahead(scene: Scene) -> None:
    """This fortnight: a lecture today, an elders' birthday, tai chi with a kept place for the resident, one that waits for a look."""
    world, on, people = scene.world, scene.world.on, scene.neighbours
    resident = world.cast["resident"]
    hall, east = _space(scene, "YZ001-H"), _space(scene, "YZ001-A")
    single = {"since": on, "made_at": world.now - dt.timedelta(days=9)}
    lecture = _published(
        scene,
        _series(scene, "冬季心脑血管讲座", "health_lecture", 570, 60, capacity=60, space=hall, **single),
        on,
        1,
        hall,
    )
    for turn, person in enumerate(people[30:48], 1):
        _place(scene, lecture, person, "confirmed", turn, tie="worker")
    day = on + dt.timedelta(days=6)
    party = _series(scene, "十二月八十岁集体生日", "birthday", 600, 120, capacity=30, space=hall, age_min=80, audience="elders", brand="敬老月", about="长寿面、量血压、老照片。家人一起来。",
                    safety="地面防滑，备轮椅，社区医生在场", **(single | {"since": day}))  # fmt: skip
    row = _published(scene, party, day, 1, hall)
    elders = [world.person(scene.chance, year=on.year - scene.chance.randrange(80, 94)) for _ in range(11)]
    for turn, person in enumerate(elders, 1):
        _place(scene, row, person, "confirmed", turn, tie="worker", note="坐轮椅" if turn == 3 else "")
    day = on + dt.timedelta(days=5)
    chi = _series(
        scene,
        "太极拳小班",
        "sport",
        480,
        60,
        capacity=8,
        waiting=6,
        space=east,
        lead_called="郑师傅",
        **(single | {"since": day}),
    )
    row = _published(scene, chi, day, 1, east)
    for turn, person in enumerate(people[62:69], 1):
        _place(scene, row, person, "confirmed", turn)
    _place(
        scene,
        row,
        resident.person,
        "offered",
        8,
        by_id=resident.account.pk if resident.account else None,
        tie="self",
        offered_until=world.now + dt.timedelta(hours=44),
    )
    day = on + dt.timedelta(days=9)
    clinic = _series(
        scene, "义诊进小区", "free_clinic", 540, 180, where="青榕花园中心小广场", **(single | {"since": day})
    )
    waits = _published(scene, clinic, day, 1, None, state="in_review")
    secretary = world.cast["secretary"].actor
    waits.submitted_by = secretary.account


def _elsewhere(scene: Scene, past: Sequence[dt.date]) -> None:
    """A few activities in further communities that have an open station, each with a headcount."""
    first: dict[int, Space] = {}
    for one in scene.world.rows.of(Space):
        if one.station.programme and one.station.state == "open" and one.station.place_id != scene.home.pk:
            first.setdefault(one.station.place_id, one)
    for number, space in enumerate(list(first.values())[:60]):
        place = space.station.place
        title = ELSEWHERE[number % len(ELSEWHERE)]
        series = _series(
            scene,
            title,
            "volunteer_day" if title == "清洁家园" else "lecture",
            570,
            60,
            place=place,
            space=space,
        )
        for turn, on in enumerate(_spread(past, 3, number % 20), 1):
            _came(scene, _held(scene, series, on, turn, space), [], guests=12 + (number * 7 + turn * 5) % 30)

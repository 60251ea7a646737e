"""A year of notices in the cast's community: the programme with one kind missing, decisions and results, an objection answered."""

from __future__ import annotations

import datetime as dt
import heapq
import tomllib
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.clock import Clock
from jinlin.base.clock.reading import Unit
from jinlin.places.public import Place
from jinlin.publicity.public import (
    Assessment,
    Entry,
    Finding,
    Hanging,
    Head,
    Inquiry,
    Power,
    Publication,
    Use,
    answer_due,
    answer_hash,
    archive_digest,
    end_of,
    entry_hash,
    facts_of,
    kind_of,
    objects_until,
    spans_of,
    text_hash,
    until,
    working_days_after,
)
from jinlin.site.demo.world import SHANGHAI, World

SOURCE = Path(__file__).resolve().parent / "notices.toml"
DAY = dt.timedelta(days=1)
MISSING = ("affairs_help", 0)
LATE = ("affairs_facilities", 1)
"""Kind and quarter (0 is the last one) that were not, or late, published."""


def words() -> dict[str, Any]:
    """The texts of this part."""
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


class Board:
    """Writes notices as the commands do, in the order in which they happened, with one chain of entries."""

    def __init__(self, world: World, place: Place) -> None:
        self.world, self.place = world, place
        self.worker, self.secretary = world.cast["community_worker"].actor, world.cast["secretary"].actor
        self.ahead: list[tuple[dt.datetime, int, Callable[[], None]]] = []
        self.order = count()
        self.entries: list[Entry] = []
        self.serials: dict[tuple[str, int], int] = {}
        self.publisher = f"{place.name}居民委员会"
        self.channel = f"{place.name}服务窗口，工作日上午八点半到下午五点半"

    def at(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        """An hour of a day."""
        return dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI)

    def later(self, at: dt.datetime, act: Callable[[], None]) -> None:
        """What happens at a moment, unless it lies after the world's end."""
        if at <= self.world.now:
            heapq.heappush(self.ahead, (at, next(self.order), act))

    def run(self) -> None:
        """Let everything happen."""
        while self.ahead:
            heapq.heappop(self.ahead)[2]()

    def event(
        self,
        row: Any,
        kind: str,
        step: str,
        by: Actor,
        at: dt.datetime,
        data: dict[str, Any],
        text: str = "",
        seen: str = "public",
    ) -> None:
        """A line of a thread."""
        self.world.events.append(trail.link(row, kind, f"{kind}.{step}", by, at, data, text, seen))

    def move(
        self, row: Publication, step: str, state: str, by: Actor, at: dt.datetime, text: str = "", **data: Any
    ) -> None:
        """A step that moves a notice."""
        self.event(row, "publication", step, by, at, {**data, "from": row.state, "to": state}, text)
        row.state = state

    def entry(self, row: Publication, what: str, at: dt.datetime, **content: Any) -> Entry:
        """The next entry of the archive."""
        previous = self.entries[-1].hash if self.entries else ""
        made = Entry(
            seq=len(self.entries) + 1,
            at=at,
            what=what,
            publication=row,
            content={"text": row.text_hash, **content},
            previous=previous,
        )
        made.hash = entry_hash(made)
        self.entries.append(self.world.rows.add(made))
        return made

    def draft(self, kind: str, title: str, body: str, day: dt.date, **more: Any) -> Publication:
        """A notice that is drafted, checked and published on a day."""
        row = Publication(
            kind=kind, place=self.place, publisher=self.publisher, title=title, body=body, channel=self.channel,
            drafted_at=self.at(day - DAY, 15), drafted_by_id=self.worker.account, owner_id=self.worker.account, state="drafted", **more,
        )  # fmt: skip
        self.world.rows.add(row)
        self.later(self.at(day - DAY, 15), lambda: self.event(
            row, "publication", "drafted", self.worker, self.at(day - DAY, 15), {"kind": kind}, seen="staff"))  # fmt: skip
        self.later(self.at(day, 9), lambda: self._publish(row, day))
        return row

    def _publish(self, row: Publication, day: dt.date, *, hour: int = 9) -> None:
        at, kind = self.at(day, hour, 30), kind_of(row.kind)
        self.move(row, "check", "checked", self.secretary, self.at(day, hour))
        serial = self.serials[row.publisher, day.year] = self.serials.get((row.publisher, day.year), 0) + 1
        row.year, row.serial = day.year, serial
        row.number = f"{row.publisher}公示〔{day.year}〕{serial}号"
        row.begins_on, row.published_at, row.until_on = day, at, until(kind, day, row.event_on)
        row.objects_until = objects_until(kind, day, row.until_on)
        row.text_hash = text_hash(row)
        made = self.entry(row, "corrected" if row.corrects_id else "published", at, **facts_of(row))
        self.move(
            row, "publish", "published", self.secretary, at, number=row.number, entry=made.seq, hash=made.hash
        )
        for old, thing in ((row.corrects, "corrected"), (row.result_of, "result")):
            if old is not None:
                self.event(old, "publication", thing, THE_CLOCK, at, {"by": row.pk, "number": row.number})
        for spot in kind.hang:
            self._hang(row, spot, self.at(day, hour + 1))
        over = self.at(row.until_on + (dt.timedelta() if kind.before_event else DAY), 0, 10)
        self.later(over, lambda: self._serve(row, over))

    def _hang(self, row: Publication, spot: str, at: dt.datetime) -> None:
        where = "社区党群服务中心门口" if spot == "board" else "南门公告栏"
        self.world.rows.add(
            Hanging(
                publication=row,
                spot=spot,
                where=where,
                hung_on=at.date(),
                by_id=self.worker.account,
                event_id=row.trail_seq + 1,
            )
        )
        self.event(
            row,
            "publication",
            "hang",
            self.worker,
            at,
            {"spot": spot, "where": where, "hung_on": at.date().isoformat()},
        )
        self.entry(row, "hung", at, spot=spot, hung_on=at.date().isoformat())

    def _serve(self, row: Publication, at: dt.datetime) -> None:
        if row.state != "published":
            return
        row.served_at = at
        self.entry(row, "served", at, until_on=row.until_on.isoformat() if row.until_on else None)
        self.move(row, "serve", "served", THE_CLOCK, at)
        if row.result_due_at is None:
            self.later(at + 31 * DAY, lambda: self.move(row, "archive", "archived", THE_CLOCK, at + 31 * DAY))

    def withdraw(self, row: Publication, why: str, at: dt.datetime) -> None:
        """A notice is withdrawn with a public reason."""

        def act() -> None:
            row.withdrawn_at, row.withdrawn_why = at, why
            self.entry(row, "withdrawn", at, why=archive_digest(why))
            self.move(row, "withdraw", "withdrawn", self.secretary, at, why)

        self.later(at, act)

    def ask(
        self, row: Publication | Power, kind: str, text: str, at: dt.datetime, *, answer: str = "", outcome: str = "told", days: int = 3, shown: str = "",
    ) -> None:  # fmt: skip
        """A question or objection, and its answer so many days later."""
        notice = row if isinstance(row, Publication) else None
        due_at = answer_due(kind_of(notice.kind), at).at if notice else end_of((at + 10 * DAY).date())
        asked = Inquiry(
            kind=kind, place=self.place, publication=notice, power=None if notice else row, text=text, asked_at=at, due_at=due_at,
            person=self.world.cast["resident"].person, state="asked", key=f"demo-{next(self.order)}",
        )  # fmt: skip

        def arrives() -> None:
            self.world.rows.add(asked)
            self.event(asked, "inquiry", "asked", THE_CLOCK, at, {"kind": kind})
            if notice is not None and kind == "objection" and notice.state == "published":
                self.move(notice, "object", "objected", THE_CLOCK, at)

        def answered() -> None:
            when = at + days * DAY
            asked.outcome, asked.answer, asked.shown = outcome, answer, shown or text
            asked.answered_at, asked.answered_by_id = when, self.worker.account
            if notice is not None:
                self.entry(notice, "answered", when, inquiry=asked.pk, answer=answer_hash(asked))
            self.event(
                asked,
                "inquiry",
                "answer",
                self.worker,
                when,
                {"outcome": outcome, "from": "asked", "to": "answered"},
                answer,
            )
            asked.state = "answered"
            if notice is not None and notice.state == "objected":
                self.move(notice, "settle", "published", THE_CLOCK, when)

        self.later(at, arrives)
        if answer:
            self.later(at + days * DAY, answered)

    def keep_heads(self) -> None:
        """The head of each of the last days."""
        for back in range(20, 0, -1):
            day = self.world.days_ago(back)
            last = [one for one in self.entries if one.at.astimezone(SHANGHAI).date() < day]
            if last:
                self.world.rows.add(
                    Head(day=day, seq=last[-1].seq, hash=last[-1].hash, made_at=self.at(day, 0, 5))
                )


def plan_notices(world: World) -> Board:
    """What is published in the cast's community in the last year, ahead of its time; ``run`` lets it happen."""
    place = next(
        one for one in world.of_level("community") if one.pk == world.cast["secretary"].actor.seats[0].place
    )
    board = Board(world, place)
    for part in (_programme, _decisions, _corrected, _assessed, _powers):
        part(board)
    return board


def _programme(board: Board) -> None:
    """Four quarters of the seven kinds; one kind of the last quarter is missing, one of the quarter before came late."""
    texts, today = words()["affairs"], board.world.on
    spans = [
        one
        for year in (today.year - 1, today.year)
        for one in spans_of("affairs_money", year)
        if one.due_on < today
    ][-4:]
    for back, span in enumerate(reversed(spans)):
        for number, (kind, (title, body)) in enumerate(texts.items()):
            if (kind, back) == MISSING:
                continue
            day = span.due_on + 6 * DAY if (kind, back) == LATE else span.due_on - (1 + number % 5) * DAY
            row = board.draft(
                kind, title.format(q=f"{span.begins_on.year} 年{span.words.zh}"), body, day, covers=span.code
            )
            if kind == "affairs_money" and back == 0:
                board.ask(
                    row, "objection", "米油发给 40 户，名单里怎么没有我们楼的老陈？", board.at(day + 2 * DAY, 19), days=3, outcome="partly",
                    shown="米油发给 40 户，我们楼有一户困难老人没有在名单里。",
                    answer="经上门核实，这一户符合条件，是登记时漏了。已从结余里补发一份，下季度公布时单独说明。谢谢您提醒。",
                )  # fmt: skip
            if kind == "affairs_facilities" and back == 1:
                board.ask(
                    row,
                    "question",
                    "广场灯带几时能亮？",
                    board.at(day + DAY, 20),
                    days=4,
                    answer="配件已经到货，下周三装，装好会在这里回一句。",
                )


def _decisions(board: Board) -> None:
    on = board.world.days_ago
    first = board.draft(
        "decision", "关于增设两处电动车充电点的决议", "居民代表会议应到 60 人，实到 45 人，同意 41 人，通过：\n在 2 号楼北侧、6 号楼东侧各设一处充电点，由物业负责安装。",
        on(150), decided_on=on(152), result_due_at=end_of(on(70)),
    )  # fmt: skip
    board.draft(
        "result",
        "两处电动车充电点已建成启用",
        "两处共 24 个充电位，已通电启用；消防验收合格。费用 3.6 万元，从公共收益列支，账目附后。",
        on(78),
        result_of=first,
    )
    board.draft(
        "decision", "关于东溪步道加装路灯的决议", "居民代表会议应到 60 人，实到 48 人，同意 44 人，通过：\n向街道申请在步道东段加装路灯 12 盏。",
        on(110), decided_on=on(112), result_due_at=end_of(on(9)),
    )  # fmt: skip
    consulted = board.draft(
        "consultation",
        "活动室周末开放时间征求意见",
        "拟把活动室周末开放时间延长到晚上九点，请大家提意见。这是征求意见，不是决定。",
        on(5),
    )
    board.ask(
        consulted,
        "question",
        "晚上有人值班吗？",
        board.at(on(4), 20),
        days=2,
        answer="有志愿者轮值，名单贴在活动室门口。",
    )
    board.ask(consulted, "objection", "九点太吵，楼上睡不着。", board.at(on(2), 21))
    board.draft(
        "general",
        "二次供水水箱清洗通知",
        "本周六上午八点到下午四点清洗水箱，届时停水，请提前储水。行动不便的请告诉网格员，志愿者送水。",
        on(2),
    )
    waiting = Publication(
        kind="general", place=board.place, publisher=board.publisher, title="冬季用电安全提醒", body="请检查电热毯、取暖器线路，人走断电。", channel=board.channel,
        drafted_at=board.at(on(1), 16), drafted_by_id=board.worker.account, owner_id=board.worker.account, state="drafted",
    )  # fmt: skip
    board.world.rows.add(waiting)
    board.later(board.at(on(1), 16), lambda: board.event(
        waiting, "publication", "drafted", board.worker, board.at(on(1), 16), {"kind": "general"}, seen="staff"))  # fmt: skip


def _corrected(board: Board) -> None:
    """A notice with a wrong number, corrected and withdrawn; both stay."""
    on = board.world.days_ago
    wrong = board.draft(
        "affairs_other", "活动室预约规则修订说明", "每人每周最多预约 3 次，每次 3 小时。", on(95)
    )
    board.draft(
        "affairs_other",
        "更正：活动室预约规则修订说明",
        "每人每周最多预约 3 次，每次 2 小时。原公告把“2 小时”误写成“3 小时”。",
        on(93),
        corrects=wrong,
    )
    board.withdraw(wrong, "“每次 3 小时”写错了，应为 2 小时，已另发更正公告。", board.at(on(93), 11))


def _assessed(board: Board) -> None:
    """Last year's and this year's assessment, recorded by the supervision committee, and its notice."""
    world, chance = board.world, board.world.chance("assessment")
    seat = world.cast["supervision_committee"] = world.seat(
        chance,
        "supervision_committee",
        board.place,
        name="苏明芳",
        username="sumingfang",
        how="elected",
        password=world.password,
    )
    posts = [world.cast["secretary"], world.cast["community_worker"]]
    for back, found in ((60 + 366, ("fit", "mostly")), (60, ("fit", "fit"))):
        held = world.days_ago(back)
        row = world.rows.add(
            Assessment(
                place=board.place,
                year=held.year,
                held_on=held,
                present=52 - back % 7,
                note="",
                by_id=seat.actor.account,
            )
        )
        lines = []
        for post, mark in zip(posts, found, strict=True):
            office = f"{post.actor.seats[0].title} {post.person.name}"
            world.rows.add(
                Finding(assessment=row, tenure_id=post.actor.seats[0].tenure, office=office, found=mark)
            )
            lines.append(f"{office}：{'称职' if mark == 'fit' else '基本称职'}")
        board.later(board.at(held, 20), lambda row=row, held=held: board.event(  # type: ignore[misc]
            row, "assessment", "recorded", seat.actor, board.at(held, 20), {"year": row.year, "present": row.present}))  # fmt: skip
        body = (
            f"{held.year}年{held.month}月{held.day}日，居务监督委员会主持召开民主评议会，{row.present} 人参加。评议结果如下：\n\n"
            + "\n".join(lines)
        )
        row.publication = board.draft(
            "yearly_review",
            f"{board.place.name}居民委员会 {held.year} 年民主评议结果",
            body,
            held + 3 * DAY,
            covers=str(held.year),
        )


def _powers(board: Board) -> None:
    world, chance = board.world, board.world.chance("powers")
    for number, one in enumerate(words()["power"]):
        since = world.days_ago(320)
        row = world.rows.add(
            Power(
                place=board.place,
                name=one["name"],
                basis=one["basis"],
                holder=one["holder"],
                steps=one["steps"],
                within_days=one["within_days"],
                since_on=since,
            )
        )
        board.later(board.at(since, 10), lambda row=row, since=since: board.event(  # type: ignore[misc]
            row, "power", "listed", board.secretary, board.at(since, 10), {"name": row.name}))  # fmt: skip
        for _ in range(12 - 2 * number):
            asked = world.days_ago(chance.randrange(5, 300))
            due_on = working_days_after(asked, Clock(row.within_days, Unit.WORKING_DAY))
            used = min(due_on + (2 * DAY if chance.random() < 0.06 else dt.timedelta()), world.days_ago(1))
            _use(board, row, chance.choice(one["uses"]), asked, used, due_on)
        if number == 0:
            board.ask(row, "question", "为什么要公示五天？急病等不起。", board.at(world.days_ago(40), 20), days=3,
                      answer="急病可以先救助后补手续，由街道当天批；公示是一般情形。已把这句补在窗口的告知单上。")  # fmt: skip


def _use(board: Board, row: Power, what: str, asked: dt.date, used: dt.date, due_on: dt.date) -> None:
    board.world.rows.add(
        Use(
            power=row,
            asked_on=asked,
            used_on=used,
            what=what,
            outcome="done",
            due_on=due_on,
            by_id=board.worker.account,
        )
    )
    at = board.at(used, 16)
    board.later(
        at,
        lambda: board.event(
            row, "power", "use", board.worker, at, {"outcome": "done", "used_on": used.isoformat()}, what
        ),
    )

"""Motions of the demo world: one on parking waits for the representatives, an older one on bins went through all four steps."""

from __future__ import annotations

import datetime as dt

from jinlin.base.actor import THE_CLOCK
from jinlin.deliberation.public import (
    Body,
    Follower,
    Member,
    Milestone,
    Motion,
    Remark,
    Result,
    Ruling,
    Wording,
    text_hash,
)
from jinlin.places.public import Place
from jinlin.site.demo.talks import Scene, body_of, item_of, meeting_of

RULES_TEXT = "一、地面划线车位先到先停，不固定。\n二、每户第一辆车每月 100 元，第二辆起 200 元。\n三、访客两小时内免费。\n四、收入公开，用于小区绿化和路面。\n五、东门留两个无障碍车位。"
LIFT = "更换 3 号楼电梯曳引机"
LIFT_TEXT = (
    "使用维修资金 8.6 万元更换 3 号楼电梯曳引机：从本楼维修资金中列支，按面积分摊，施工单位由业主委员会比选。"
)
"""Went through three gates and was then put to the owners of the building, whose vote is lived in ``decisions``."""
BINS_TEXT = "一、三处旧垃圾点合并为西门一处，装棚、装灯。\n二、每天早晚各清运一次。"
REMARKS = (
    ("第二辆车收 200 元太高了", "partly", "两委议过，先按这个数报代表审议，由代表来定"), ("访客时间能不能放宽到三小时", "not", "两小时够吃一顿饭，先试半年"),
    ("赞成收费，早该有规矩了", "taken", "谢谢"), ("残疾人家的车位要留出来", "taken", "第五条已写明留两个无障碍车位"), ("收入怎么花要贴出来", "taken", "第四条已写明公开"),
)  # fmt: skip


BODIES = (
    ("committee", "榕西社区两委会议", 7),
    ("representatives", "榕西居民代表会议", 36),
    ("assembly", "榕西居民会议", 60),
)


def build_motions(scene: Scene, joint: Body) -> None:
    """One motion on parking waits for the representatives; one on bins went through all four steps; one on a lift is for its owners."""
    world = scene.world
    bodies = {kind: _circle(scene, kind, name, count) for kind, name, count in BODIES}
    parking = _motion(scene, "青榕花园停车规则", RULES_TEXT, world.days_ago(40), matter="278.8")
    _gates(
        scene,
        parking,
        bodies,
        ((38, "committee", (6, 0, 1)), (24, "committee", (6, 1, 0))),
        heard=(36, REMARKS),
    )
    parking.gate, parking.state = 2, "waiting"
    _on_agenda(scene, parking, bodies["representatives"])
    bins = _motion(scene, "三处垃圾点合并到西门", BINS_TEXT, world.days_ago(190))
    votes = (
        (185, "committee", (7, 0, 0)),
        (170, "committee", (7, 0, 0)),
        (150, "old", (25, 3, 2)),
        (120, "old", (41, 8, 3)),
    )
    _gates(scene, bins, bodies, votes, heard=(182, ()))
    _carried_out(scene, bins, joint)
    third = next(
        one for one in world.inside[world.places["青榕花园"].pk] if one.level == "building" and one.sort == 3
    )
    lift = _motion(scene, LIFT, LIFT_TEXT, world.days_ago(190), matter="278.5", place=third)
    _gates(
        scene,
        lift,
        bodies,
        ((188, "committee", (7, 0, 0)), (178, "committee", (7, 0, 0)), (168, "old", (29, 1, 2))),
        heard=(187, ()),
    )
    lift.gate = 3


def _circle(scene: Scene, kind: str, name: str, count: int) -> Body:
    """A body of so many persons in the cast's community."""
    world, chance = scene.world, scene.world.chance(f"talks:{kind}")
    body = body_of(scene, f"rongxi-{kind}-1", name, kind, world.places["榕西"], where="社区服务中心三楼")
    for _ in range(count):
        person = world.person(chance)
        world.rows.add(Member(body=body, person=person, name=person.name, since_on=world.days_ago(300)))
    return body


def _on_agenda(scene: Scene, motion: Motion, body: Body) -> None:
    """The motion stands on the agenda of a meeting that has been announced."""
    world = scene.world
    review = meeting_of(scene, body, 1, world.on + dt.timedelta(days=9), by_rule=False)
    review.state, review.announced_at = "announced", world.now - dt.timedelta(hours=2)
    scene.event(review, "meeting", "announce", review.announced_at, **{"from": "planned", "to": "announced"})
    item = item_of(
        scene,
        review,
        motion.title,
        source="motion",
        source_id=motion.pk,
        text=motion.text,
        digest=motion.text_hash,
    )
    listed = world.now - dt.timedelta(hours=6)
    scene.event(
        motion, "motion", "list_it", listed, item=item.pk, meeting=review.title, text_hash=motion.text_hash
    )


def _motion(
    scene: Scene, title: str, text: str, day: dt.date, matter: str = "residents", place: Place | None = None
) -> Motion:
    world, at = scene.world, scene.at(day, 10)
    account = world.cast["secretary"].account
    number = len(world.rows.of(Motion)) + 1
    motion = world.rows.add(
        Motion(
            code=f"{day.year}-{number:04d}", title=title, text=text, text_hash=text_hash(text), variant="four_steps", matter=matter, place=place or world.places["青榕花园"],
            proposer=account, proposed_by="榕西社区", made_at=at, state="waiting",
        )
    )  # fmt: skip
    scene.event(
        motion, "motion", "drafted", at, variant="four_steps", text_hash=motion.text_hash, seen="staff"
    )
    scene.event(
        motion,
        "motion",
        "submit",
        at + dt.timedelta(hours=2),
        text_hash=motion.text_hash,
        **{"from": "drafting", "to": "waiting"},
    )
    world.rows.add(
        Wording(
            motion=motion,
            number=1,
            text=text,
            text_hash=motion.text_hash,
            gate=0,
            at=at + dt.timedelta(hours=2),
        )
    )
    world.rows.add(Follower(motion=motion, account=account, since_at=at))
    return motion


def _gates(
    scene: Scene, motion: Motion, bodies: dict[str, Body], passed: tuple[tuple[int, str, tuple[int, int, int]], ...],
    heard: tuple[int, tuple[tuple[str, str, str], ...]],
) -> None:  # fmt: skip
    words = ("提议", "商议", "审议", "决议")
    for gate, (ago, kind, votes) in enumerate(passed):
        if gate == 1:
            _heard(scene, motion, *heard)
        at = scene.at(scene.world.days_ago(ago), 16)
        name = bodies[kind].name if kind in bodies else ("榕西居民代表会议", "榕西居民会议")[gate - 2]
        entitled = {0: 7, 1: 7, 2: 36, 3: 60}[gate]
        why = f"应到 {entitled}，到 {sum(votes)}，人数够；同意 {votes[0]}，至少要 {sum(votes) // 2 + 1}，通过"
        scene.world.rows.add(
            Ruling(
                motion=motion, gate=gate, round=1, text_hash=motion.text_hash, by_name=name, entitled=entitled, present=sum(votes), in_favour=votes[0],
                against=votes[1], abstained=votes[2], passed=True, why=why, at=at,
            )
        )  # fmt: skip
        scene.event(
            motion,
            "motion",
            "pass_gate",
            at,
            by=THE_CLOCK,
            gate=words[gate],
            why=why,
            text_hash=motion.text_hash,
            **{"from": "waiting", "to": "serving"},
        )
        if gate < 3:
            later = at + dt.timedelta(days=17 if gate == 2 else 0, hours=1)
            scene.event(
                motion,
                "motion",
                "advance",
                later,
                gate=words[gate + 1],
                text_hash=motion.text_hash,
                **{"from": "serving", "to": "waiting"},
            )


def _heard(scene: Scene, motion: Motion, ago: int, remarks: tuple[tuple[str, str, str], ...]) -> None:
    begun = scene.at(scene.world.days_ago(ago), 9)
    scene.event(
        motion,
        "motion",
        "hear",
        begun,
        until=(begun + dt.timedelta(days=7)).isoformat(),
        **{"from": "waiting", "to": "hearing"},
    )
    for number, (text, taken, reply) in enumerate(remarks):
        at = begun + dt.timedelta(days=1 + number, hours=number)
        made = scene.world.rows.add(
            Remark(
                motion=motion,
                gate=1,
                round=1,
                text=text,
                on_paper=True,
                at=at,
                taken=taken,
                answer=reply,
                answered_at=begun + dt.timedelta(days=7, hours=number),
            )
        )
        scene.event(
            motion,
            "motion",
            "remark",
            at,
            by=scene.world.cast["grid_worker"].actor,
            remark=made.pk,
            seen="staff",
        )
    for number, (_, taken, reply) in enumerate(remarks):
        scene.event(
            motion,
            "motion",
            "answer_remark",
            begun + dt.timedelta(days=7, hours=number),
            text=reply,
            taken=taken,
        )
    scene.event(
        motion,
        "motion",
        "end_hearing",
        begun + dt.timedelta(days=8),
        remarks=len(remarks),
        **{"from": "hearing", "to": "waiting"},
    )


def _carried_out(scene: Scene, motion: Motion, joint: Body) -> None:
    world, decided = scene.world, scene.at(scene.world.days_ago(120), 16)
    motion.gate, motion.state, motion.decided_at = 3, "done", decided
    given, due = decided + dt.timedelta(days=18), scene.at(scene.world.days_ago(60), 23, 59)
    result = world.rows.add(
        Result(
            body=joint, motion=motion, title=f"落实：{motion.title}", lead=world.firms[motion.place_id], given_at=given, due_at=due, state="done",
            reported_at=scene.at(world.days_ago(66)), done_at=scene.at(world.days_ago(65)),
        )
    )  # fmt: skip
    scene.event(
        motion, "motion", "conclude", given, result=result.pk, **{"from": "serving", "to": "carrying"}
    )
    scene.event(result, "result", "opened", given, due=due.date().isoformat(), lead=str(result.lead))
    for number, title in enumerate(("西门搭棚、装灯", "撤掉三处旧点", "早晚各清运一次，贴出时间")):
        at = scene.at(world.days_ago(90 - number * 10), 15)
        world.rows.add(
            Milestone(result=result, title=title, reached_at=at, evidence="照片存档，居民代表看过", files=0)
        )
        scene.event(result, "result", "reach", at, title=title, text="照片存档，居民代表看过")
    scene.event(
        result,
        "result",
        "report",
        scene.at(world.days_ago(66)),
        text="三处都做完了",
        **{"from": "working", "to": "reported"},
    )
    scene.event(
        result, "result", "accept", scene.at(world.days_ago(65)), **{"from": "reported", "to": "done"}
    )
    scene.event(
        motion, "motion", "finish", scene.at(world.days_ago(64)), **{"from": "carrying", "to": "done"}
    )

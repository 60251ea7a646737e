"""Matters of the cast in the demo world, written by hand: what the stories need to be ready, and worklists to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from jinlin.base.actor import Actor
from jinlin.matters.public import until
from jinlin.site.demo.hands import Hands, at_work, teller_of
from jinlin.site.demo.photos import attach_photo
from jinlin.site.demo.plans import Plan, Voice
from jinlin.site.demo.sentences import say, speech
from jinlin.site.demo.walk import Walk
from jinlin.site.demo.world import SHANGHAI, World

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SOLVED_IN_ONE_ESTATE = 44
FOLLOW_UPS = 34
Life = Callable[[Walk, Plan], None]

FIRE_TEXT = (
    "万华里5号楼消防系统从交房到现在就没通过水，消防栓是空的，喷淋没压力，报警主机一直报故障。找开发商说过保，找物业说没钱，"
    "一整栋楼两百多口人，求求有人管管。"
)  # fmt: skip
FIRE_NOTES = (
    "到现场清点：消防栓 36 个无水，喷淋泵不能启动，报警主机 14 个回路故障。", "约开发商、物业、业委会三方，开发商没有到。",
    "去住建局调交房验收资料，验收单上消防一栏是空的。", "发函给开发商，要求十五日内书面答复。", "上门走访 5 号楼 22 户，收集签名和照片。",
    "开发商回函，说已移交物业。", "请消防大队技术科看图纸，估算修复费用约 78 万元。", "与业委会谈维修资金，需业主表决。",
    "再发函，抄送区住建局和消防大队。", "开发商派人来看过一次，拍了照片。", "张贴进展说明，楼里老人来问了三次。",
    "协调会：开发商答应先修水泵，其余再议。", "水泵到货，安装试水，二层以上没有压力。", "查出主管埋地段锈穿，要重做。",
)  # fmt: skip
LINE_TEXT = "5号楼有人从四楼拉线给电动车充电，昨晚都冒烟了！"
LEAK_TEXT = "4号楼302天花板漏水，床上放盆接，楼上不开门"
GATE_TEXT = "万华里北门消防通道两边停满车，救护车昨天进不来"
UNITS = (
    ("partner-01", "沿街十二家店铺的门前台阶和坡道破损，轮椅上不去，请牵头单位会同业主修平。", "road"),
    ("partner-02", "社区档案室漏雨，老居民的搬迁资料要抢救，请派人指导装箱和数字化。", "other"),
    ("partner-03", "放学时段小学门口家长车辆挤成一团，请一起排志愿者护学岗。", "parking"),
    ("partner-04", "居民想在周末用学校操场打球，请谈好开放时间和保洁。", "idea"),
)  # fmt: skip


def story_plans(world: World) -> Iterator[Plan]:
    """Every matter written by hand."""
    yield _ping_pong_table(world)
    yield from _units(world)
    yield _dead_fire_system(world)
    yield from _forty_problems(world)
    yield from _worklist(world)
    yield from _own_matters(world)


def _day(world: World, days: int, clock: str) -> dt.datetime:
    return dt.datetime.combine(world.days_ago(days), dt.time.fromisoformat(clock), SHANGHAI)


def _plan(
    world: World, at: dt.datetime, place: str, kind: str, text: str, channel: str = "page", **more: object
) -> Plan:
    where = world.places[place]
    building = more.pop("building", None)
    if building:
        where = next(
            one for one in world.inside[where.pk] if one.level == "building" and one.sort == building
        )
    return Plan(at=at, place=where, kind=speech()[0][kind], channel=channel, text=text, **more)  # type: ignore[arg-type]


def _ping_pong_table(world: World) -> Plan:
    """The ping-pong table: told on reception day, talked over in the tea room, waiting for camera and lock."""
    worker, grid = world.cast["community_worker"].actor, world.cast["grid_worker"].actor

    def life(walk: Walk, plan: Plan) -> None:
        walk.take("accept", worker, walk.at + HOUR, "接待日记下，先看台子。")
        walk.take(
            "follow", grid, walk.at + 3 * HOUR, "看过：台面起翘，网没了，没有人保管；几位球友愿意凑钱换新。"
        )
        evening = at_work(walk.at + 20 * HOUR, world.chance("s3"))
        walk.take(
            "follow", worker, evening, "茶叙室里谈：球友怕新台子被弄坏，请物业装摄像头、修门锁，再定规则。"
        )

    text = "小区那张乒乓球台都快散架了，也不知道归谁管。我们几个球友想凑钱买新的，又怕没几天被弄坏。"
    return _plan(
        world, _day(world, 4, "09:40"), "青榕花园", "facilities", text, "reception", teller=world.cast["neighbour"],
        taken_by=world.cast["community_worker"], life=life,
    )  # fmt: skip


def _units(world: World) -> Iterator[Plan]:
    """Items of the request list, each with a member unit as its lead; the first one is late and supervised."""
    secretary, supervisor = world.cast["secretary"], world.cast["street_supervisor"].actor
    for nth, (code, text, kind) in enumerate(UNITS):
        unit = world.institutions[code]

        def life(walk: Walk, plan: Plan, unit: object = unit, is_late: bool = nth == 0) -> None:
            hands = Hands(world, plan.place)
            walk.take("accept", secretary.actor, walk.at + HOUR / 2)
            walk.take(
                "dispatch",
                secretary.actor,
                walk.at + HOUR,
                "联席会议议定，由你单位牵头。",
                lead=unit,
                helpers=[],
            )
            walk.take("receive", hands.clerk(unit), walk.at + 2 * HOUR, "收到，安排办公室跟进。")  # type: ignore[arg-type]
            if is_late:
                assert walk.matter.due_at is not None
                walk.take("remind", secretary.actor, walk.matter.due_at + 10 * HOUR, "期限已过，请回复进度。")
                walk.take(
                    "supervise", supervisor, walk.at + 4 * HOUR, "联席会议的事项逾期，请两个工作日内说明。"
                )

        at = _told_overdue(world) if nth == 0 else _day(world, 3, f"1{nth}:15")
        yield _plan(world, at, "榕西", kind, text, "talk", taken_by=secretary, life=life)


def _dead_fire_system(world: World) -> Plan:
    """The dead fire system: eleven months, dozens of follow-ups, departments called, and still no proof."""
    mine = _FireStory(world)
    voices = [Voice(_day(world, days, "20:10"), "page") for days in (330, 301, 255, 190, 96, 41)]
    return _plan(
        world, _day(world, 340, "10:20"), "万华里", "fire", FIRE_TEXT, "visit", building=5, voices=voices, life=mine.live,
        taken_by=world.cast["secretary"],
    )  # fmt: skip


class _FireStory:
    def __init__(self, world: World) -> None:
        self.world, self.chance = world, world.chance("s7")
        self.secretary = world.cast["secretary"].actor

    def live(self, walk: Walk, plan: Plan) -> None:
        walk.take("accept", self.secretary, walk.at + 2 * HOUR, "这件事我来跟到底。")
        walk.take("contact", self.secretary, walk.at + 5 * HOUR, "上门看了三户，留了电话。")
        walk.take(
            "lengthen",
            self.secretary,
            at_work(walk.at + 30 * HOUR, self.chance),
            "从交房起就没有用过，涉及开发商和多家部门。",
            rhythm=10,
        )
        attach_photo(walk, self.secretary, "空的消防栓箱")
        for turn in range(FOLLOW_UPS):
            if turn == 6:
                self._whistle(walk)
            if turn in (14, 25):
                by = self.world.cast["district_supervisor"].actor
                walk.take(
                    "supervise",
                    by,
                    at_work(walk.at + 9 * HOUR, self.chance),
                    "列入区级督办，每月听一次汇报。",
                )
            at = at_work(walk.at + DAY * self.chance.uniform(7.5, 9.6), self.chance)
            walk.take("follow", self.secretary, at, FIRE_NOTES[turn % len(FIRE_NOTES)])

    def _whistle(self, walk: Walk) -> None:
        world = self.world
        called = [world.institutions["housing"], world.institutions["fire"]]
        walk.take(
            "whistle",
            self.secretary,
            walk.at + DAY,
            "交房时没有验收，社区没有权力要求开发商，请两家一起到场。",
            institutions=called,
        )
        housing, fire = walk.open_calls()
        clerk, fireman = world.cast["department_clerk"].actor, world.cast["fire_clerk"].actor
        walk.take_call(housing, "reply", clerk, walk.at + 20 * HOUR, "收到，后天到场。")
        walk.take_call(fire, "reply", fireman, walk.at + 2 * HOUR, "收到，带技术人员来。")
        walk.take_call(
            housing, "arrive", clerk, walk.at + 30 * HOUR, "许文清等三人到场，查看泵房和竣工资料。"
        )
        walk.take_call(fire, "arrive", fireman, walk.at + HOUR, "孙浩带队到场，逐层测压，均无水。")
        walk.take_call(housing, "act", clerk, walk.at + 6 * DAY, "约谈开发商，下发限期整改通知书。")
        walk.take_call(housing, "mark", self.secretary, walk.at + DAY, mark="4")


def _forty_problems(world: World) -> Iterator[Plan]:
    """Sewage, pipes, rubbish, cars: one estate's problems of half a year, each with its path and its result."""
    chance = world.chance("s12")
    kinds = ["sewage", "leak", "rubbish", "parking", "water", "fire_lane", "stair_lamp", "noise"]
    for nth in range(SOLVED_IN_ONE_ESTATE):
        kind = speech()[0][kinds[nth % len(kinds)]]
        at = _day(
            world, 178 - nth * 3 - chance.randrange(3), f"{8 + nth % 11:02d}:{chance.randrange(60):02d}"
        )
        building = 1 + nth % 8
        local = {
            "where": f"万华里{building}号楼",
            "floor": f"{2 + nth % 5}楼",
            "road": "解放街",
            "building": f"{building}号楼",
            "n": "3",
        }
        text = say(kind.tell[nth % len(kind.tell)], chance, local)
        yield _plan(
            world, at, "万华里", kind.code, text, ["page", "wall", "chat", "desk"][nth % 4], building=building,
            life=_solved_by_the_secretary(world, local),
        )  # fmt: skip


def _solved_by_the_secretary(world: World, local: dict[str, str]) -> Life:
    secretary, chance = world.cast["secretary"].actor, world.chance("s12-lives")

    def life(walk: Walk, plan: Plan) -> None:
        walk.take("accept", secretary, at_work(walk.at + HOUR, chance))
        walk.take("contact", secretary, walk.at + HOUR, "电话问清情况。")
        walk.take(
            "follow", secretary, at_work(walk.at + 9 * HOUR, chance), say(plan.kind.follow[0], chance, local)
        )
        walk.take(
            "answer",
            secretary,
            at_work(walk.at + 14 * HOUR, chance),
            say(chance.choice(plan.kind.answer), chance, local),
        )
        walk.take(
            "confirm", teller_of(plan), walk.at + 20 * HOUR, satisfaction=chance.choice(["4", "5", "5"])
        )

    return life


def _worklist(world: World) -> Iterator[Plan]:
    """What the workers of the cast's community find in the morning: due today, overdue, new, waiting for a word."""
    told = _told_for(world, 0)
    grid, worker = world.cast["grid_worker"].actor, world.cast["community_worker"].actor

    def accepted(by: Actor, *notes: str) -> Life:
        def life(walk: Walk, plan: Plan) -> None:
            walk.take("accept", by, walk.at + HOUR)
            for note in notes:
                walk.take("follow", by, walk.at + 4 * HOUR, note)

        return life

    def waits(walk: Walk, plan: Plan) -> None:
        """Nobody has taken it on yet."""

    for at, place, kind, channel, building, life, text in (
        (told, "青榕花园", "rubbish", "wall", 2, accepted(worker, "环卫答应今天来车。"), "2号楼下垃圾桶两天没清了，臭得不行"),
        (told + HOUR, "青榕花园", "charging", "page", 5, accepted(grid, "上门两次，家里没人。"), LINE_TEXT),
        (_told_overdue(world), "青榕花园", "leak", "hotline", 4, accepted(worker, "楼上住户说周末在家。"), LEAK_TEXT),
        (_told_for(world, 1), "万华里", "parking", "page", None, accepted(worker), GATE_TEXT),
        (_day(world, 1, "19:42"), "青榕花园", "noise", "page", 1, waits, "广场舞音响能不能小一点，孩子明天考试"),
        (_day(world, 1, "21:05"), "青榕花园", "lift", "page", 1, waits, "1号楼电梯又停在9楼不动了，年纪大的上不去"),
        (_day(world, 1, "20:16"), "榕西", "question", "page", None, waits, "请问老楼加装电梯现在还能申请吗？要多少户同意？"),
    ):  # fmt: skip
        yield _plan(world, at, place, kind, text, channel, building=building, life=life)


def _told_for(world: World, days: int) -> dt.datetime:
    """A moment of telling whose ordinary deadline falls on the day so many days from today, or the next that can be."""
    for ahead in range(days, days + 12):
        wanted = world.on + dt.timedelta(days=ahead)
        for back in range(1, 25):
            at = _day(world, back, "09:25")
            if until("answer_ordinary", at).astimezone(SHANGHAI).date() == wanted:
                return at
    raise LookupError("no working day leads there")


def _told_overdue(world: World) -> dt.datetime:
    """The latest moment of telling whose ordinary deadline ended at least a day and a half before today."""
    over = world.now - 34 * HOUR
    return next(
        at
        for at in (_day(world, back, "10:15") for back in range(5, 40))
        if until("answer_ordinary", at) < over
    )


def _own_matters(world: World) -> Iterator[Plan]:
    """What the two residents of the cast told: one to confirm, one at work, one done."""
    wang, li = world.cast["resident"], world.cast["neighbour"]
    grid, manager = world.cast["grid_worker"].actor, world.cast["property_clerk"].actor
    worker, firm = world.cast["community_worker"].actor, world.institutions["anju"]

    def to_confirm(walk: Walk, plan: Plan) -> None:
        walk.take("accept", grid, walk.at + 14 * HOUR, "马上联系物业。")
        walk.take("contact", grid, walk.at + HOUR / 2, "电话问了，只有三楼那一盏。")
        walk.take("dispatch", worker, walk.at + HOUR, "请换灯。", lead=firm, helpers=[])
        walk.take("receive", manager, walk.at + HOUR)
        walk.take("answer", manager, walk.at + 27 * HOUR, "3 号楼三楼的灯已换成感应灯，请您看看。")

    def at_work_now(walk: Walk, plan: Plan) -> None:
        attach_photo(walk, wang.actor, "电梯门缝")
        walk.take("accept", grid, walk.at + HOUR / 2, "已看到，马上去现场。")
        walk.take("contact", grid, walk.at + HOUR, "当面问了，上周起每天夹门。")
        walk.take("follow", grid, walk.at + 2 * HOUR, "维保单位看过，门锁触点要换，配件明天上午到。")

    def done(walk: Walk, plan: Plan) -> None:
        walk.take("accept", worker, at_work(walk.at + 2 * HOUR, world.chance("own")))
        walk.take(
            "answer",
            worker,
            at_work(walk.at + 30 * HOUR, world.chance("own")),
            "雨水口清了，周边两个也一起清了。",
        )
        walk.take("confirm", wang.actor, walk.at + 9 * HOUR, "好了，下大雨也没积水，谢谢。", satisfaction="5")

    def put_off(walk: Walk, plan: Plan) -> None:
        walk.take("accept", worker, at_work(walk.at + HOUR, world.chance("own")))
        walk.take("extend", worker, walk.at + 9 * HOUR, "物业的道闸要换控制板，厂家下周到。", days=5)

    home = "青榕花园"
    for at, kind, teller, building, life, text in (
        (_day(world, 3, "18:30"), "stair_lamp", wang, 3, to_confirm, "3号楼三楼楼道灯不亮，老伴晚上下楼差点摔了"),
        (_day(world, 1, "15:50"), "lift", wang, 3, at_work_now, "3号楼1单元电梯关门夹人，昨天夹到我孙子书包了"),
        (_day(world, 62, "15:10"), "flooding", wang, 3, done, "3号楼门口雨水口被树叶堵住，下雨就积水"),
        (_day(world, 6, "12:05"), "parking", li, None, put_off, "外面的车天天停进来，道闸坏了一个月没人修"),
    ):  # fmt: skip
        yield _plan(world, at, home, kind, text, teller=teller, building=building, life=life)

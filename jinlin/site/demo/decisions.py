"""Two decisions of the cast's estate: one closed, verified and published, one open now; both lived through the real desk."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from jinlin.ballots.public import (
    DECISIONS,
    Batch,
    Decision,
    RollPerson,
    RollRow,
    Sheet,
    cast,
    check_code,
    draft,
    enter,
)
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.engine import desks
from jinlin.base.models import Notice
from jinlin.deliberation.public import Motion
from jinlin.people.public import Account
from jinlin.places.public import Place
from jinlin.publicity.public import PUBLICATIONS, notices_for
from jinlin.site.demo.adopted import carry_out
from jinlin.site.demo.cast import CAST
from jinlin.site.demo.motions import LIFT
from jinlin.site.demo.world import World

RULES = {
    "parking": "no", "conflict": "paper", "may_change": True, "by_phone": True, "by_proxy": True, "silent": "absent", "publication": "exact",
}  # fmt: skip
CLERKS = ("community_worker", "secretary")
DAY = dt.timedelta(days=1)


def seat_counters(world: World) -> None:
    """Counter and monitor of the cast's estate; they sign in like the rest of the cast."""
    chance = world.chance("decisions")
    for one in CAST:
        if one.seat in ("ballot_counter", "ballot_monitor"):
            world.cast[one.role] = world.seat(
                chance,
                one.seat,
                world.places[one.at],
                name=one.name,
                username=one.username,
                password=world.password,
            )
    place = world.places["榕西"]
    world.cast["community_counter"] = world.seat(
        chance, "ballot_counter", place, name="叶春燕", username="jipiao2"
    )


def live_decisions(world: World) -> None:
    """Draft, roll, notice, phone and paper ballots, count and publication, each at its own moment of the past weeks."""
    estate = world.places["青榕花园"]
    # Between roll and freeze lies the roll's notice: seven days, and a last day on a long holiday moves past it.
    lift = _lift(world)
    cars = _begin(
        world, estate, days=46, title="地面停车收费办法", text="小区地面停车混乱，业主委员会听取意见后提出办法。", matter="278.8",
        item="同意《青榕花园地面停车收费办法》", words="首小时免费，之后每小时 2 元、每天最多 10 元；收入属全体业主，每季公布。",
    )  # fmt: skip
    start = _opened(world, cars, days=28, lasts=25)
    _by_phone(world, cars, at=start + DAY, share=0.34, but="resident")
    _served(world, lift, cars)
    Notice.objects.filter(
        subject__in=("decision", "publication", "motion", "result"), sent_at__isnull=True
    ).update(sent_at=world.now)


def _lift(world: World) -> Decision:
    """The owners of a building decide a motion that passed its three gates before; it is adopted and carried out."""
    motion = Motion.objects.get(title=LIFT)
    at = world.now - 138 * DAY + dt.timedelta(hours=10)
    desks["motion"].take(motion.pk, "call_vote", by=_act(world, "secretary"), on=at)
    motion.refresh_from_db()
    lift = _listed(world, motion.decision, at)
    start = _opened(world, lift, days=119, lasts=20)
    _voices(world, lift, at=start)
    _by_phone(world, lift, at=start + 2 * DAY, share=0.88, weights=(88, 8, 4))
    _by_paper(world, lift, at=start + 9 * DAY, most=5)
    end = start + 21 * DAY
    for step, role, after in (
        ("close", "ballot_counter", 0),
        ("count", "ballot_counter", 1),
        ("verify", "ballot_monitor", 2),
        ("publish", "owners_chair", 26),
    ):
        given = {"note": "结果已书面告知居委会，并张贴在公告栏。"} if step == "publish" else {}
        _take(world, lift, step, role, at=end + dt.timedelta(hours=after), **given)
    motion.refresh_from_db()
    if motion.state == "serving":
        carry_out(world, motion, begins=world.now - 62 * DAY)
    return lift


def _served(world: World, *rows: Decision) -> None:
    """Notices of the votes whose last day is over are served, as the clock does it every ten minutes."""
    for row in rows:
        over = notices_for("decision", row.pk).filter(state="published", until_on__lt=world.on)
        for pk in list(over.values_list("pk", flat=True)):
            PUBLICATIONS.take(pk, "serve", by=THE_CLOCK, on=world.now)


def _act(world: World, role: str) -> Actor:
    return world.cast[role].actor


def _take(world: World, row: Decision, step: str, role: str, /, *, at: dt.datetime, **given: object) -> None:
    DECISIONS.take(row.pk, step, by=_act(world, role), given=given, on=at)
    for notice in notices_for("decision", row.pk).filter(hangings__isnull=True):
        day = timezone.localdate(at).isoformat()
        PUBLICATIONS.take(
            notice.pk, "hang", by=_act(world, "owners_chair"), given={"spot": "gate", "hung_on": day}, on=at
        )


def _begin(
    world: World, place: Place, *, days: int, title: str, text: str, matter: str, item: str, words: str
) -> Decision:
    at = world.now - days * DAY + dt.timedelta(hours=10)
    row = draft(title=title, text=text, place=place, scope=place.level, by=_act(world, "owners_chair"), at=at)
    _take(world, row, "add_item", "owners_chair", at=at, matter=matter, title=item, text=words)
    return _listed(world, row, at)


def _listed(world: World, row: Decision, at: dt.datetime) -> Decision:
    """The roll is built, the rules are chosen, and it hangs for objection."""
    _take(world, row, "build_roll", "owners_chair", at=at, developer="榕海置业")
    _take(world, row, "set_rules", "owners_chair", at=at, **RULES)
    _take(
        world,
        row,
        "publish_roll",
        "owners_chair",
        at=at + dt.timedelta(hours=2),
        note="名册贴在 3 号楼门厅和小区公告栏。",
    )
    return row


def _opened(world: World, row: Decision, *, days: int, lasts: int) -> dt.datetime:
    """Frozen so many days ago, open sixteen days later; where the roll is small only whole per cents are published."""
    at = world.now - days * DAY + dt.timedelta(hours=9)
    row.refresh_from_db()
    if row.guard.get("pinned", 0) >= 20 or row.guard.get("dwarfing"):
        _take(world, row, "set_publication", "owners_chair", at=at, publication="witnessed")
    start = at + 16 * DAY
    _take(
        world,
        row,
        "freeze",
        "owners_chair",
        at=at,
        closes_at=(start + lasts * DAY).replace(hour=20),
        note="选票随公告一同送到各户。",
    )
    _take(world, row, "open", "owners_chair", at=start)
    return start


def _voices(world: World, row: Decision, *, at: dt.datetime) -> None:
    """Co-owners named in writing who votes for them."""
    silent = RollRow.objects.filter(decision=row, ended_at__isnull=True).exclude(people__speaks=True)
    for one in silent.prefetch_related("people"):
        people = [known for known in one.people.all() if known.person_id]
        if people:
            given = {"row": one.row, "name": people[0].name, "reason": "共有人书面推定"}
            _take(world, row, "name_voice", "owners_chair", at=at, **given)


def _by_phone(
    world: World,
    row: Decision,
    *,
    at: dt.datetime,
    share: float,
    but: str = "",
    weights: tuple[int, int, int] = (72, 19, 9),
) -> None:
    """Part of the holders vote by phone; most of them are known to the platform only for this demonstration."""
    chance = world.chance(f"phones {row.title}")
    accounts = {account.person_id: account for account in Account.objects.filter(person__isnull=False)}
    left = world.cast[but].person.pk if but else 0
    people = RollPerson.objects.filter(
        row__decision=row, row__ended_at__isnull=True, speaks=True, person__isnull=False
    )
    for nth, one in enumerate(people.select_related("row", "person").order_by("row__row")):
        known = accounts.get(one.person_id)
        if one.person_id == left or (chance.random() > share and known is None):
            continue
        mark = chance.choices(["yes", "no", "abstain"], weights)[0]
        actor = Actor(account=known.pk if known else 0, name=one.name, person=one.person_id)
        cast(
            decision=row.pk,
            row=one.row.row,
            marks={"m1": mark},
            by=actor,
            on=at + dt.timedelta(minutes=7 * nth),
        )


def _by_paper(world: World, row: Decision, *, at: dt.datetime, most: int) -> None:
    """A box of paper ballots, entered by two clerks each."""
    _take(world, row, "print_ballots", "owners_chair", at=at - 8 * DAY)
    voted = set(row.lines.filter(kind="ballot").values_list("row", flat=True))
    rows = [
        one
        for one in RollRow.objects.filter(decision=row, ended_at__isnull=True, developer=False).order_by(
            "row"
        )
        if one.row not in voted
    ]
    sheets = list(Sheet.objects.filter(decision=row, row__in=rows[:most]).select_related("row"))
    if not sheets:
        return
    _take(
        world,
        row,
        "take_batch",
        "community_worker",
        at=at,
        name="1 号箱",
        sheets=len(sheets),
        opened_by="钱国平、王秀兰",
    )
    box, frozen = Batch.objects.get(decision=row), Decision.objects.get(pk=row.pk)
    for clerk in CLERKS:
        for sheet in sheets:
            code = f"{sheet.serial}-{check_code(frozen, sheet.serial, sheet.row.row)}"
            enter(
                batch=box.pk,
                code=code,
                marks={"m1": "yes"},
                by=_act(world, clerk),
                session=clerk,
                device=clerk,
                at=at,
            )

"""The desk of decisions: relations, facts, who is told; the subject for pages and API; what the clock does."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jinlin.ballots import alike, jobs, papers, roll
from jinlin.ballots.effects import EFFECTS
from jinlin.ballots.models import Decision, Item, Objection, RollPerson, RollUnit
from jinlin.ballots.procedure import DECISION
from jinlin.ballots.rules import Facts
from jinlin.base import references, subjects, worklist
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.duties import duty
from jinlin.base.engine import Desk
from jinlin.base.models import Event
from jinlin.base.procedure import Step
from jinlin.base.rule import Reason, Refused
from jinlin.base.subjects import Subject
from jinlin.base.words import Words

ORGANISERS = frozenset({"owners_chair", "community_worker", "community_secretary"})
CLERKS = frozenset({"community_worker", "community_secretary", "ballot_counter", "owners_chair"})
COUNTERS = frozenset({"ballot_counter"})
MONITORS = frozenset({"ballot_monitor", "street_supervisor"})
BY_ROLE = (("organiser", ORGANISERS), ("clerk", CLERKS), ("counter", COUNTERS), ("monitor", MONITORS))
STAFF = sorted(ORGANISERS | CLERKS | COUNTERS | MONITORS)


def relations(row: Decision, actor: Actor) -> frozenset[str]:
    """Every relation of an actor to a decision: by seats at its place or above, and by standing on its roll."""
    if actor.account == 0 and actor.channel == "clock":
        return frozenset({"clock"})
    held = actor.roles_over(row.place.path)
    found = {name for name, names in BY_ROLE if held & names}
    if actor.person and RollPerson.objects.filter(
        row__decision=row, row__ended_at__isnull=True, person=actor.person
    ).exists():  # fmt: skip
        found.add("holder")
    return frozenset(found)


def facts(row: Decision, actor: Actor, held: frozenset[str], on: dt.datetime) -> Facts:
    """The facts that the rules of a decision ask for."""
    risk = row.guard or {}
    return Facts(
        on=timezone.localtime(on),
        items=row.items.count(),
        rows=roll.standing(row).count(),
        units_without_area=RollUnit.objects.filter(
            row__decision=row, row__ended_at__isnull=True, area=0
        ).count(),
        parking=row.parking,
        silent=row.silent,
        silent_basis=row.silent_basis,
        conflict=row.conflict,
        may_change=row.may_change,
        by_proxy=row.by_proxy,
        publication=row.publication,
        open_objections=Objection.objects.filter(decision=row, answered_at__isnull=True).count(),
        objections_until=row.objections_until,
        pinned=risk.get("pinned", 0),
        dwarfing=risk.get("dwarfing", 0),
        opens_on=row.opens_on,
        closes_at=row.closes_at,
        sheets_open=papers.open_sheets(row) if row.state == "closed" else 0,
        counted_by=row.counted_by_id or 0,
        me=actor.account,
    )


TOLD = {
    "freeze": Words("已经公告，先看看您在不在名册上", "has been announced; see whether you are on the roll"),
    "open": Words("开始投票了", "is open for voting"),
    "publish": Words("结果公布了", "has its result"),
    "withdraw": Words("撤回了", "was withdrawn"),
}


def _tell(row: Decision, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    """Holders on the roll are told; a notice never says how anybody voted, nor the direction before the end."""
    if "holder" not in step.tells:
        return
    rows = RollPerson.objects.filter(row__decision=row, row__ended_at__isnull=True)
    accounts = rows.filter(person__account__isnull=False).values_list("person__account", flat=True)
    alike.tell("decision", row, f"/decisions/{row.pk}", TOLD[step.code], accounts)


DECISIONS = Desk(
    procedure=DECISION,
    model=Decision,
    relations=relations,
    facts=facts,
    effects=EFFECTS,
    tell=_tell,
    after=alike.keep_files("decision"),
)


def for_staff(actor: Actor) -> QuerySet[Decision]:
    """The decisions over whose place the actor holds a seat that has to do with votes."""
    return alike.within_seats(Decision, STAFF, actor)


def public_decisions() -> QuerySet[Decision]:
    """What everybody may know of: from the published roll on."""
    return Decision.objects.exclude(state__in=["draft", "withdrawn"]).select_related("place")


def find(ref: str, actor: Actor) -> Decision:
    """The decision of that number; a draft is found by its organisers alone."""
    row = Decision.objects.select_related("place").get(pk=int(ref))
    held = relations(row, actor)
    if not held and row.state in ("draft", "withdrawn"):
        raise Decision.DoesNotExist
    return row


def seen(row: Decision, actor: Actor) -> tuple[str, ...]:
    """Workers of the decision read every line, others the public ones."""
    return ("public", "teller", "staff") if relations(row, actor) - {"holder"} else ("public",)


def shown(row: Decision, actor: Actor) -> dict[str, Any]:
    """A decision as the API answers it: participation always, a direction only after publication."""
    from jinlin.ballots import results

    found: dict[str, Any] = {
        "place": row.place.code, "kind": row.kind, "scope": row.scope, "closes_at": row.closes_at.isoformat() if row.closes_at else None,
        "items": [{"id": one.code, "matter": one.matter, "title": one.title} for one in row.items.all()],
        "package": row.package_hash, "head": row.head,
    }  # fmt: skip
    if row.frozen_at:
        board = results.binding(row)
        found["base"], found["taking_part"] = board["base"].shown(), board["taking"].shown()
    if results.may_see_direction(row):
        found["result"] = [
            {"id": one["motion"]["id"], "verdict": one["verdict"]}
            | ({"counted": one["tests"]} if one["tests"] else {"percent": one["percents"]})
            for one in results.shown_result(row)
        ]
    return found


def ahead(row: Decision, step: str, actor: Actor) -> Reason | None:
    """Opening and verifying a large board are jobs: asked for here, with how far they are; None where the step can be taken."""
    if step not in jobs.WORK or row.seq <= jobs.LARGE:
        return None
    if not any(one.open and one.step.code == step for one in DECISIONS.offers(row, actor)):
        return None
    share = jobs.share_done(row, step, by=actor)
    if share is None:
        return None
    zh = f"公告板很大，平台正在后台{jobs.WORK[step].zh}，已完成 {share}%；请过一会儿再发一次"
    en = f"The board is large; a job is {jobs.WORK[step].en}, {share}% done; send this again a little later"
    return Reason("not_ready", Words(zh, en))


def page(row: Decision, actor: Actor) -> str:
    """Where an actor reads the decision: workers at their desk, others in public."""
    return f"/desk/decisions/{row.pk}" if relations(row, actor) - {"holder"} else f"/decisions/{row.pk}"


SUBJECT = Subject(
    desk=DECISIONS, plural="decisions", find=find, ref=lambda row: str(row.pk), title=lambda row: row.title, page=page, seen=seen,
    shown=shown, ahead=ahead, other={"decision.created": Words("起草了这次表决", "drafted the vote"), "decision.official": Words("导入了城市系统的结果", "brought in the city system's result")},
)  # fmt: skip


def waiting(actor: Actor, now: dt.datetime, limit: int) -> list[worklist.Item]:
    """What waits for an actor: decisions whose next step is theirs."""
    wanted = {"listed": ORGANISERS, "closed": COUNTERS, "counted": MONITORS, "verified": ORGANISERS}
    found = []
    for row in for_staff(actor).filter(state__in=list(wanted)).order_by("pk")[: 4 * limit]:
        if actor.roles_over(row.place.path) & wanted[row.state] and len(found) < limit:
            due = row.closes_at if row.state == "closed" else None
            state = DECISION.state(row.state)
            found.append(
                worklist.Item(row.title, f"/desk/decisions/{row.pk}", state.words, due, row.place.name)
            )
    return found


@duty("decisions.by_the_clock", every=dt.timedelta(minutes=1))
def by_the_clock(now: dt.datetime) -> int:
    """Open what has served its notice, close what has reached its end. Whether a ballot counts never waits for this."""
    day, done = timezone.localtime(now).date(), 0
    due = [
        (pk, "open")
        for pk in Decision.objects.filter(state="frozen", opens_on__lte=day).values_list("pk", flat=True)
    ]
    due += [
        (pk, "close")
        for pk in Decision.objects.filter(state="open", closes_at__lte=now).values_list("pk", flat=True)
    ]
    for pk, step in due:
        try:
            DECISIONS.take(pk, step, by=THE_CLOCK, on=now)
            done += 1
        except Refused:
            continue
    return done


def register() -> None:
    """Register the subject, what its fields point at, and the lane of the first page."""
    subjects.register(SUBJECT)
    references.register(
        "decision_item",
        options=lambda row, actor: [(one.pk, one.title) for one in Item.objects.filter(decision=row)],
    )
    references.register(
        "decision_objection",
        options=lambda row, actor: [
            (one.pk, one.words[:60])
            for one in Objection.objects.filter(decision=row, answered_at__isnull=True)
        ],
    )
    worklist.register("decisions", Words("业主表决", "Owners' decisions"), waiting, order=60)


__all__ = ["DECISIONS", "STAFF", "SUBJECT", "find", "for_staff", "public_decisions", "register", "relations"]

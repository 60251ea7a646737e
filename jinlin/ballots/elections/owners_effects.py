"""What each step of an owners' committee election writes; the vote itself is an owners' decision of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.ballots.commands import draft
from jinlin.ballots.counting import read_area
from jinlin.ballots.elections import owners_rules as rules
from jinlin.ballots.elections import terms, words
from jinlin.ballots.elections.models import Committee, CommitteeSeat, GroupMember
from jinlin.ballots.models import Decision, Item
from jinlin.base.actor import Actor
from jinlin.base.clock import due, earliest_after
from jinlin.base.engine import Effect, Taken
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.public import end_tenure
from jinlin.people.public import Holding
from jinlin.places.public import under

MATTER = "278.3"


def _refuse(code: str, zh: str, en: str, basis: str = "") -> Refused:
    return Refused(Reason(code, Words(zh, en), basis))


def _add_member(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    if values["leads"] and row.group.filter(leads=True, left_at__isnull=True).exists():
        raise _refuse("not_twice", "已经有一位组长", "somebody leads already")
    GroupMember.objects.create(
        committee=row, name=values["name"], side=values["side"], leads=bool(values["leads"])
    )
    return Taken({"side": values["side"], "leads": bool(values["leads"])}, text=values["name"])


def _drop_member(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    if not row.group.filter(pk=values["member"], left_at__isnull=True).update(left_at=at):
        raise _refuse("no_member", "没有这位成员", "there is no such member")
    return Taken({"member": values["member"]})


def _set_rules(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.size, row.alternates, row.term_years = values["size"], values["alternates"] or 0, values["term_years"]
    return Taken({"size": row.size, "alternates": row.alternates, "years": row.term_years})


def _owner(row: Committee, name: str) -> int | None:
    """The one owner of that name in the property register of the estate, or None where there is none or more than one."""
    found = Holding.objects.filter(
        under(row.place.path, "dwelling__path"), person__name=name, until_on__isnull=True
    )
    people = set(found.values_list("person_id", flat=True)[:2])
    return people.pop() if len(people) == 1 else None


def _nominate(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    if row.people.filter(name=values["name"], unit=values["unit"]).exists():
        raise _refuse("not_twice", "这位已经登记过", "recorded already")
    if row.people.exclude(standing__in=("excluded", "withdrawn")).count() >= 20:
        raise _refuse("too_many", "一张选票最多 20 位候选人", "at most twenty candidates on one sheet")
    made = CommitteeSeat.objects.create(
        committee=row, name=values["name"], unit=values["unit"], about=values["about"] or "", person_id=_owner(row, values["name"])
    )  # fmt: skip
    return Taken({"candidate": made.pk, "in_register": made.person_id is not None})


def _qualify(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    one = row.people.filter(pk=values["candidate"]).first()
    if one is None:
        raise _refuse("no_candidate", "没有这位候选人", "there is no such candidate")
    one.standing = "qualified" if values["found"] == "yes" else "excluded"
    one.reason = values["reason"] or ""
    one.save()
    return Taken({"candidate": one.pk, "found": values["found"]}, text=one.reason)


def _publish_candidates(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.noticed_on = timezone.localdate(at)
    clock = shipped_parameters().clock("owners_preparation.publication", on=row.noticed_on, region=row.region)
    row.vote_from = earliest_after(row.noticed_on, clock)
    standing = row.people.filter(standing="qualified").count()
    return Taken(
        {"candidates": standing, "vote_from": row.vote_from.isoformat()},
        text=values["note"] or "",
        files=values["files"] or [],
    )


def _call_vote(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    """One motion a candidate under item 3 of 278, in a decision that goes its own way from the roll to the published result."""
    decision = draft(
        title=row.title, text=f"选举业主委员会：应选 {row.size} 名，候补 {row.alternates} 名，任期 {row.term_years} 年。", place=row.place,
        kind="committee", region=row.region, by=by, at=at,
    )  # fmt: skip
    for number, one in enumerate(row.people.filter(standing="qualified").order_by("pk"), 1):
        one.item = f"m{number}"
        one.save(update_fields=["item"])
        Item.objects.create(
            decision=decision, code=one.item, matter=MATTER, title=f"选举 {one.name}（{one.unit}）为业主委员会委员", text=one.about, candidate=True
        )  # fmt: skip
    row.decision = decision
    return Taken({"decision": decision.pk})


def votes_of(decision: Decision) -> dict[str, rules.Votes]:
    """By motion: whether the double majority carried it, and the persons and area for it."""
    found = {}
    for one in decision.result["motions"]:
        yes = one["options"]["yes"]
        found[one["id"]] = rules.Votes(
            one["verdict"] == "passed", yes["persons"], read_area(yes["area"]) or 0
        )
    return found


def _take_result(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    assert row.decision is not None and row.size is not None
    votes = votes_of(row.decision)
    won, further, tied = rules.elected_by(votes, size=row.size, alternates=row.alternates)
    for one in row.people.filter(standing="qualified"):
        one.outcome = (
            "elected"
            if one.item in won
            else "alternate"
            if one.item in further
            else "tied"
            if one.item in tied
            else "not_elected"
        )
        one.by_votes = ([*won, *further].index(one.item) + 1) if one.item in (*won, *further) else 0
        if row.purpose == "by_election" and one.outcome == "elected":
            one.post = "member"
        one.save()
    row.elected_on = timezone.localdate(row.decision.published_at or at)
    clock = shipped_parameters().clock("owners_committee.filing", on=row.elected_on, region=row.region)
    row.file_by = due(row.elected_on, clock).day
    return Taken(
        {
            "elected": len(won),
            "alternates": len(further),
            "tied": len(tied),
            "file_by": row.file_by.isoformat(),
        }
    )


def _first_meeting(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    elected = {one.pk: one for one in row.people.filter(outcome="elected")}
    vice = [int(one) for one in values["vice"] or []]
    if values["chair"] not in elected or any(one not in elected for one in vice) or values["chair"] in vice:
        raise _refuse(
            "not_elected",
            "主任、副主任从当选委员里推选，不能是同一位",
            "chair and vice chairs are different members elected",
        )
    if not rules.quorum(values["present"], len(elected)):
        raise _refuse(
            "too_few",
            "到会委员没有过半数",
            "more than half of the members must attend",
            f"{rules.LETTER_274} 38",
        )
    row.met_on = values["on"]
    for one in elected.values():
        one.post = "chair" if one.pk == values["chair"] else "vice" if one.pk in vice else "member"
        one.save(update_fields=["post"])
    return Taken(
        {"on": values["on"].isoformat(), "present": values["present"]},
        text=elected[values["chair"]].name,
        files=values["files"] or [],
    )


def _collect(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.papers = sorted({*row.papers, values["paper"]})
    return Taken({"paper": values["paper"]}, files=values["files"] or [])


def _file(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    row.filed_on = values["on"]
    late = bool(row.file_by and row.filed_on > row.file_by)
    return Taken(
        {"on": row.filed_on.isoformat(), "late": late}, text=values["note"] or "", files=values["files"] or []
    )


def _seat(row: Committee, one: CommitteeSeat, begins: dt.date, by: Actor) -> None:
    if one.person is None:
        one.person = terms.person_of(one.name, None)
    assert row.term_until is not None
    one.tenure = terms.install(
        place=row.place, role=words.OWNERS_ROLES[one.post or "member"], person=one.person, begins=begins, ends=row.term_until, by=by
    )  # fmt: skip
    one.save()


def _accept_filing(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    begins = values["term_from"]
    row.filing_number, row.term_from = values["number"], begins
    rest = row.purpose == "by_election" and row.before is not None and row.before.term_until
    row.term_until = (
        row.before.term_until if rest and row.before else terms.term_end(begins, row.term_years or 1)
    )
    if row.purpose != "by_election":
        terms.vacate(place=row.place, roles=tuple(words.OWNERS_ROLES.values()), on=begins, by=by)
    for one in row.people.filter(outcome="elected").select_related("person").order_by("by_votes"):
        _seat(row, one, begins, by)
    return Taken(
        {"number": row.filing_number, "from": begins.isoformat(), "until": row.term_until.isoformat()},
        text=values["note"] or "",
    )  # type: ignore[union-attr]


def _member_leaves(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    one = (
        row.people.filter(pk=values["member"], tenure__isnull=False, left_on__isnull=True)
        .select_related("tenure")
        .first()
    )
    if one is None or one.tenure is None:
        raise _refuse("no_member", "没有这位在任委员", "there is no such member")
    one.left_on, one.why = values["on"], values["why"]
    one.save(update_fields=["left_on", "why"])
    if one.tenure.until is None or one.tenure.until > values["on"]:
        end_tenure(tenure=one.tenure, on=values["on"], by=by)
    return Taken({"member": one.pk, "why": one.why, "on": one.left_on.isoformat()}, text=values["note"] or "")


def _promote(row: Committee, values: dict[str, Any], by: Actor, at: dt.datetime) -> Taken:
    one = (
        row.people.filter(outcome="alternate", tenure__isnull=True)
        .select_related("person")
        .order_by("by_votes")
        .first()
    )
    assert one is not None
    one.post = "member"
    _seat(row, one, values["on"], by)
    return Taken({"member": one.pk, "on": values["on"].isoformat()}, text=one.name)


EFFECTS: dict[str, Effect] = {
    "add_member": _add_member, "drop_member": _drop_member, "set_rules": _set_rules, "nominate": _nominate, "qualify": _qualify,
    "publish_candidates": _publish_candidates, "call_vote": _call_vote, "take_result": _take_result, "first_meeting": _first_meeting,
    "collect": _collect, "file": _file, "accept_filing": _accept_filing, "member_leaves": _member_leaves, "promote": _promote,
}  # fmt: skip

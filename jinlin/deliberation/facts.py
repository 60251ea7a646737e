"""Facts for the rules: what stands in the tables at a moment, as plain values."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinlin.base.actor import Actor
from jinlin.deliberation import dates
from jinlin.deliberation.models import Item, Meeting, Member, Motion, Result, Stay
from jinlin.deliberation.presence import Quorum, Seen, needed_votes, present_at
from jinlin.deliberation.relations import stays_of
from jinlin.deliberation.rules import ItemFacts, MeetingFacts, ResultFacts, text_hash
from jinlin.deliberation.rules_motions import MotionFacts
from jinlin.deliberation.serving import meetings as assemblies
from jinlin.deliberation.serving import motions as serving
from jinlin.deliberation.serving import votes
from jinlin.deliberation.variants import Gate, Variant, variants

TO_COME = ("planned", "announced")


def variant_of(motion: Motion) -> Variant:
    """The procedure that a motion goes by, with the owners' vote in its place where the matter is theirs."""
    found = variants()[motion.variant]
    return found.for_owners() if motion.is_owners else found


def gate_of(motion: Motion) -> Gate:
    """The gate at which a motion stands."""
    return variant_of(motion).gates[motion.gate]


def meeting_facts(meeting: Meeting, actor: Actor, held: frozenset[str], on: dt.datetime) -> MeetingFacts:
    """Facts of a meeting."""
    items = list(meeting.items.values_list("title", "state"))
    confirmed, needed, remarks, mine = _minutes(meeting, actor)
    return MeetingFacts(
        on=on, begins_at=meeting.begins_at, latest_notice_at=dates.latest_notice(meeting.body.kind, meeting.begins_at),
        open_items=tuple(title for title, state in items if state in ("listed", "talking")), item_count=len(items),
        confirmed=confirmed, needed=needed, open_remarks=remarks, mine_confirmed=mine,
        is_present=actor.signed_in and Stay.objects.filter(meeting=meeting, account=actor.account, left_at__isnull=True).exists(),
        has_chair=meeting.chair_id is not None, has_successor=_successor(meeting) is not None, handed_over=hasattr(meeting, "handover"), unserved=assemblies.unserved(meeting, on),
    )  # fmt: skip


def _successor(meeting: Meeting) -> Member | None:
    """Who chairs next, where that is somebody else."""
    following = (
        Meeting.objects.filter(body=meeting.body_id, begins_at__gt=meeting.begins_at, chair__isnull=False)
        .exclude(state="called_off").order_by("begins_at").select_related("chair").first()
    )  # fmt: skip
    if following is None or meeting.chair_id is None or following.chair_id == meeting.chair_id:
        return None
    return following.chair


successor = _successor


def _minutes(meeting: Meeting, actor: Actor) -> tuple[int, int, int, bool]:
    """Confirmed, needed, open remarks on the wording, and whether the actor confirmed it.

    Members count once each; in a talk, which has none, everybody who came by account counts.
    """
    if meeting.state != "drafted":
        return 0, 0, 0, False
    stays = list(meeting.stays.values_list("pk", "member_id", "account_id"))
    key = {
        pk: ("m", member) if member else ("a", account) if account else ("s", pk)
        for pk, member, account in stays
    }
    members = {one for one in key.values() if one[0] == "m"}
    named = {one for one in key.values() if one[0] == "a"}
    counted = members or named
    rows = list(
        meeting.confirmations.filter(minutes_hash=meeting.minutes_hash).values_list("stay_id", "remark")
    )
    confirmed = {key[stay] for stay, remark in rows if not remark} & counted
    share = dates.share("meeting.minutes_confirmed", dates.local(meeting.begins_at))
    needed = needed_votes(share, len(counted)) if share and counted else 0
    own = set(stays_of(meeting, actor).values_list("pk", flat=True)) if actor.signed_in else set()
    mine = any(stay in own and not remark for stay, remark in rows)
    return len(confirmed), min(needed, len(counted)), sum(1 for _, remark in rows if remark), mine


def quorum_at(meeting: Meeting, at: dt.datetime) -> Quorum:
    """How many members are present at an instant, of how many, and whether that is enough: from sign-ins alone."""
    day = dates.local(meeting.begins_at)
    entitled = set(
        Member.objects.filter(body=meeting.body_id, since_on__lte=day).exclude(until_on__lte=day).values_list("pk", flat=True)
    )  # fmt: skip
    stays = [Seen(*row) for row in meeting.stays.values_list("member_id", "came_at", "left_at")]
    share = dates.share(f"meeting.quorum.{meeting.body.kind}", day)
    return Quorum(len(entitled), len(present_at(stays, at) & entitled), share)


def item_facts(item: Item, actor: Actor, held: frozenset[str], on: dt.datetime) -> ItemFacts:
    """Facts of an agenda item, with the quorum as it is at this very moment."""
    meeting = item.meeting
    other = meeting.items.filter(state="talking").exclude(pk=item.pk).values_list("title", flat=True).first()
    changed = False
    if item.source == "motion":
        motion = Motion.objects.get(pk=item.source_id)
        changed = motion.text_hash != item.text_hash or motion.state != "waiting" or text_is_broken(motion)
    return ItemFacts(
        on=on, sitting=meeting.state == "sitting", source=item.source, announced_at=meeting.announced_at, listed_at=item.listed_at,
        quorum=quorum_at(meeting, on), other_talking=other or "", text_changed=changed,
    )  # fmt: skip


def result_facts(result: Result, actor: Actor, held: frozenset[str], on: dt.datetime) -> ResultFacts:
    """Facts of a result."""
    rows = list(result.milestones.values_list("title", "reached_at"))
    return ResultFacts(
        on=on, due_at=result.due_at, open_milestones=tuple(title for title, at in rows if at is None), milestones=len(rows), extended=result.extended,
    )  # fmt: skip


def text_is_broken(motion: Motion) -> bool:
    """Whether the text is another than its fingerprint says, than the wording on record, or than the body before passed.

    One comma is enough. A wording enters at the gate that the rules name (``Wording.gate``); every later gate wants the
    ruling of the one before it, on the same wording.
    """
    wording = motion.wordings.filter(number=motion.round).first()
    if wording is None:
        return motion.state != "drafting"
    if not text_hash(motion.text) == motion.text_hash == wording.text_hash:
        return True
    if motion.gate <= wording.gate:
        return motion.gate < wording.gate
    before = motion.rulings.filter(gate=motion.gate - 1, round=motion.round).first()
    return before is None or not before.passed or before.text_hash != motion.text_hash


def motion_facts(motion: Motion, actor: Actor, held: frozenset[str], on: dt.datetime) -> MotionFacts:
    """Facts of a motion at its gate."""
    variant, gate = variant_of(motion), gate_of(motion)
    ruling = motion.rulings.filter(gate=motion.gate, round=motion.round).first()
    stands = ""
    if ruling is not None and ruling.text_hash == motion.text_hash:
        stands = "passed" if ruling.passed else "failed"
    results: list[Any] = list(motion.results.values_list("state", flat=True))
    return MotionFacts(
        on=on, gate_has_body=gate.by != "hearing", by_vote=gate.by == "vote", wants_hearing=gate.hear is not None, heard=motion.heard,
        hear_until=motion.hear_until, unanswered=motion.remarks.filter(gate=motion.gate, round=motion.round, answered_at__isnull=True).count(),
        served_until=motion.served_until, is_last=motion.gate == len(variant.gates) - 1, ruling=stands, text_broken=text_is_broken(motion),
        listed=Item.objects.filter(source="motion", source_id=motion.pk, state__in=("listed", "talking")).exists(),
        results=len(results), open_results=sum(1 for state in results if state not in ("done", "dropped")),
        missing_ratings=tuple(one for one in variant.ratings if one not in motion.ratings), follows="follower" in held, decides=variant.decides,
        unserved=serving.unserved(motion, on) if motion.state in ("hearing", "serving") else None, owners=motion.is_owners,
        vote_runs=votes.runs(motion.decision),
    )  # fmt: skip

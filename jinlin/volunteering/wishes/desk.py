"""The desks of wishes and of claims: relations, facts, who is told, and how a claim moves its wish along."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.engine import Desk, Taken
from jinlin.base.models import Event
from jinlin.base.notices import Letter, send
from jinlin.base.procedure import Step
from jinlin.base.rest import stamp
from jinlin.base.subjects import Subject, attach
from jinlin.base.words import Words
from jinlin.organisations.public import holders_over
from jinlin.volunteering.models.wishes import Wish, WishClaim
from jinlin.volunteering.wishes import effects, rules, words
from jinlin.volunteering.wishes.procedure import CLAIM, WISH
from jinlin.volunteering.wishes.queries import (
    PUBLIC,
    claim_relations,
    free_parts,
    is_recipient,
    is_silent,
    live_claims,
    number,
    state_now,
    wish_relations,
    with_claims,
)

WHOLE = ("public", "teller", "staff")
FROM_PARTS = ("published", "claimed", "delivered")
"""States of a wish that follow from the claims on its parts."""
MOVES = {"claimed": "fill", "published": "free", "delivered": "arrive"}
"""The platform's own step into each of them."""


def wish_facts(wish: Wish, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.WishFacts:
    """Who acts beside those who had a part in it, and whether it waited long enough for the community to take it on."""
    days = number("wish.widen_again", timezone.localdate(on))
    waited = wish.published_at is not None and (on - wish.published_at).days >= days
    return rules.WishFacts(
        account=actor.account, by_code=actor.channel.startswith("wish-code:"), recorder=wish.recorded_by_id,
        claimants=frozenset(one.account_id for one in live_claims(wish, on)), is_recipient=is_recipient(wish, actor), is_child=wish.child,
        has_guardian=bool(wish.guardian), may_show=wish.may_show, fallback_due=waited,
    )  # fmt: skip


def title_of(wish: Wish) -> str:
    """How a wish is called: its public words, or its kind while it has none."""
    return wish.text_public[:40] or words.label(words.KINDS, wish.kind).zh


def _accounts(wish: Wish, relation: str) -> set[int]:
    if relation == "community":
        return set(
            holders_over(
                path=wish.place.path, relation="community", on=timezone.localdate(), grid=wish.place.grid_id
            )
        )
    if relation == "recipient":
        account = getattr(wish.person, "account", None) if wish.person_id else None
        return {account.pk} if account else set()
    return {one.account_id for one in live_claims(wish)}


def _tell(wish: Wish, tells: tuple[str, ...], said: Words, by: Actor) -> None:
    accounts = {one for relation in tells for one in _accounts(wish, relation)} - {by.account}
    link = reverse("wish", args=[wish.pk])
    send(Letter("wish", wish.pk, said, link, account=one) for one in sorted(accounts))


def _tell_wish(wish: Wish, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    name = title_of(wish)
    _tell(wish, step.tells, Words(f"心愿“{name}”：{step.past.zh}", f"Wish “{name}”: {step.past.en}"), by)


def _after_wish(wish: Wish, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
    attach(wish, "wish", event, list(values.get("files") or []))
    if step.code == "fall_back":
        _take_on(wish, event.actor_id, event.at)
    ending = {"confirm": "finish", "reopen": "undo", "withdraw": "undo"}.get(step.code)
    for claim in (
        WishClaim.objects.filter(wish=wish, state__in=rules.LIVE).exclude(state="done") if ending else ()
    ):
        if ending == "undo" or claim.state == "delivered":
            CLAIMS.take(claim.pk, ending, by=THE_CLOCK, on=event.at)
    if step.code == "settle":
        wish.state = state_now(wish)
        wish.save(update_fields=["state"])


def _take_on(wish: Wish, account: int, at: dt.datetime) -> None:
    """The community takes every free part on itself, in the name of the colleague who does."""
    for claim in WishClaim.objects.filter(wish=wish, state__in=rules.WAITING, free_at__lte=at):
        CLAIMS.take(claim.pk, "lapse", by=THE_CLOCK, on=at)
    for part in free_parts(wish, at):
        made = WishClaim(
            part=part, wish=wish, account_id=account, kind="community", state="accepted", claimed_at=at, accepted_at=at,
            due_on=wish.due_on or timezone.localdate(at) + dt.timedelta(days=14),
        )  # fmt: skip
        made.save(force_insert=True)
        trail.record(made, "wish_claim", "wish_claim.claimed", by=THE_CLOCK, at=at, seen="teller")
        made.save(update_fields=["trail_seq", "trail_hash"])
    fresh = Wish.objects.get(pk=wish.pk)
    if fresh.state != "claimed":  # freeing silent claims had opened it again
        WISHES.write(fresh, WISH.step("fill"), by=THE_CLOCK, at=at, taken=Taken())


WISHES = Desk(
    procedure=WISH, model=Wish, relations=wish_relations, facts=wish_facts, effects=effects.WISH_EFFECTS, tell=_tell_wish,
    after=_after_wish, related=("place",),
)  # fmt: skip


def claim_facts(claim: WishClaim, actor: Actor, held: frozenset[str], on: dt.datetime) -> rules.ClaimFacts:
    """Whether the claim stayed silent, is overdue, and whether the parts before it are done."""
    done = {one.part.number for one in live_claims(claim.wish, on) if one.state in ("delivered", "done")}
    earlier = any(
        part.number < claim.part.number and part.number not in done for part in claim.wish.parts.all()
    )
    return rules.ClaimFacts(
        account=actor.account, claimant=claim.account_id, is_silent=is_silent(claim, on), earlier_open=earlier,
        overdue=claim.due_on is not None and claim.due_on < timezone.localdate(on),
    )  # fmt: skip


def move_wish(wish: int, claim: WishClaim, step: str, by: Actor, at: dt.datetime) -> None:
    """Write the claim's step into its wish's own thread, and let the wish stand as its parts say."""
    row = Wish.objects.select_for_update(of=("self",)).select_related("place").get(pk=wish)
    if step == "accept":
        row.claimed_at = row.claimed_at or at
    trail.record(
        row, "wish", f"wish.claim_{step}", by=by, at=at, data={"part": claim.part.number}, seen="teller"
    )
    stands = state_now(row, at) if row.state in FROM_PARTS else row.state
    if stands == row.state:
        row.save()
        return
    if stands == "delivered":
        row.delivered_at = at
    moved = WISH.step(MOVES[stands])
    assert moved is not None
    event = WISHES.write(row, moved, by=THE_CLOCK, at=at, taken=Taken())
    _tell_wish(row, moved, THE_CLOCK, event, [])


def _after_claim(claim: WishClaim, step: Step, values: dict[str, Any], event: Event, before: str) -> None:
    attach(claim, "wish_claim", event, list(values.get("files") or []))


BY_WISH = ("finish", "undo")
"""Steps of claims that follow from a step of the wish itself."""


def _tell_claim(claim: WishClaim, step: Step, by: Actor, event: Event, extra: list[str]) -> None:
    if step.code not in BY_WISH:
        move_wish(claim.wish_id, claim, step.code, by, event.at)
    name = title_of(claim.wish)
    said = Words(f"心愿“{name}”：{step.past.zh}", f"Wish “{name}”: {step.past.en}")
    if "claimant" in step.tells and claim.account_id != by.account:
        send(
            [
                Letter(
                    "wish",
                    claim.wish_id,
                    said,
                    reverse("wish", args=[claim.wish_id]),
                    account=claim.account_id,
                )
            ]
        )
    _tell(claim.wish, tuple(one for one in step.tells if one != "claimant"), said, by)


CLAIMS = Desk(
    procedure=CLAIM, model=WishClaim, relations=claim_relations, facts=claim_facts, effects=effects.CLAIM_EFFECTS, tell=_tell_claim,
    after=_after_claim, related=("part", "wish__place"),
)  # fmt: skip


def _find_wish(ref: str, actor: Actor) -> Wish:
    row = with_claims(Wish.objects.select_related("person")).get(pk=int(ref))
    if row.state not in PUBLIC and not wish_relations(row, actor):
        raise Wish.DoesNotExist
    return row


def _wish_seen(row: Wish, actor: Actor) -> tuple[str, ...]:
    held = wish_relations(row, actor)
    if held & {"community", "supervisor"}:
        return WHOLE
    return ("public", "teller") if held & {"recipient", "claimant"} else ("public",)


def shown(row: Wish, actor: Actor) -> dict[str, Any]:
    """A wish as everybody may read it: never the name, never what was said in private."""
    return {
        "kind": row.kind, "place": row.place.code, "text": row.text_public, "minutes": row.minutes, "due_on": row.due_on.isoformat() if row.due_on else None,
        "published_at": stamp(row.published_at), "claimed": row.claimed_at is not None, "delivered": row.delivered_at is not None,
        "confirmed": row.confirmed_at is not None, "fallback": row.fallback_at is not None,
        "parts": [{"part": one.number, "what": one.what, "free": one in free_parts(row)} for one in row.parts.all()],
    }  # fmt: skip


WISH_SUBJECT = Subject(
    desk=WISHES, plural="wishes", find=_find_wish, ref=lambda row: str(row.pk), title=title_of,
    page=lambda row, actor: reverse("wish", args=[row.pk]), seen=_wish_seen, shown=shown,
    other={
        "wish.recorded": Words("记下了心愿", "recorded the wish"), "wish.claim_claimed": Words("有人认领", "somebody claimed a part"),
        "wish.compared": Words("比对了可能重复的心愿", "compared it with wishes that may be the same"),
        **{f"wish.claim_{step.code}": step.past for step in CLAIM.steps},
    },
)  # fmt: skip


def _find_claim(ref: str, actor: Actor) -> WishClaim:
    row = WishClaim.objects.select_related("part", "wish__place", "wish__person", "institution").get(
        pk=int(ref)
    )
    if not claim_relations(row, actor):
        raise WishClaim.DoesNotExist
    return row


CLAIM_SUBJECT = Subject(
    desk=CLAIMS, plural="wish-claims", find=_find_claim, ref=lambda row: str(row.pk), title=lambda row: title_of(row.wish),
    page=lambda row, actor: reverse("wish", args=[row.wish_id]),
    seen=lambda row, actor: WHOLE if "community" in claim_relations(row, actor) else ("public", "teller"),
    shown=lambda row, actor: {
        "wish": str(row.wish_id), "part": row.part.number, "what": row.part.what, "kind": row.kind, "claimed_at": stamp(row.claimed_at),
        "free_at": stamp(row.free_at), "planned_on": row.planned_on.isoformat() if row.planned_on else None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
    },
    other={"wish_claim.claimed": Words("认领了", "claimed it")},
)  # fmt: skip

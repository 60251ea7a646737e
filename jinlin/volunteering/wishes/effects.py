"""What each step of a wish and of a claim writes besides state and event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters.public import check_telling, tell, until
from jinlin.volunteering.models.wishes import Wish, WishClaim, WishPart
from jinlin.volunteering.wishes import rules, words
from jinlin.volunteering.wishes.alike import alike
from jinlin.volunteering.wishes.queries import number

Given = dict[str, Any]


def _note(values: Given, **data: Any) -> Taken:
    return Taken(data=data, text=values.get("note") or "", files=values.get("files") or [])


def _verify(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    worth = values.get("value") or 0
    reason = rules.fits_value(worth, number("wish.value_limit", timezone.localdate(at)))
    if reason:
        raise Faulty({"value": reason})
    due = values.get("due_on")
    if due and due < timezone.localdate(at):
        raise Faulty({"due_on": Reason("too_early", Words("日子已经过了", "That day has passed"))})
    wish.minutes, wish.value, wish.due_on = values.get("minutes") or 0, worth, due
    wish.verify_by = None
    chosen = values.get("parts") or []
    ordered = [one.code for one in words.PARTS if one.code in chosen] or [words.WHOLE.code]
    WishPart.objects.filter(wish=wish).delete()
    WishPart.objects.bulk_create(
        WishPart(wish=wish, number=place, what=what) for place, what in enumerate(ordered, 1)
    )
    seen = [one.wish.pk for one in alike(wish, at)]
    if seen:  # for the workers alone: what the verifier was shown, and found to be other wishes
        trail.record(wish, "wish", "wish.compared", by=by, at=at, data={"alike": seen}, seen="staff")
    return _note(values, parts=ordered)


def _decline(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    wish.ended_at = at
    return _note(values, reason=values["reason"])


def _reroute(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """What an office owes is no wish: it becomes a matter at its place, private, with an owner and a deadline."""
    checked, faults = check_telling({"text": values["note"], "place": wish.place_id, "private": True})
    if faults:
        raise Refused(*faults.values())
    receipt = tell(values=checked, channel="desk", by=by, on_behalf=True, at=at, person=wish.person_id)
    wish.matter, wish.ended_at = receipt.matter, at
    return Taken(data={"matter": receipt.number}, text=f"诉求编号 {receipt.number}")


def _publish(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    text = values["text"]
    secrets = [wish.called, wish.phone, *([wish.person.name, wish.person.phone] if wish.person else [])]
    reason = rules.names_inside(text, secrets) or rules.asks_for_money(text)
    if reason:
        raise Faulty({"text": reason})
    wish.text_public, wish.published_at = text, at
    return Taken(text=text)


def _guardian(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    wish.child, wish.guardian = True, values["guardian"]
    return _note(values)


def _widen(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    wish.widened += 1
    return Taken(data={"time": wish.widened})


def _fall_back(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    wish.fallback_at = wish.fallback_at or at
    wish.claimed_at = wish.claimed_at or at
    return _note(values)


def _confirm(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    wish.confirmed_at, wish.confirmed_how, wish.pleased = at, values["how"], values.get("pleased") or ""
    return _note(values, how=values["how"])


def _thank(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    secrets = [wish.called, wish.phone, *([wish.person.name] if wish.person else [])]
    reason = rules.names_inside(values["note"], secrets)
    if reason:
        raise Faulty({"note": reason})
    wish.thanks = values["note"]
    return _note(values)


def _close(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    wish.ended_at = at
    return _note(values, confirmed=wish.confirmed_at is not None)


def _withdraw(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    wish.ended_at = at
    return _note(values)


def _reopen(wish: Wish, values: Given, by: Actor, at: dt.datetime) -> Taken:
    wish.delivered_at = None
    return _note(values)


WISH_EFFECTS: dict[str, Effect] = {
    "verify": _verify, "decline": _decline, "reroute": _reroute, "publish": _publish, "guardian": _guardian, "widen": _widen,
    "fall_back": _fall_back, "confirm": _confirm, "thank": _thank, "close": _close, "withdraw": _withdraw, "reopen": _reopen,
}  # fmt: skip


def _accept(claim: WishClaim, values: Given, by: Actor, at: dt.datetime) -> Taken:
    claim.accepted_at, claim.accept_by = at, None
    claim.start_by = until("wish.start", at)
    claim.free_at = rules.free_at(at, number("wish.silent", timezone.localdate(at)))
    claim.due_on = claim.wish.due_on or timezone.localdate(until("wish.due", at))
    return _note(values)


def _start(claim: WishClaim, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if values["on"] < timezone.localdate(at):
        raise Faulty({"on": Reason("too_early", Words("日子已经过了", "That day has passed"))})
    claim.planned_on, claim.start_by, claim.free_at = values["on"], None, None
    claim.due_on = max(claim.due_on or values["on"], values["on"])
    return _note(values, on=values["on"].isoformat())


def _deliver(claim: WishClaim, values: Given, by: Actor, at: dt.datetime) -> Taken:
    claim.delivered_at, claim.start_by, claim.free_at = at, None, None
    return _note(values)


def _freed(claim: WishClaim, values: Given, by: Actor, at: dt.datetime) -> Taken:
    claim.accept_by = claim.start_by = claim.free_at = None
    return _note(values)


CLAIM_EFFECTS: dict[str, Effect] = {
    "accept": _accept, "start": _start, "deliver": _deliver, "refuse": _freed, "give_back": _freed, "take_back": _freed, "undo": _freed,
    "lapse": _freed,
}  # fmt: skip

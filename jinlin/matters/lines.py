"""Lines of the thread: an event's words, from the declared steps. Pure but for the event itself."""

from __future__ import annotations

from jinlin.base.models import Event
from jinlin.base.words import Words
from jinlin.matters.procedure import CALL, MATTER

OTHER = {
    "matter.told": Words("反映", "told it"),
    "matter.told_again": Words("又有一位居民反映", "another resident told the same"),
    "matter.joined": Words("同一件事并了进来", "the same matter was joined"),
    "matter.split_off": Words("从另一件事里拆出", "split off from another matter"),
    "matter.recorded": Words("从原系统登记", "recorded from another system"),
    "matter.handed_over": Words("随岗位交接", "handed over with the seat"),
    "matter.recounted": Words(
        "放假安排公布后重算期限", "the deadline was reckoned again by the new holidays"
    ),
    "matter.heard": Words("在接待中听到", "heard it at a reception"),
    "matter.relayed": Words("从群聊里转来", "relayed it from a chat group"),
    "call.called": Words("吹哨", "whistled"),
}


RECORDED = Words("代为登记", "recorded it for somebody")
BY_ANOTHER = frozenset({"hotline", "desk", "chat", "reception", "talk", "visit", "enterprise"})
"""The channels by which a worker writes down what another person said."""


def words_for_staff(event: Event) -> Words:
    """What happened, beside the name of whoever did it: a worker who wrote down another's word did not tell it."""
    if event.thing in ("matter.told", "matter.told_again") and event.actor_id:
        return RECORDED if event.data.get("channel") in BY_ANOTHER else words_of(event)
    return words_of(event)


def words_of(event: Event) -> Words:
    """What happened, in words: the step's ``past``, with the institution in front for a call's step."""
    if event.thing in OTHER:
        return OTHER[event.thing]
    kind, _, code = event.thing.partition(".")
    step = (CALL if kind == "call" else MATTER).step(code)
    if step is None:
        return Words(event.thing, event.thing)
    institution = event.data.get("institution") if kind == "call" else None
    if institution:
        return Words(f"{institution}{step.past.zh}", f"{institution} {step.past.en}")
    return step.past

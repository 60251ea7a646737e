"""What each step of a talent and of a request writes besides state and event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.visits.models import Skill, Talent, TalentRequest, TalentSkill
from jinlin.visits.talents import rules
from jinlin.visits.talents.queries import helped

Given = dict[str, Any]
NO_SKILL = Reason("wrong_reference", Words("没有这一项", "No such skill"))
TWICE = Reason("not_twice", Words("这一项已经有了", "This skill is there already"))


def _terms(row: Talent, values: Given) -> None:
    row.seen, row.most_week, row.bio = values["seen"], values["most_week"], values.get("bio") or ""


def _accept(row: Talent, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _terms(row, values)
    row.accepted_at, row.accepted_how = at, values.get("how") or "tap"
    return Taken(data={"how": row.accepted_how, "seen": row.seen})


def _change(row: Talent, values: Given, by: Actor, at: dt.datetime) -> Taken:
    _terms(row, values)
    return Taken(data={"seen": row.seen, "most_week": row.most_week})


def _add_skill(row: Talent, values: Given, by: Actor, at: dt.datetime) -> Taken:
    skill = Skill.objects.filter(pk=values["skill"], parent__isnull=False).first()
    if skill is None:
        raise Faulty({"skill": NO_SKILL})
    licence = rules.licence_is_valid(
        regulated=skill.licence, until=values.get("licence_until"), on=timezone.localdate(at)
    )
    if licence:
        raise Faulty({"licence_until": licence})
    try:
        with transaction.atomic():
            TalentSkill.objects.create(
                talent=row,
                skill=skill,
                evidence=values.get("evidence") or "",
                licence_until=values.get("licence_until"),
            )
    except IntegrityError:
        raise Faulty({"skill": TWICE}) from None
    return Taken(data={"skill": skill.code}, text=skill.zh)


def _verify(row: Talent, values: Given, by: Actor, at: dt.datetime) -> Taken:
    held = TalentSkill.objects.filter(pk=values["held"], talent=row).select_related("skill").first()
    if held is None:
        raise Faulty({"held": NO_SKILL})
    until = values.get("licence_until") or held.licence_until
    licence = rules.licence_is_valid(regulated=held.skill.licence, until=until, on=timezone.localdate(at))
    if licence:
        raise Faulty({"licence_until": licence})
    held.verified_at, held.verified_by, held.licence_until = at, by.account, until
    held.save(update_fields=["verified_at", "verified_by", "licence_until"])
    return Taken(data={"skill": held.skill.code}, text=held.skill.zh)


def _rest(row: Talent, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.resting_until = values.get("until")
    return Taken()


def _resume(row: Talent, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.resting_until = None
    return Taken()


def _gone(row: Talent, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """Whoever withdraws leaves nothing behind on the list: words and skills are taken off with the same step."""
    row.ended_at, row.bio, row.called, row.phone, row.seen = at, "", "", "", "workers"
    row.skills.all().delete()
    return Taken()


TALENT_EFFECTS: dict[str, Effect] = {
    "accept": _accept, "accept_for": _accept, "change": _change, "add_skill": _add_skill, "verify": _verify, "rest": _rest, "resume": _resume,
    "refuse": _gone, "withdraw": _gone,
}  # fmt: skip


def _agree(row: TalentRequest, values: Given, by: Actor, at: dt.datetime) -> Taken:
    """The talent's row is locked: of several at once no more are agreed to than they offered a week."""
    talent = Talent.objects.select_for_update(of=("self",)).get(pk=row.talent_id)
    full = rules.has_room(rules.RequestFacts(helped(talent, at), talent.most_week))
    if full:
        raise Refused(full)
    row.agreed_at = row.answered_at = at
    row.answer_by = None
    return Taken(text=values["note"])


def _answered(row: TalentRequest, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.answered_at, row.answer_by = row.answered_at or at, None
    return Taken(text=values.get("note") or "")


def _done(row: TalentRequest, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.done_at = at
    return Taken(text=values.get("note") or "")


def _closed(row: TalentRequest, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.answer_by = None
    return Taken()


REQUEST_EFFECTS: dict[str, Effect] = {
    "agree": _agree,
    "decline": _answered,
    "done": _done,
    "cancel": _closed,
    "lapse": _closed,
}

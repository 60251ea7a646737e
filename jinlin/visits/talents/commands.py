"""Writes of talents: oneself or a neighbour suggested, somebody asked, a contact opened by a worker with a look."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.notices import Letter, send
from jinlin.base.repeat import settled
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.public import holders_over
from jinlin.people.public import Look, Person, key_of
from jinlin.places.public import Place
from jinlin.visits.models import Skill, Talent, TalentRequest, TalentSkill
from jinlin.visits.talents import rules
from jinlin.visits.talents.desk import TALENTS
from jinlin.visits.talents.queries import can_answer, helped, tile_place, valid, works_there

TWICE = Reason(
    "not_twice", Words("已经在清单上，或正在等本人答复", "On the list already, or their answer is awaited")
)
NO_PERSON = Reason("not_signed_in", Words("请先登录自己的账号", "Sign in with your own account first"))
NOT_YOURS = Reason("not_yours", Words("由社区工作人员打电话问本人", "The community's workers ask the person"))
ANSWER_DAYS = 7


def missing(field: Words) -> Reason:
    """What a form lacks."""
    return Reason("no_value", Words(f"请填写“{field.zh}”", f"“{field.en}” is needed"))


def nominate_self(
    *, by: Actor, place: Place, values: dict[str, Any], at: dt.datetime | None = None
) -> Talent:
    """Oneself: the own word is given with the form. ``values``: seen, most_week, bio."""
    if not by.person:
        raise Refused(NO_PERSON)
    row = _suggest(
        by, tile_place(by.person) or place, Person.objects.get(pk=by.person), "", "", at or timezone.now()
    )
    return TALENTS.take(row.pk, "accept", by=by, given=values, on=at)  # type: ignore[no-any-return]


def nominate(*, by: Actor, place: Place, called: str, phone: str, at: dt.datetime | None = None) -> Talent:
    """A neighbour, by name and number. They (or, without an account, a worker who asks them) must accept before anybody sees them.

    The answer is the same whether or not the number is known here.
    """
    person = (
        Person.objects.filter(phone_key=key_of(phone), erased_at__isnull=True)
        .select_related("account")
        .order_by("pk")
        .first()
    )
    if person is not None and getattr(person, "account", None) is None:
        person = None
    home = (tile_place(person.pk) if person else None) or place
    return _suggest(by, home, person, "" if person else called, "" if person else phone, at or timezone.now())


def _suggest(
    by: Actor, place: Place, person: Person | None, called: str, phone: str, at: dt.datetime
) -> Talent:
    row = Talent(
        place=place, person=person, called=called, phone=phone, nominated_by_id=by.account, nominated_at=at
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(TWICE) from None
        event = trail.record(row, "talent", "talent.suggested", by=by, at=at, seen="teller")
        row.save(update_fields=["trail_seq", "trail_hash"])
        if can_answer(row):
            account = row.person.account.pk  # type: ignore[union-attr]
            said = Words(
                "有邻居推荐您做社区能人，您愿意吗", "A neighbour suggests you as a talent; would you agree?"
            )
            send(
                [Letter("talent", row.pk, said, f"/talents/{row.pk}", account=account)]
                if account != by.account
                else []
            )
        else:
            said = Words(
                "有人推荐了一位没有账号的能人，请打电话问本人",
                "Somebody without an account was suggested; ask them",
            )
            keepers = holders_over(
                path=place.path, relation="community", on=timezone.localdate(at), grid=place.grid_id
            )
            send(
                Letter("talent", row.pk, said, f"/talents/{row.pk}", account=one)
                for one in sorted(set(keepers) - {by.account})
            )
        publish("talent.suggested", subject=row, event=event, by=by)
    return row


def ask(
    *, talent: Talent, skill: Skill, text: str, by: Actor, at: dt.datetime | None = None
) -> TalentRequest:
    """Ask a neighbour for a skill. Refused with every reason at once: not listed now, rests after so many a week, asked already."""
    return settled(lambda: _ask(talent.pk, skill, text, by, at or timezone.now()))


def _ask(pk: int, skill: Skill, text: str, by: Actor, at: dt.datetime) -> TalentRequest:
    with transaction.atomic():
        row = Talent.objects.select_for_update(of=("self",)).select_related("place").get(pk=pk)
        waiting = TalentRequest.objects.filter(talent=row, state="asked")
        has = TalentSkill.objects.filter(valid(timezone.localdate(at)), talent=row, skill=skill).exists()
        reasons = rules.why_not_ask(
            is_listed=row.state == "active" and can_answer(row), is_self=bool(by.person) and row.person_id == by.person, helped=helped(row, at), most=row.most_week,
            waiting=waiting.count(), is_twice=waiting.filter(account=by.account).exists(), has_skill=has,
        )  # fmt: skip
        if reasons:
            raise Refused(*reasons)
        made = TalentRequest(
            talent=row,
            skill=skill,
            account_id=by.account,
            person_id=by.person,
            text=text,
            asked_at=at,
            answer_by=at + dt.timedelta(days=ANSWER_DAYS),
        )
        made.save(force_insert=True)
        event = trail.record(
            made, "talent_request", "talent_request.asked", by=by, at=at, text=text, seen="teller"
        )
        made.save(update_fields=["trail_seq", "trail_hash"])
        said = Words(f"有邻居想请您帮忙：{skill.zh}", f"A neighbour asks for your help: {skill.en}")
        send(
            [
                Letter(
                    "talent_request",
                    made.pk,
                    said,
                    f"/talents/requests/{made.pk}",
                    account=row.person.account.pk,
                )
            ]
        )  # type: ignore[union-attr]
        publish("talent_request.asked", subject=made, event=event, by=by)
    return made


def open_contact(*, row: Talent, by: Actor, at: dt.datetime | None = None) -> dict[str, str]:
    """Name and number, for a worker of the place: to ask somebody without an account, to check a skill. Each look is recorded and told."""
    if not works_there(by, row.place) or "community" not in TALENTS.relations(row, by):
        raise Refused(NOT_YOURS)
    look = Look.objects.create(
        person_id=row.person_id,
        account_id=by.account,
        title=by.title[:80],
        what="talent",
        purpose=f"社区能人 {row.pk}：询问和核实",
        at=at or timezone.now(),
    )
    if can_answer(row):
        said = Words(
            f"{by.title} 为核实能人看了您的联系方式", f"{by.title} opened your contact to check your skill"
        )
        send([Letter("look", look.pk, said, "/me/data", account=row.person.account.pk)])  # type: ignore[union-attr]
    return {
        "name": row.person.name if row.person else row.called,
        "phone": row.person.phone if row.person else row.phone,
    }

"""Writes of wishes: recorded, claimed in parts, opened in private with a purpose, confirmed by the recipient's code."""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import ANYBODY, THE_CLOCK, Actor
from jinlin.base.engine import Faulty
from jinlin.base.events import publish
from jinlin.base.notices import Letter, send
from jinlin.base.repeat import settled
from jinlin.base.rule import Reason, Refused
from jinlin.base.tries import Allowance, spend
from jinlin.base.words import Words
from jinlin.matters.public import until
from jinlin.organisations.public import Institution, ReportIn, holders_over
from jinlin.people.public import Account, Look, Person, key_of
from jinlin.places.public import Place
from jinlin.volunteering.models.wishes import Wish, WishClaim, WishPart
from jinlin.volunteering.wishes import rules
from jinlin.volunteering.wishes.desk import CLAIMS, WISHES, move_wish, title_of
from jinlin.volunteering.wishes.queries import (
    CODE,
    MAY_LOOK,
    is_recipient,
    is_silent,
    is_worker,
    number,
    wish_relations,
)

WRONG_PLACE = Reason(
    "wrong_place", Words("请选到社区、小区或楼栋", "Choose a community, an estate or a building")
)
NOT_WORKER = Reason("not_yours", Words("由这里的社区工作人员来登记", "The community's workers record it"))
WRONG_CODE = Reason(
    "wrong_code",
    Words("编号或确认码不对，请看看纸条", "The number or the code is not right; look at the slip"),
)
TOO_OFTEN = Reason(
    "too_often",
    Words(
        "试得太多了，请过一小时再来，或打电话给社区",
        "Too many tries; come back in an hour, or call the community",
    ),
)
NOT_OPEN = Reason(
    "not_yours",
    Words(
        "只有许愿的人、社区和已同意的认领人能看",
        "Only the recipient, the community and an accepted claimant may open it",
    ),
)
TRIES = Allowance("wish_code", most=8, within=dt.timedelta(hours=1))


def record(*, values: dict[str, Any], place: Place | None, by: Actor, at: dt.datetime | None = None) -> Wish:
    """A wish is recorded: by the recipient, or by a worker or helper for somebody (who recorded is kept).

    ``values``: kind, text, way, may_show, child, guardian, called, phone, person. Faulty: money asked for, a wrong
    place, a child's wish without a guardian's name on the recipient's own form.
    """
    at = at or timezone.now()
    faults: dict[str, Reason] = {}
    money = rules.asks_for_money(values["text"])
    if money:
        faults["text"] = money
    if place is None or place.level not in ("community", "estate", "building", "stairwell", "dwelling"):
        faults["place"] = WRONG_PLACE
    if faults or place is None:
        raise Faulty(faults)
    own = values["way"] == "page"
    if not own and values["way"] != "helper" and not is_worker(by, place):
        raise Refused(NOT_WORKER)
    person = Person.objects.filter(pk=by.person).first() if own and by.person else values.get("person")
    if person is None and not own and by.staff and values.get("phone"):
        person = (
            Person.objects.filter(phone_key=key_of(values["phone"]), erased_at__isnull=True)
            .order_by("pk")
            .first()
        )
    with transaction.atomic():
        wish = Wish(
            place=place, person=person, called=values.get("called") or "", phone=values.get("phone") or "", kind=values["kind"], way=values["way"],
            text_private=values["text"], may_show=bool(values.get("may_show")), child=bool(values.get("child")), guardian=values.get("guardian") or "",
            recorded_by_id=by.account, recorded_at=at, verify_by=until("wish.verify", at),
        )  # fmt: skip
        wish.save(force_insert=True)
        WishPart.objects.create(wish=wish, number=1, what="whole")
        event = trail.record(
            wish, "wish", "wish.recorded", by=by, at=at, data={"way": wish.way}, seen="teller"
        )
        wish.save(update_fields=["trail_seq", "trail_hash"])
        said = Words("收到一个微心愿，等核实", "A wish was recorded and waits to be checked")
        keepers = holders_over(
            path=place.path, relation="community", on=timezone.localdate(at), grid=place.grid_id
        )
        send(
            Letter("wish", wish.pk, said, f"/wishes/{wish.pk}", account=one)
            for one in sorted(set(keepers) - {by.account})
        )
        publish("wish.recorded", subject=wish, event=event, by=by)
    return wish


def claim(*, part: WishPart, by: Actor, at: dt.datetime | None = None) -> WishClaim:
    """Take a part on. Refused with every reason at once; of many at once exactly one has it, the rest get ``not_free``.

    The account's row is locked first (so many open claims in one hand at most), then the wish's; a claim that stayed
    silent too long is cleared by whoever comes next; the database lets one claim keep a part.
    """
    return settled(lambda: _claim(part, by, at or timezone.now()))


def _claim(part: WishPart, by: Actor, at: dt.datetime) -> WishClaim:
    with transaction.atomic():
        Account.objects.select_for_update(of=("self",)).get(pk=by.account)
        Wish.objects.select_for_update(of=("self",)).get(pk=part.wish_id)
        for old in WishClaim.objects.filter(
            part__wish=part.wish_id, state__in=rules.WAITING, free_at__lte=at
        ):
            CLAIMS.take(old.pk, "lapse", by=THE_CLOCK, on=at)
        wish = Wish.objects.select_related("place", "person").get(pk=part.wish_id)
        reasons = rules.why_no_claim(_asked(wish, part, by))
        if reasons:
            raise Refused(*reasons)
        kind, institution = _claimant(by)
        made = WishClaim(
            part=part, wish=wish, account_id=by.account, person_id=by.person, institution=institution, kind=kind, state="held", claimed_at=at,
            free_at=rules.free_at(at, number("wish.silent", timezone.localdate(at))), accept_by=until("wish.accept", at),
        )  # fmt: skip
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise Refused(rules.why_no_claim(replace(_asked(wish, part, by), part_free=False))[0]) from None
        event = trail.record(made, "wish_claim", "wish_claim.claimed", by=by, at=at, seen="teller")
        made.save(update_fields=["trail_seq", "trail_hash"])
        move_wish(wish.pk, made, "claimed", by, at)
        said = Words(
            f"心愿“{title_of(wish)}”有人认领，请同意", f"Somebody claims the wish “{title_of(wish)}”"
        )
        keepers = holders_over(
            path=wish.place.path, relation="community", on=timezone.localdate(at), grid=wish.place.grid_id
        )
        send(
            Letter("wish", wish.pk, said, f"/wishes/{wish.pk}", account=one)
            for one in sorted(set(keepers) - {by.account})
        )
        publish("wish_claim.claimed", subject=made, event=event, by=by)
    return made


def _asked(wish: Wish, part: WishPart, by: Actor) -> rules.Asked:
    taken = WishClaim.objects.filter(part=part, state__in=rules.LIVE).exists()
    open_claims = WishClaim.objects.filter(
        account=by.account, state__in=("held", "accepted", "started")
    ).exclude(kind="community")
    return rules.Asked(
        account=by.account, recorder=wish.recorded_by_id, is_recipient=is_recipient(wish, by), wish_open=wish.state == "published" or (wish.state == "claimed" and taken),
        part_free=not taken, held=open_claims.count(), most=number("wish.most_claims"), is_child=wish.child,
    )  # fmt: skip


def _claimant(by: Actor) -> tuple[str, Institution | None]:
    """In whose name: an institution whose clerk claims, a member with their employer, else a neighbour."""
    if by.institutions:
        return "unit", Institution.objects.filter(pk__in=by.institutions).order_by("pk").first()
    report = (
        ReportIn.objects.filter(person=by.person, state="active", ended_on__isnull=True)
        .select_related("employer")
        .first()
        if by.person
        else None
    )
    if report is None and by.person:
        report = (
            ReportIn.objects.filter(person=by.person, confirmed_on__isnull=False, ended_on__isnull=True)
            .select_related("employer")
            .first()
        )
    return ("member", report.employer) if report else ("neighbour", None)


def may_open(wish: Wish, by: Actor, at: dt.datetime) -> bool:
    """Whether the actor may open what was said in private: its workers and those whose claim was accepted."""
    held = wish_relations(wish, by)
    if "community" in held:
        return True
    mine = (
        WishClaim.objects.filter(wish=wish, account=by.account, state__in=MAY_LOOK)
        if by.signed_in
        else WishClaim.objects.none()
    )
    return any(not is_silent(one, at) for one in mine)


def open_private(*, wish: Wish, by: Actor, at: dt.datetime | None = None) -> dict[str, str]:
    """What was said in private, who wishes and how to reach them. Each look is recorded and told to the recipient.

    The recipient reads it without a look. Refused with ``not_yours`` for everybody else but workers and accepted claimants.
    """
    at = at or timezone.now()
    if not is_recipient(wish, by):
        if not may_open(wish, by, at):
            raise Refused(NOT_OPEN)
        why = "核实和联系" if is_worker(by, wish.place) else "送达认领的心愿"
        row = Look.objects.create(
            person_id=wish.person_id,
            account_id=by.account,
            title=by.title[:80],
            what="wish",
            purpose=f"微心愿 {wish.pk}：{why}",
            at=at,
        )
        account = getattr(wish.person, "account", None) if wish.person_id else None
        if account is not None and account.pk != by.account:
            said = Words(f"{by.title} 看了您的心愿：{why}", f"{by.title} opened your wish")
            send([Letter("look", row.pk, said, "/me/data", account=account.pk)])
    name = wish.person.name if wish.person else wish.called
    phone = (wish.person.phone if wish.person else "") or wish.phone
    return {
        "text": wish.text_private,
        "name": name or wish.called,
        "phone": phone,
        "guardian": wish.guardian,
        "at": _address(wish),
    }


def _address(wish: Wish) -> str:
    """Where the recipient lives, as far as the platform knows: the dwelling of the household, else the wish's place."""
    member = (
        wish.person.memberships.filter(until_on__isnull=True).select_related("household__dwelling").first()
        if wish.person
        else None
    )
    return f"{wish.place.name} {member.household.dwelling.name}" if member else wish.place.name


def confirm_by_code(
    *, wish: int, code: str, pleased: str, note: str, address: str, at: dt.datetime | None = None
) -> Wish:
    """The recipient confirms without an account, by the code on their slip. Refused: ``wrong_code``, ``too_often``."""
    spent = [spend(TRIES, address), spend(TRIES, f"wish:{wish}")]
    if None in spent:
        raise Refused(TOO_OFTEN)
    row = Wish.objects.filter(pk=wish).first()
    if row is None or not hmac.compare_digest(row.code, code.strip()):
        raise Refused(WRONG_CODE)
    for one in spent:
        if one is not None:
            one.give_back()
    if row.confirmed_how == "code":
        return row  # the same slip sent twice
    by = replace(ANYBODY, name="许愿的人", channel=f"{CODE}:{row.pk}")
    given = {"how": "code", "pleased": pleased, "note": note}
    return WISHES.take(row.pk, "confirm", by=by, given=given, on=at)  # type: ignore[no-any-return]

"""Writes of the books: an account opened at the desk, a list of balances handed in, a line that should be taken back."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import Account, Person, initials, key_of
from jinlin.places.public import Place
from jinlin.volunteering.models.books import PointReversal
from jinlin.volunteering.models.points import LedgerAccount, LedgerTxn, Redemption, Reward
from jinlin.volunteering.points import ledger
from jinlin.volunteering.points.commands import reserve
from jinlin.volunteering.teams.queries import is_keeper

NOT_YOURS = Reason(
    "not_yours", Words("只有管这里积分的社区能办", "Only the community that keeps these points may")
)
HAS_PHONE = Reason(
    "not_by_others",
    Words("本人能登录，请本人在手机上自己开通", "They can sign in: they open it themselves"),
)
EXCHANGES_THEMSELVES = Reason(
    "not_by_others",
    Words("本人能登录，请本人在手机上自己兑换", "They can sign in: they exchange themselves"),
)
NO_CONSENT = Reason(
    "no_consent",
    Words("积分全凭自愿：先当面说清楚，本人愿意才开", "Points are voluntary: they must agree first"),
)
NOT_CLEAR = Reason(
    "not_clear",
    Words(
        "这里有几位同名的，请写电话或出生年份",
        "Several here have that name: give the phone or the year of birth",
    ),
)
WRONG_LINE = Reason(
    "wrong_line",
    Words(
        "这一笔不能这样冲正：兑换用“退回”，冲正过的不再冲",
        "Not this line: a redemption is given back, and nothing is reversed twice",
    ),
)
REVERSIBLE = ("grant", "gift", "opening", "adjust")


def known_here(place: Place, name: str, phone: str = "", year: int | None = None) -> list[Person]:
    """Those of exactly that name who live, volunteer or hold an account at a place; nobody is searched further."""
    here = (
        Q(memberships__household__dwelling__path__startswith=place.path, memberships__until_on__isnull=True)
        | Q(volunteer__memberships__team__place__path__startswith=place.path)
        | Q(ledger_accounts__place=place)
    )
    rows = Person.objects.filter(name=" ".join(name.split()), erased_at__isnull=True)
    if phone:
        rows = rows.filter(Q(phone_key=key_of(phone)) | (Q(phone_key="") & here))
    else:
        rows = rows.filter(here)
    if year:
        rows = rows.filter(Q(birth_year=year) | Q(birth_year__isnull=True))
    return list(rows.distinct().order_by("pk")[:5])


def open_for(
    *, place: Place, name: str, how: str, by: Actor, agreed: bool, phone: str = "", year: int | None = None, where: str = "",
    at: dt.datetime | None = None,
) -> LedgerAccount:  # fmt: skip
    """Open an account for somebody without a phone, who agreed in front of the keeper. ``where`` says where the paper is kept.

    Refused: ``not_yours``, ``no_consent``, ``not_clear`` where several have the name, ``not_by_others`` for whoever signs in.
    """
    if not is_keeper(place, None, by):
        raise Refused(NOT_YOURS)
    if not agreed:
        raise Refused(NO_CONSENT)
    at = at or timezone.now()
    with transaction.atomic():
        found = known_here(place, name, phone, year)
        if len(found) > 1:
            raise Refused(NOT_CLEAR)
        person = found[0] if found else _newcomer(name, phone, year)
        if signs_in(person):
            raise Refused(HAS_PHONE)
        account = ledger.open_account(person=person, place=place, at=at)
        LedgerAccount.objects.filter(pk=account.pk).update(
            consent=how, kept_where=where[:80], opened_by=by.account
        )
        account.refresh_from_db()
    return account


def signs_in(person: Person | None) -> bool:
    """Whether somebody has a sign-in of their own, and so exchanges and reads their codes themselves."""
    return person is not None and Account.objects.filter(person=person, is_active=True).exists()


def exchange_for(
    *, account: LedgerAccount, reward: Reward, by: Actor, key: str, at: dt.datetime | None = None
) -> Redemption:
    """Exchange with a holder without a phone who stands at the desk.

    Refused: ``not_yours``, ``not_by_others`` for whoever signs in, and what ``reserve`` refuses.
    """
    if not is_keeper(account.place, None, by):
        raise Refused(NOT_YOURS)
    if signs_in(account.person):
        raise Refused(EXCHANGES_THEMSELVES)
    return reserve(reward=reward, account=account, by=by, key=key, at=at)


def _newcomer(name: str, phone: str, year: int | None) -> Person:
    called = " ".join(name.split())
    return Person.objects.create(
        name=called,
        pinyin=initials(called),
        phone=phone,
        phone_key=key_of(phone) if phone else "",
        birth_year=year,
    )


def keeps_line(txn: LedgerTxn, actor: Actor) -> bool:
    """Whether the actor keeps the points of whoever a line belongs to."""
    owner = owner_of(txn)
    return owner is not None and is_keeper(owner.place, None, actor)


def owner_of(txn: LedgerTxn) -> LedgerAccount | None:
    """The account whose statement a line is about: the person that took, else that gave."""
    both = [one for one in (txn.taker, txn.giver) if one is not None]
    return next((one for one in both if one.holder == "person"), both[0] if both else None)


def may_be_reversed(txn: LedgerTxn) -> bool:
    """Whether a keeper may ask to take it back: what was earned, given, carried over or corrected, and still stands."""
    return txn.kind in REVERSIBLE and not hasattr(txn, "reversed_by")


def ask_reversal(*, txn: LedgerTxn, words: str, by: Actor, at: dt.datetime | None = None) -> PointReversal:
    """Ask that a line be taken back. Refused: ``not_yours``, ``wrong_line``, ``not_twice`` while it is asked for already."""
    at = at or timezone.now()
    if not keeps_line(txn, by):
        raise Refused(NOT_YOURS)
    if not may_be_reversed(txn):
        raise Refused(WRONG_LINE)
    row = PointReversal(txn=txn, words=words[:500], made_at=at, made_by_id=by.account)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            trail.record(
                row, "point_reversal", "point_reversal.asked", by=by, at=at, text=words, seen="staff"
            )
            row.save(update_fields=["trail_seq", "trail_hash"])
    except IntegrityError:
        raise Refused(
            Reason("not_twice", Words("这一笔已经有人申请冲正", "Somebody asked for it already"))
        ) from None
    return row

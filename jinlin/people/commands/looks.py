"""Looking at a person: with a purpose, few, recorded, and told to the person."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.engine import desks
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason, Refused
from jinlin.base.sealed import key_of
from jinlin.base.words import Words
from jinlin.people import rules
from jinlin.people.initials import initials, read_initials
from jinlin.people.masks import mask_name, mask_phone
from jinlin.people.models import Account, Look, Person
from jinlin.people.phones import read_mobile
from jinlin.people.posts import holders_of
from jinlin.places.public import under

SEARCH = "search"
MOST_FOUND = 10
FILLED_AT_ONCE = 5000
TOO_WIDE = Reason(
    "too_wide",
    Words(
        f"符合的超过 {MOST_FOUND} 人，没有列出；请填全名或手机号",
        f"More than {MOST_FOUND} fit, so none is shown; give the full name or number",
    ),
    "查找人员不能成批",
)
_NUMBER = re.compile(r"(?:JL-?)?(\d{4})-?(\d{1,12})", re.IGNORECASE)
NOT_REACHED = Reason(
    "not_yours",
    Words(
        "只有这里的网格和社区工作人员，或正在办这件事的人，才能看",
        "Only workers of this neighbourhood, or those who work on the matter, may look",
    ),
)
NO_MATTER = Reason(
    "no_matter",
    Words("请填您正在办的那件事的编号", "Give the number of a matter that you work on"),
    "查找人员要有事由和编号",
)


@dataclass(frozen=True)
class Found:
    """One person of a search: id, masked name and masked number; the post where it was looked for by post."""

    person: int
    name: str
    phone: str
    post: str = ""


def read_matter(number: str) -> int | None:
    """The id behind a matter's number as people write it, such as 2026-001837; None where it is none."""
    found = _NUMBER.fullmatch(number.strip())
    return int(found[2]) if found else None


def is_at_hand(*, matter: int | None, by: Actor) -> bool:
    """Whether the actor works on that matter: holds any relation to it."""
    desk = desks.get("matter")
    row = desk.model.objects.filter(pk=matter).first() if desk and matter else None
    return desk is not None and row is not None and bool(desk.relations(row, by))


def neighbours(by: Actor) -> QuerySet[Person]:
    """The persons who live, or own a dwelling, where the actor holds a seat of the neighbourhood."""
    here = Q(pk__in=[])
    for seat in by.seats:
        if seat.role not in rules.NEIGHBOURHOOD_ROLES:
            continue
        for way in ("memberships__household", "holdings"):
            ended = Q(**{f"{way.split('__')[0]}__until_on__isnull": True})
            here |= ended & (
                under(seat.path, f"{way}__dwelling__path") | Q(**{f"{way}__dwelling__grid": seat.place or -1})
            )
    return Person.objects.filter(here, erased_at__isnull=True).distinct()


def look(
    *, by: Actor, purpose: str, person: Person | None = None, telling: int | None = None, matter: int | None = None,
    what: str = "contact", at: dt.datetime | None = None,
) -> dict[str, str]:  # fmt: skip
    """Unmask one person (or one telling) with a purpose: the look is recorded and the person is told.

    Answers ``name`` and ``phone`` of the person; for a telling the values are the caller's, who has checked the
    right to see it. Refuses with ``no_purpose`` and ``not_yours``.
    """
    reason = rules.has_purpose(purpose)
    if reason:
        raise Refused(reason)
    if not by.staff or (
        person is not None
        and not is_at_hand(matter=matter, by=by)
        and not neighbours(by).filter(pk=person.pk).exists()
    ):
        raise Refused(NOT_REACHED)
    with transaction.atomic():
        row = Look.objects.create(
            person=person, telling_id=telling, account_id=by.account, title=seat_title(by), what=what,
            purpose=purpose.strip()[:200], matter_id=matter, at=at or timezone.now(),
        )  # fmt: skip
        _tell(row)
    return {"name": person.name, "phone": person.phone} if person is not None else {}


def seat_title(by: Actor) -> str:
    """Who looked, as the person reads it: name, role and unit."""
    seat = by.seats[0] if by.seats else None
    return " · ".join(
        part for part in (by.name, seat.title if seat else "", seat.at if seat else "") if part
    )[:80]


def _tell(row: Look) -> None:
    account = getattr(row.person, "account", None) if row.person_id else None
    if account is None:
        return
    words = Words(
        f"{row.title} 查看了您的信息：{row.purpose}", f"{row.title} looked at your data: {row.purpose}"
    )
    send([Letter(subject="look", subject_id=row.pk, words=words, link="/me/data", account=account.pk)])


def find_people(
    *, words: str, by: Actor, purpose: str, matter: int | None, at: dt.datetime | None = None
) -> list[Found]:  # fmt: skip
    """Find persons by a whole phone number, a full name, its pinyin initials or a post, for a matter at hand.

    Masked, recorded, told to each. At most twenty searches a day; initials or a post that fit more than ten are
    counted as a search and answered with ``too_wide``. Refuses with ``no_purpose``, ``no_matter``, ``wrong_name``,
    ``too_many``. Source: trust R6.
    """
    at = at or timezone.now()
    number = read_mobile(words)
    reasons = [rules.has_purpose(purpose), rules.is_exact(words, is_phone=number is not None)]
    if not is_at_hand(matter=matter, by=by):
        reasons.append(NO_MATTER)
    against = [reason for reason in reasons if reason]
    if against:
        raise Refused(*against)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=by.account)
        day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        searched = Look.objects.filter(account_id=by.account, what=SEARCH, person=None, at__gte=day).count()
        reason = rules.may_find(found_today=searched)
        if reason:
            raise Refused(reason)
        note = {
            "account_id": by.account, "title": seat_title(by), "what": SEARCH, "purpose": purpose.strip()[:200],
            "matter_id": matter, "at": at,
        }  # fmt: skip
        Look.objects.create(person=None, **note)
        people = _matching(words.strip(), number, by, at)
        for person, _ in people if len(people) <= MOST_FOUND else ():
            _tell(Look.objects.create(person=person, **note))
    if len(people) > MOST_FOUND:
        # Said behind the transaction, so that the search counts all the same.
        raise Refused(TOO_WIDE)
    return [
        Found(person.pk, mask_name(person.name) or "（未留姓名）", mask_phone(person.phone), post)
        for person, post in people
    ]


def _matching(words: str, number: str | None, by: Actor, at: dt.datetime) -> list[tuple[Person, str]]:
    """Who fits, each with the post by which they were found; one more than may be shown where there are more."""
    if number is not None:
        homeless = Person.objects.filter(memberships=None, holdings=None, erased_at__isnull=True).distinct()
        return _plain((neighbours(by) | homeless).filter(phone_key=key_of(number)))
    held = holders_of(words, by, timezone.localtime(at).date())
    if held is not None:
        known = (
            Person.objects.filter(erased_at__isnull=True)
            .select_related("account")
            .in_bulk([one.person for one in held])
        )
        return [(known[one.person], one.post) for one in held if one.person in known]
    typed = read_initials(words)
    if typed:
        _fill_initials(by)
        return _plain(neighbours(by).filter(pinyin=typed))
    return _plain(neighbours(by).filter(name=words))


def _plain(rows: QuerySet[Person]) -> list[tuple[Person, str]]:
    return [(person, "") for person in rows.select_related("account").order_by("id")[: MOST_FOUND + 1]]


def _fill_initials(by: Actor) -> None:
    """Names that came without their initials get them the first time that somebody looks by initials."""
    lacking = list(neighbours(by).filter(pinyin="").exclude(name="").only("id", "name")[:FILLED_AT_ONCE])
    for person in lacking:
        person.pinyin = initials(person.name)
    Person.objects.bulk_update(lacking, ["pinyin"], batch_size=500)

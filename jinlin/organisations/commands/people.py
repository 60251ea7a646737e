"""Who is to hold a seat: somebody known by sign-in name, name or telephone, or a person entered anew."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from jinlin.base.given import clean_text
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import Account, Person, key_of

UNCLEAR = Reason(
    "not_clear",
    Words(
        "有几位同名，请写登录名，或把电话一起写上",
        "Several people have that name; give the sign-in name or the telephone",
    ),
)
UNKNOWN = Reason(
    "no_person",
    Words(
        "没有这位工作人员。新登记的人，请写电话（不用登录）或新登录名（要登录）",
        "No such worker. For somebody new give a telephone (does not sign in) or a new sign-in name",
    ),
)
TAKEN = Reason("not_new", Words("这个登录名已有人用", "The sign-in name is taken"))


def _digits(phone: str) -> str:
    """The digits of a telephone number, without the country's own code."""
    digits = "".join(sign for sign in clean_text(phone) if sign.isdigit())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def found_holder(*, who: str, phone: str = "") -> Person | None:
    """The one person meant by a sign-in name or name (with a telephone where names are shared); None where unknown.

    Names are looked for among workers and holders of seats only; a resident is met by name together with the
    telephone number, never by name alone. Refused with ``not_clear``.
    """
    who, key = clean_text(who), key_of(_digits(phone))
    account = Account.objects.select_related("person").filter(username=who, kind="staff").first()
    if account is not None and account.person is not None:
        return account.person
    if key:
        return Person.objects.filter(name=who, phone_key=key, erased_at__isnull=True).order_by("pk").first()
    named = Person.objects.filter(name=who, erased_at__isnull=True)
    found = list((named.filter(account__kind="staff") | named.filter(tenures__isnull=False)).distinct()[:2])
    if len(found) > 1:
        raise Refused(UNCLEAR)
    return found[0] if found else None


def take_on(*, who: str, phone: str = "", username: str = "") -> Person:
    """The person meant, or one entered anew: with a sign-in name where they will sign in, else with a telephone.

    A new account has no password: an operator invites its holder. Called with the giving of a seat, in the same
    transaction. Refused: ``not_clear``, ``no_person`` (unknown, and neither given), ``not_new``.
    """
    found = found_holder(who=who, phone=phone)
    if found is not None:
        return found
    username, phone = clean_text(username), _digits(phone)
    if not phone and not username:
        raise Refused(UNKNOWN)
    try:
        with transaction.atomic():
            person = Person.objects.create(name=clean_text(who)[:60], phone=phone, phone_key=key_of(phone))
            if username:
                Account.objects.create_user(username, kind="staff", person=person)
    except IntegrityError:
        raise Refused(TAKEN) from None
    return person

"""Residents sign in: by a code sent to their phone, or by the code printed on their household's letter."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from jinlin.base.rule import Refused
from jinlin.base.sealed import key_of
from jinlin.people import rules
from jinlin.people.models import Account, Household, Member, Person, SignInCode
from jinlin.people.senders import send_code

LETTER_COUNTER = "letter"


def new_attempt() -> str:
    """The secret that ties codes to one visitor's session."""
    return secrets.token_urlsafe(24)


def _digest(code: str, attempt: str, number: str) -> str:
    return key_of(f"{code} {attempt} {number}", "sign-in code")


def send_sign_in_code(*, number: str, attempt: str, address: str, at: dt.datetime | None = None) -> str:
    """Make and send a code for a number; the same for a number that is known and one that is not.

    Refuses with ``too_soon`` (one a minute for a number), ``too_many`` (five a day), ``too_many_from_here``
    (twenty a day from an address), ``no_sender`` and ``not_sent``. Two at once: the table's constraint lets one
    through. Answers the code, which a demo world shows on its page.
    """
    at = at or timezone.now()
    key, day = key_of(number), timezone.localdate(at)
    code = f"{secrets.randbelow(10**6):06d}"
    try:
        with transaction.atomic():
            # One query for both limits: two would see two moments, between which another process writes.
            mine = list(
                SignInCode.objects.filter(phone_key=key, made_at__gt=at - dt.timedelta(days=1)).values_list(
                    "made_at", "day"
                )
            )
            last = max((made for made, _ in mine), default=None)
            today = sum(1 for _, of in mine if of == day)
            here = (
                SignInCode.objects.filter(address=address, day=day).exclude(phone_key=LETTER_COUNTER).count()
            )
            reason = rules.may_send_code(last=last, today_count=today, address_count=here, on=at)
            if reason:
                raise Refused(reason)
            SignInCode.objects.create(
                phone_key=key, attempt=attempt, digest=_digest(code, attempt, number), address=address, made_at=at,
                day=day, turn=today + 1,
            )  # fmt: skip
    except IntegrityError:
        reason = rules.may_send_code(last=at, today_count=0, address_count=0, on=at)
        assert reason is not None
        raise Refused(reason) from None
    send_code(number=number, code=code)
    return code


def check_sign_in_code(*, number: str, attempt: str, code: str, at: dt.datetime | None = None) -> Account:
    """The resident's account for a number and the code sent to it; a number seen for the first time gets one.

    A code counts once, for ten minutes, in the attempt it was asked in, and ends after five wrong tries: otherwise
    ``wrong_code``. ``wrong_door`` for a worker's number (their door asks for two factors), ``not_active`` for a
    disabled account.
    """
    at = at or timezone.now()
    if not _use_code(number, attempt, code, at):
        raise Refused(rules.WRONG_CODE)
    return resident_of(number=number, at=at)


def _use_code(number: str, attempt: str, code: str, at: dt.datetime) -> bool:
    sent = SignInCode.objects.filter(phone_key=key_of(number), attempt=attempt).order_by("-id").first()
    if sent is None:
        return False
    alive = SignInCode.objects.filter(
        pk=sent.pk, used_at__isnull=True, made_at__gt=at - rules.CODE_LIVES, tries__lt=rules.CODE_TRIES
    )
    if not alive.update(tries=F("tries") + 1):
        return False
    if not hmac.compare_digest(sent.digest, _digest(code, attempt, number)):
        return False
    return SignInCode.objects.filter(pk=sent.pk, used_at__isnull=True).update(used_at=at) == 1


def use_code_for_phone(
    *, account: Account, number: str, attempt: str, code: str, at: dt.datetime | None = None
) -> None:
    """Put a proven number on the account's person; refuses with ``wrong_code``, ``too_many`` when it is another's."""
    at = at or timezone.now()
    if not _use_code(number, attempt, code, at):
        raise Refused(rules.WRONG_CODE)
    taken = Account.objects.filter(person__phone_key=key_of(number)).exclude(pk=account.pk).exists()
    if taken or account.person is None:
        raise Refused(rules.WRONG_CODE)
    account.person.phone, account.person.phone_key = number, key_of(number)
    account.person.save(update_fields=["phone", "phone_key"])


def resident_of(*, number: str, at: dt.datetime) -> Account:
    """The account behind a proven number; made with a person of its own where the number is new."""
    key = key_of(number)
    known = list(
        Account.objects.filter(person__phone_key=key).select_related("person").order_by("kind", "id")
    )
    account = next((one for one in known if one.kind == "resident"), None)
    if account is None and known:
        raise Refused(rules.STAFF_NUMBER)
    if account is None:
        account = _new_resident(f"r-{key[:32]}", number, key, at)
    if not account.is_active:
        raise Refused(rules.DISABLED)
    return account


def _new_resident(username: str, number: str, key: str, at: dt.datetime, name: str = "") -> Account:
    try:
        with transaction.atomic():
            person = Person.objects.create(name=name, phone=number, phone_key=key, made_at=at)
            return Account.objects.create_user(username=username, kind="resident", person=person)
    except IntegrityError:
        return Account.objects.select_related("person").get(username=username)


def use_letter(
    *, code: str, name: str, address: str, account: Account | None = None, at: dt.datetime | None = None
) -> Account:  # fmt: skip
    """Sign in by the code printed on a household's letter, or join that household with the account given.

    The code counts once, for thirty days; twenty tries a day from an address: otherwise ``wrong_letter`` or
    ``too_many_from_here``. Who signs in is the member of the household with that name, else a new member.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    tries = SignInCode.objects.filter(phone_key=LETTER_COUNTER, address=address, day=day).count()
    if tries >= rules.LETTER_TRIES_A_DAY:
        reason = rules.may_send_code(last=None, today_count=0, address_count=rules.ADDRESS_A_DAY, on=at)
        assert reason is not None
        raise Refused(reason)
    SignInCode.objects.create(
        phone_key=LETTER_COUNTER, attempt="", digest="", address=address, made_at=at, day=day, turn=None
    )
    with transaction.atomic():
        open_letters = Household.objects.filter(
            letter_digest=letter_digest(code), letter_used_at__isnull=True, letter_until__gt=at
        )
        household = open_letters.first() if read_letter(code) else None
        if household is None or not open_letters.filter(pk=household.pk).update(letter_used_at=at):
            raise Refused(rules.WRONG_LETTER)
        account = account or _member_account(household, name.strip(), at)
        Member.objects.get_or_create(
            household=household, person=account.person, until_on=None,
            defaults={"tie": "other", "since_on": timezone.localdate(at)},
        )  # fmt: skip
    if not account.is_active:
        raise Refused(rules.DISABLED)
    return account


def _member_account(household: Household, name: str, at: dt.datetime) -> Account:
    member = (
        household.members.filter(until_on__isnull=True, person__name=name, person__erased_at__isnull=True)
        .select_related("person__account")
        .order_by("id")
        .first()
        if name
        else None
    )
    person = member.person if member else Person.objects.create(name=name, made_at=at)
    account = getattr(person, "account", None)
    if account is not None and account.kind != "resident":
        raise Refused(rules.STAFF_NUMBER)
    return account or Account.objects.create_user(
        username=f"r-{person.pk}-{secrets.token_hex(6)}", person=person
    )


LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LETTER_LENGTH = 12


def read_letter(code: str) -> str:
    """A letter's code as printed, without blanks and dashes, in capitals; empty where it cannot be one."""
    plain = "".join(character for character in code.upper() if character.isascii() and character.isalnum())
    return plain if len(plain) == LETTER_LENGTH and set(plain) <= set(LETTERS) else ""


def letter_digest(code: str) -> str:
    """The digest under which a letter's code is kept."""
    return key_of(read_letter(code), "letter")


def print_letters(*, households: list[Household], at: dt.datetime | None = None) -> dict[int, str]:
    """A new code for each household's letter, by household id; codes printed before stop counting."""
    at = at or timezone.now()
    codes = {}
    for household in households:
        code = "".join(secrets.choice(LETTERS) for _ in range(LETTER_LENGTH))
        household.letter_digest, household.letter_until = letter_digest(code), at + rules.LETTER_LIVES
        household.letter_used_at = None
        codes[household.pk] = "-".join(code[start : start + 4] for start in range(0, LETTER_LENGTH, 4))
    Household.objects.bulk_update(
        households, ["letter_digest", "letter_until", "letter_used_at"], batch_size=500
    )
    return codes

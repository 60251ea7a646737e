"""The second factor of workers: six digits that count once, and few tries."""

from __future__ import annotations

import datetime as dt
import hmac
import time
import unicodedata

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction
from django.utils import timezone

from jinlin.base.rule import Reason, Refused
from jinlin.base.sealed import unseal
from jinlin.base.words import Words
from jinlin.people.models import Account, SignInCode

PERIOD = 30
TRIES = 5
TRIES_A_DAY = 50
PAUSE = dt.timedelta(minutes=15)
WRONG = Reason(
    "wrong_code", Words("动态口令不对，请看最新的一个再填", "That code is wrong; take the newest one")
)
TOO_MANY = Reason("too_many", Words("试错太多次，请 15 分钟后再试", "Too many wrong tries; wait 15 minutes"))


def current_code(secret: str, *, at: float | None = None) -> str:
    """The code that an authenticator app shows now for a secret; used by the demo's page and by tests."""
    return format_hotp_value(hotp_value(secret, int(at if at is not None else time.time()) // PERIOD))


def give_factor(*, account: Account, secret: str = "") -> str:
    """Set an account's dynamic code and recovery codes from outside a browser. Answers the secret."""
    secret = secret or generate_totp_secret()
    TOTP.activate(account, secret)
    RecoveryCodes.activate(account)
    return secret


def spend_code(*, account: Account, code: str) -> None:
    """Note that the code which set an account's factor up is used, so that it signs nobody in a second time."""
    with transaction.atomic():
        factor = Authenticator.objects.select_for_update().get(user=account, type=Authenticator.Type.TOTP)
        _accepts(factor, code, time.time())


def has_factor(account: Account) -> bool:
    """Whether a second factor is set up for an account."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()


def use_factor(*, account: Account, code: str, address: str, at: dt.datetime | None = None) -> Authenticator:
    """The factor that a code proves. Each code counts once; a recovery code too.

    Refuses with ``wrong_code``, and with ``too_many`` after five wrong tries in a quarter of an hour from an
    address, or fifty a day in all (whoever tries here knows the password already).
    """
    at = at or timezone.now()
    key = f"factor:{account.pk}"
    wrong = SignInCode.objects.filter(phone_key=key)
    if (
        wrong.filter(address=address, made_at__gt=at - PAUSE).count() >= TRIES
        or wrong.filter(made_at__gt=at - dt.timedelta(days=1)).count() >= TRIES_A_DAY
    ):
        raise Refused(TOO_MANY)
    narrow = unicodedata.normalize("NFKC", code)
    plain = "".join(character for character in narrow if character.isdigit() and character.isascii())
    with transaction.atomic():
        for factor in Authenticator.objects.select_for_update().filter(user=account).order_by("-type"):
            if _accepts(factor, plain, at.timestamp()):
                return factor
    SignInCode.objects.create(
        phone_key=key, attempt="", digest="", address=address, made_at=at, day=timezone.localdate(at)
    )
    raise Refused(WRONG)


def _accepts(factor: Authenticator, code: str, now: float) -> bool:
    if factor.type == Authenticator.Type.RECOVERY_CODES:
        return bool(factor.wrap().validate_code(code))
    if factor.type != Authenticator.Type.TOTP:
        return False
    secret, used = unseal(factor.data["secret"]), factor.data.get("used", -1)
    for step in (-1, 0, 1):
        counter = int(now) // PERIOD + step
        if counter > used and hmac.compare_digest(format_hotp_value(hotp_value(secret, counter)), code):
            factor.data["used"] = counter
            factor.save(update_fields=["data"])
            return True
    return False


def demo_code(account: Account) -> str:
    """The next code of an account that was not used yet, for the page of a demo world; empty without a factor."""
    factor = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return ""
    counter = max(int(time.time()) // PERIOD, factor.data.get("used", -1) + 1)
    return format_hotp_value(hotp_value(unseal(factor.data["secret"]), counter))

"""Workers' accounts: invited by a link that counts once, disabled at once, renewed when a phone is lost."""

from __future__ import annotations

import datetime as dt
import logging

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people import rules
from jinlin.people.commands.tokens import digest_of, end_access, issue_token
from jinlin.people.models import AccessToken, Account

log = logging.getLogger("jinlin.people")
INVITATION_LIVES = dt.timedelta(days=7)
NOT_NEW = Reason(
    "not_new",
    Words(
        "这个账号已经设过密码；要重设请用“换手机、忘记密码”",
        "This account has a password; use the renewal instead",
    ),
)
NO_INVITATION = Reason(
    "no_invitation",
    Words(
        "这个链接已经用过或过期，请找信息员再发一个",
        "This link was used or is over; ask the operator for a new one",
    ),
)


def _is_keeper(by: Actor | None) -> None:
    """``by`` None is the command line of the operator's own machine."""
    if by is not None:
        reason = rules.may_keep_accounts(roles=[seat.role for seat in by.seats])
        if reason:
            raise Refused(reason)


def invite(*, account: Account, by: Actor | None) -> str:
    """A link's secret with which a new worker sets their own password, once, within seven days.

    Earlier links of the account end. Refuses with ``not_yours``, and ``not_new`` where a password was set before.
    """
    _is_keeper(by)
    if account.has_usable_password() or account.kind != "staff":
        raise Refused(NOT_NEW)
    with transaction.atomic():
        AccessToken.objects.filter(account=account, audience="invite", ended_at__isnull=True).update(
            ended_at=timezone.now()
        )
        return issue_token(account=account, audience="invite", lives=INVITATION_LIVES)


def renew(*, account: Account, by: Actor | None) -> str:
    """A lost phone or password: every way in ends, password and factor are taken off, a new link is made.

    A resident who holds a seat has no password and gets no link (empty): they set a new factor after a code to their phone.
    """
    from allauth.mfa.models import Authenticator

    _is_keeper(by)
    if by is not None and account.pk == by.account:
        raise Refused(
            Reason("not_oneself", Words("不能给自己重设，请另一位信息员来做", "Another operator does this"))
        )
    with transaction.atomic():
        end_access(account=account)
        Authenticator.objects.filter(user=account).delete()
        account.set_unusable_password()
        account.save(update_fields=["password"])
        log.info("account %s renewed by %s", account.pk, by.account if by else "command line")
        return "" if account.kind != "staff" else invite(account=account, by=by)


def invited(token: str) -> Account | None:
    """The account that an unused invitation belongs to."""
    found = (
        AccessToken.objects.filter(
            digest=digest_of(token), audience="invite", ended_at__isnull=True, until__gt=timezone.now(),
            account__is_active=True,
        )
        .select_related("account__person")
        .first()
    )  # fmt: skip
    return found.account if found else None


def accept_invitation(*, token: str, password: str) -> Account:
    """Set the first password. Refuses with ``no_invitation``; raises Django's ValidationError for a poor password.

    At least twelve characters, none of the common ones, no rule about kinds of characters, no renewal by date.
    """
    with transaction.atomic():
        account = invited(token)
        if account is None:
            raise Refused(NO_INVITATION)
        validate_password(password, account)
        used = AccessToken.objects.filter(digest=digest_of(token), ended_at__isnull=True).update(
            ended_at=timezone.now()
        )
        if not used:
            raise Refused(NO_INVITATION)
        account.set_password(password)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
    return account


def disable(*, account: Account, by: Actor | None) -> None:
    """Close an account: its sessions and tokens end at once."""
    _is_keeper(by)
    if by is not None and account.pk == by.account:
        raise Refused(Reason("not_oneself", Words("不能停用自己", "Nobody disables themselves")))
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=False)
        account.is_active = False
        end_access(account=account)
    log.info("account %s disabled by %s", account.pk, by.account if by else "command line")


def enable(*, account: Account, by: Actor | None) -> None:
    """Open a closed account again; its old sessions and tokens stay ended."""
    _is_keeper(by)
    Account.objects.filter(pk=account.pk).update(is_active=True)
    account.is_active = True
    log.info("account %s enabled by %s", account.pk, by.account if by else "command line")

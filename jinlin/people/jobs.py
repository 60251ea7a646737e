"""What people keep, and for how long: what is over is forgotten (rule R22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from jinlin.base import keeping
from jinlin.base.duties import duty
from jinlin.base.keeping import DELETED, Keep
from jinlin.base.models import Notice
from jinlin.base.words import Words
from jinlin.people.commands.looks import SEARCH
from jinlin.people.models import AccessToken, Consent, DataRequest, Look, Member, Release, SignInCode


def deleting(rows: Callable[[dt.datetime], QuerySet[Any]]) -> keeping.Sweep:
    """A sweep that deletes the rows over before an instant."""
    return lambda before, now: rows(before).delete()[0]


def _tokens(before: dt.datetime) -> QuerySet[AccessToken]:
    return AccessToken.objects.filter(ended_at__lt=before) | AccessToken.objects.filter(until__lt=before)


def _sessions(before: dt.datetime) -> QuerySet[Any]:
    from allauth.usersessions.models import UserSession

    return UserSession.objects.filter(created_at__lt=before)


def _homes(before: dt.datetime) -> QuerySet[Member]:
    return Member.objects.filter(until_on__lt=timezone.localdate(before))


_ROWS: tuple[tuple[str, Words, Words, Callable[[dt.datetime], QuerySet[Any]]], ...] = (
    ("sign_in_code", Words("登录验证码", "Sign-in codes"), Words("发出起", "since sent"), lambda before: SignInCode.objects.filter(made_at__lt=before)),
    ("token", Words("接口令牌", "Access tokens"), Words("失效起", "since their end"), _tokens),
    ("wrong_tries", Words("登录失败的记录", "Failed sign-ins"), Words("发生起", "since it happened"), lambda before: AccessAttempt.objects.filter(attempt_time__lt=before)),
    ("session", Words("登录着的设备", "Devices signed in"), Words("登录起", "since the sign-in"), _sessions),
    ("search", Words("查人的记录", "Searches over persons"), Words("查找起", "since the search"), lambda before: Look.objects.filter(what=SEARCH, person__isnull=True, at__lt=before)),
    ("look", Words("谁看过您的信息", "Who looked at your data"), Words("查看起", "since the look"), lambda before: Look.objects.filter(at__lt=before)),
    ("notice", Words("通知", "Notices"), Words("发出起", "since sent"), lambda before: Notice.objects.filter(made_at__lt=before)),
    ("home", Words("住在哪里", "Where you live"), Words("搬走起", "since moving away"), _homes),
    ("consent", Words("您的同意", "Your consents"), Words("撤回起", "since withdrawal"), lambda before: Consent.objects.filter(withdrawn_at__lt=before)),
    ("data_request", Words("您关于个人信息的请求", "Your requests about data"), Words("答复起", "since the answer"), lambda before: DataRequest.objects.filter(done_at__lt=before)),
    ("release", Words("导出名单的申请", "Lists asked for"), Words("申请起", "since asked"), lambda before: Release.objects.filter(made_at__lt=before)),
)  # fmt: skip
KEEPS = tuple(
    Keep(f"people.{code}", words, since, DELETED, f"keep.{code}", deleting(rows)) for code, words, since, rows in _ROWS
)  # fmt: skip


@duty("forget sessions that are over", every=dt.timedelta(hours=6))
def forget_sessions(now: dt.datetime) -> int:
    """Rows of sessions that are over; who holds one is signed out already."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def forget(now: dt.datetime) -> int:
    """Sweep what people keep; answers how many rows. The ground floor's duty does this for all apps."""
    return forget_sessions(now) + sum(keeping.sweep(now, prefix="people.").values())


def register() -> None:
    """Register what people keep; called once at start."""
    keeping.register(*KEEPS)

"""When something fails: a database that is away or busy is "not now, try again" (503), never a bare 500.

This is the last handler of Django, so it sees what any view and any middleware let through. It asks nothing of the
database itself, and the next request after the database has come back is answered as if nothing had been.
"""

from __future__ import annotations

import errno
import sqlite3
import sys

from django.conf import settings
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.people.public import ELDER_COOKIE

RETRY_SECONDS = 2
NOT_NOW = Reason(
    "not_now",
    Words(
        "系统正忙或正在恢复，请稍后再试；同一编号重交不会重复登记",
        "Busy or recovering; try again in a moment. The same key is never recorded twice",
    ),
)
NOT_EXPECTED = Reason(
    "not_expected",
    Words(
        "出了意外的错误，没有记下这一步；已留下日志",
        "An unexpected fault; this step was not recorded and the log has it",
    ),
)
_AWAY = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)


_USED_UP = (errno.EMFILE, errno.ENFILE)


def is_away(error: BaseException | None) -> bool:
    """Whether an error says that the database, or another open file, can't be had now.

    SQLite calls wrong statements by the same class as a file that is busy.
    """
    if isinstance(error, InterfaceError):
        return True
    if isinstance(error, OSError) and error.errno in _USED_UP:
        return True
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    return not isinstance(cause, sqlite3.Error) or cause.sqlite_errorcode & 0xFF in _AWAY


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to a request that failed: 503 with ``Retry-After`` where the database is away, else 500."""
    away = is_away(sys.exc_info()[1])
    reason, status = (NOT_NOW, 503) if away else (NOT_EXPECTED, 500)
    answer = _for_programs(reason, status) if _by_program(request) else _for_people(request, away, status)
    if away:
        answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def _by_program(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/open311/", "/healthz"))


def _for_programs(reason: Reason, status: int) -> HttpResponse:
    told = {"code": reason.code, "zh": reason.words.zh, "en": reason.words.en, "basis": ""}
    return JsonResponse({**told, "why": [told], "faults": []}, status=status)


def _for_people(request: HttpRequest, away: bool, status: int) -> HttpResponse:
    chosen = request.COOKIES.get(ELDER_COOKIE, "")
    elder = int(chosen) if chosen in ("1", "2", "3") else 0
    if away:
        head = _("系统正忙")
        said = [_("您填的内容还在这台设备上。请稍等片刻再试。"), _("重交一次不会重复登记。")]
    else:
        head = _("出错了")
        said = [_("这一步没有记下。我们已留下日志。"), _("请返回重试；如果还是这样，请打社区电话。")]
    try:
        page = render_to_string(
            "site/failed.html",
            {"head": head, "said": said, "elder": elder, "service_phone": settings.SERVICE_PHONE},
        )
    except Exception:  # the page that says so must not need what is broken
        page = f"<!doctype html><meta charset=utf-8><title>{head}</title><h1>{head}</h1><p>{'</p><p>'.join(said)}</p>"
    return HttpResponse(page, status=status)

"""Passwords that others would try first are refused; what characters one holds is nobody's business."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_DIFFERENT = 5
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _is_stretched(password: str) -> bool:
    """A common password said twice, or with digits and signs hung on; a date or number alone."""
    bare = password.strip("0123456789!@#$%^&*._- ")
    halves = {password[: len(password) // parts] * parts for parts in (2, 3, 4)}
    return bare in _common() or password.isdigit() or password in halves


class PredictablePasswordValidator:
    """Refuses runs of the keyboard, few different characters, stretched common words, and one's own name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with words that say what to do instead."""
        plain = password.lower()
        own = [user.get_username().lower()] if user is not None else []
        if (
            len(set(plain)) < LEAST_DIFFERENT
            or any(plain in row + row or plain in (row + row)[::-1] for row in _ROWS)
            or any(len(name) > 3 and name in plain for name in own)
            or _is_stretched(plain)
        ):
            raise ValidationError(_("这个密码别人容易猜到，请换一句只有您想得到的话"), code="predictable")

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return _("可以是一句话，长比复杂好。")

"""Names that people's pages show."""

from __future__ import annotations

from jinlin.base.words import Words

DOORS = {
    "sms": Words("短信", "Text message"),
    "mail": Words("邮件", "E-mail"),
    "robot": Words("工作群机器人", "Group robot"),
}
"""Doors of notices besides the page, which always shows them."""

"""What people may agree to, and take back with one tap: the purposes, each with its text. Pure.

Nothing here is needed to use the platform: telling, following, answering work with every consent withheld.
"""

from __future__ import annotations

from dataclasses import dataclass

from jinlin.base.words import Words


@dataclass(frozen=True)
class Purpose:
    """One thing to agree to. ``version`` changes with the text; consents keep the version agreed to."""

    code: str
    words: Words
    text: Words
    version: str = "2026-11"


_ALL = (
    Purpose(
        "photos",
        Words("公开我照片里的画面", "Show the pictures I take"),
        Words(
            "您拍的照片在去掉位置信息后，可以放在公开的办理过程里；关掉后只有办理的人看得到。",
            "Your photos, without their position, may stand in the public thread.",
        ),
    ),
    Purpose(
        "asked",
        Words("社区可以找我帮忙", "The community may ask me to help"),
        Words(
            "有活动、要帮手时社区可以联系您；随时可以关掉。",
            "The community may call you when help is wanted.",
        ),
    ),
)
PURPOSES = {purpose.code: purpose for purpose in _ALL}

"""Rules of people: how often a code is sent, who may look at whom, what is kept when a person is erased. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from jinlin.base.rule import Reason
from jinlin.base.words import Words

CODE_LIVES = dt.timedelta(minutes=10)
CODE_TRIES = 5
CODES_A_DAY = 5
CODE_PAUSE = dt.timedelta(minutes=1)
ADDRESS_A_DAY = 20
LETTER_LIVES = dt.timedelta(days=30)
LETTER_TRIES_A_DAY = 20
FINDS_A_DAY = 20
PURPOSE_LEAST = 4
NAME_LEAST = 2
ACCOUNT_KEEPERS = frozenset({"operator"})
NEIGHBOURHOOD_ROLES = frozenset({"grid_worker", "community_worker", "community_secretary"})


def may_send_code(
    *, last: dt.datetime | None, today_count: int, address_count: int, on: dt.datetime
) -> Reason | None:  # fmt: skip
    """One code a minute and five a day for a number, twenty a day from an address; the same for known and unknown."""
    if last is not None and on - last < CODE_PAUSE:
        wait = int((CODE_PAUSE - (on - last)).total_seconds()) + 1
        return Reason(
            "too_soon",
            Words(f"刚刚发过一条，请 {wait} 秒后再要", f"A code was just sent; ask again in {wait} seconds"),
        )
    if today_count >= CODES_A_DAY:
        return Reason(
            "too_many",
            Words(
                "今天这个号码已经要了 5 次。请明天再试，或用信上的编码登录",
                "Five codes were asked for today; try tomorrow, or use the code on your letter",
            ),
        )
    if address_count >= ADDRESS_A_DAY:
        return Reason(
            "too_many_from_here",
            Words(
                "今天从这个网络要的验证码太多。请换个网络、明天再试，或到社区办理",
                "Too many codes were asked for from this network today",
            ),
        )
    return None


WRONG_CODE = Reason(
    "wrong_code",
    Words(
        "验证码不对，或者已经过期。请核对后再填，或重新要一条",
        "The code is wrong or over; check it or ask for a new one",
    ),
)
WRONG_LETTER = Reason(
    "wrong_letter",
    Words(
        "编码不对、已经用过，或者过了 30 天。可以请社区再打印一封",
        "The code is wrong, used already, or older than 30 days; the community prints a new letter",
    ),
)
STAFF_NUMBER = Reason(
    "wrong_door",
    Words(
        "这个号码属于工作人员账号，请从工作人员入口登录",
        "This number belongs to a worker: use the door for staff",
    ),
)
DISABLED = Reason(
    "not_active",
    Words("这个账号已停用。有疑问请打社区电话", "This account is disabled; call the community if in doubt"),
)


def has_purpose(purpose: str) -> Reason | None:
    """A look at a person needs a purpose in words; it is shown to that person."""
    if len(purpose.strip()) < PURPOSE_LEAST:
        return Reason(
            "no_purpose",
            Words("请写清为什么要看（本人会看到这句话）", "Say why you need to look; the person reads it"),
            "个人信息保护法第 6、45 条",
        )
    return None


def may_find(*, found_today: int) -> Reason | None:
    """At most twenty searches over persons a day for one worker."""
    if found_today >= FINDS_A_DAY:
        return Reason(
            "too_many",
            Words("今天查找人员已满 20 次，请明天再查", "Twenty searches over persons today; try tomorrow"),
            "查找人员每天不超过 20 次",
        )
    return None


def is_exact(words: str, *, is_phone: bool) -> Reason | None:
    """A search names a whole number, a full name, its initials or a post; a surname, one letter or a pattern finds nobody."""
    bare = words.strip()
    if is_phone:
        return None
    if len(bare) < NAME_LEAST or any(mark in bare for mark in "*%_?？＊") or bare.endswith(("某", "某某")):
        return Reason(
            "wrong_name",
            Words(
                "请填完整的手机号、姓名、姓名首字母或岗位，不能只填姓或用通配符",
                "Give a whole number, a full name, its initials or a post, no pattern",
            ),
        )
    return None


def may_keep_accounts(*, roles: Iterable[str]) -> Reason | None:
    """Invitations, disabling and new second factors are the operator's work."""
    if ACCOUNT_KEEPERS & set(roles):
        return None
    return Reason("not_yours", Words("这由信息员来做", "This is the operator's work"))


def kept_by_law(*, holds_dwelling: bool, holds_seat: bool) -> tuple[Reason, ...]:
    """What stands against erasing everything about a person, each with its reason; the rest is erased."""
    reasons = []
    if holds_dwelling:
        reasons.append(
            Reason(
                "not_while_owner",
                Words(
                    "姓名和产权登记：在您还是业主时，业主表决要用，法律要求保存",
                    "Name and title: kept while you own a dwelling, for the owners' votes",
                ),
                "民法典第 278 条",
            )
        )
    if holds_seat:
        reasons.append(
            Reason(
                "not_while_in_office",
                Words(
                    "任职记录：任期内的职务是公开的，办过的事要能查",
                    "Terms of office are public while they last",
                ),
                "",
            )
        )
    return tuple(reasons)

"""What residents of the measured worlds write. Pure: the loads use it without the platform."""

from __future__ import annotations

import random

# Half of all texts hold the common word; one in two hundred thousand the rare one.
COMMON, RARE = "小区", "鹦鹉"
WHERE = (
    "楼道",
    "地下车库",
    "小区门口",
    "小区广场",
    "电梯厅",
    "消防通道",
    "天台",
    "小区围墙",
    "单元门",
    "垃圾房",
    "健身角",
    "小区绿地",
)
WHAT = (
    "灯不亮",
    "有人乱停车",
    "漏水",
    "井盖松动",
    "垃圾没人清",
    "半夜噪音大",
    "墙皮脱落",
    "门禁坏了",
    "积水排不掉",
    "树枝挡窗",
    "扶手松了",
    "有异味",
)
ASK = (
    "请尽快来修",
    "希望有人管一管",
    "已经反映过两次",
    "老人出行不便",
    "孩子差点摔倒",
    "物业说没有钱",
    "下雨就更严重",
    "晚上看不清路",
)


def text_of(number: int, chance: random.Random) -> str:
    """What a resident might write; every text is one of its own by its number."""
    rare = RARE + "吵闹，" if number % 200_000 == 77 else ""
    return (
        f"{chance.randrange(1, 30)}号楼{chance.choice(WHERE)}{chance.choice(WHAT)}，{rare}{chance.choice(ASK)}。"
        f"{chance.choice(WHERE)}也{chance.choice(WHAT)}，编号{number}"
    )

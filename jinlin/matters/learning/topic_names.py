"""Short names for topics: the place, then the problem in the residents' own words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

from jinlin.matters.learning.text import NOTHING_WORDS

LONGEST_PHRASE = 6
TRIED = 60
SECOND_AT = 3
"""One text in so many must use a second phrase before it enters the name."""
_EMPTY_WORDS = """
投诉 反映 关于 请问 咨询 举报 希望 建议 问题 相关 严重 小区 业主 居民 附近 解决 什么 时候 何时 加快 请求 强烈 领导
政府 部门 市民 反应 要求 质疑 再次 情况 有关 书记 市长 局长 尊敬 您好 你好 我们 我是 本人 目前 现在 因为 所以 但是
没有 一直 已经 导致 影响 生活 处理 感谢 谢谢 望 反 请 恳 电话 回复 多次 如果 自己 这样 这种 进行 以及 非常 是否 为何
"""
_EMPTY = re.compile("|".join(_EMPTY_WORDS.split()))


def problem_in_words(texts: Sequence[Sequence[str]], rarity: Callable[[str], float]) -> str:
    """The phrase that most of these texts (given as stretches) share, with a second one where many use it.

    ``rarity`` tells how many times rarer than in every text a phrase is in the whole table.
    """
    counts: Counter[str] = Counter()
    texts = [[rest for stretch in text for rest in _EMPTY.sub("\n", stretch).split("\n")] for text in texts]
    for stretches in texts:
        counts.update(
            {
                stretch[start : start + size]
                for stretch in stretches
                for size in range(2, LONGEST_PHRASE + 1)
                for start in range(len(stretch) - size + 1)
            }
        )
    shared = [(count, phrase) for phrase, count in counts.items() if count >= 2 and _tells(phrase)]
    shared.sort(key=lambda pair: (-pair[0] * (len(pair[1]) - 1) ** 0.5, pair[1]))

    def worth(count: int, phrase: str) -> float:
        return count * math.sqrt(len(phrase) - 1) * math.log(1 + rarity(phrase))

    chosen: list[str] = []
    for _, phrase in sorted((-worth(*pair), pair[1]) for pair in shared[:TRIED]):
        often = not chosen or counts[phrase] * SECOND_AT >= len(texts)
        if often and len(chosen) < 2 and not any(set(phrase) & set(kept) for kept in chosen):
            chosen.append(phrase)
    together = "\n".join("\n".join(stretches) for stretches in texts)
    return "".join(sorted(chosen, key=together.find))


def _tells(phrase: str) -> bool:
    return not {phrase[0], phrase[-1]} & set(NOTHING_WORDS) and not any(mark.isdigit() for mark in phrase)

"""Sentences that say what a number or a chart shows, in Chinese and English. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from jinlin.base.words import Words

LESS_THAN_SHOWN = Words("少于 5", "fewer than 5")
HIDDEN = Words(
    "不足 5 的数，以及会让人推出它的数，不显示",
    "Numbers under 5, and those that would give one away, are not shown",
)
WHOLE_NUMBERS_ONLY = Words("只有整数才比较", "compared as whole numbers")


NO_RECORDS = Words("没有记录", "no records")


def none_of(base: Words) -> Words:
    """Why a share cannot be said: there is nothing to divide by."""
    return Words(f"没有{base.zh}", f"no {base.en}")


def few(base: Words, guard: int) -> Words:
    """Why a share is not said: too few to speak of a share."""
    return Words(f"{base.zh}不足 {guard}", f"{base.en}: fewer than {guard}")


def change(now: int | None, before: int | None, unit: Words, when: Words) -> Words:
    """How a number stands to that of the period before: more, fewer, the same, or not to be said."""
    if now is None or before is None:
        return Words(f"{when.zh}没有可比的数", f"no number of {when.en} to compare with")
    if now == before:
        return Words(f"与 {when.zh}相同", f"the same as in {when.en}")
    more = now > before
    by = abs(now - before)
    return Words(
        f"比 {when.zh}{'多' if more else '少'} {by} {unit.zh}（{before}）",
        f"{by} {'more' if more else 'fewer'} than in {when.en} ({before})",
    )


def share_change(now: int | None, before: int | None, when: Words) -> Words:
    """How a share (in thousandths) stands to that of the period before, in points."""
    if now is None or before is None:
        return Words(f"{when.zh}没有可比的数", f"no number of {when.en} to compare with")
    if now == before:
        return Words(f"与 {when.zh}相同", f"the same as in {when.en}")
    by = abs(now - before)
    points, old = f"{by // 10}.{by % 10}", f"{before // 10}.{before % 10}%"
    up = now > before
    return Words(
        f"比 {when.zh}{'高' if up else '低'} {points} 个百分点（{old}）",
        f"{points} points {'above' if up else 'below'} {when.en} ({old})",
    )


def line(name: Words, months: Sequence[Words], shown: Sequence[int | None], texts: Sequence[str]) -> Words:
    """What a line over months shows: its last point, its highest and its lowest."""
    known = [place for place, number in enumerate(shown) if number is not None]
    if not known:
        return Words(f"这十二个月没有可显示的“{name.zh}”。", f"No month of “{name.en}” can be shown.")
    last = known[-1]
    high = max(known, key=lambda place: shown[place] or 0)
    low = min(known, key=lambda place: shown[place] or 0)
    if shown[high] == shown[low]:
        return Words(
            f"“{name.zh}”每个月都是 {texts[last]}。", f"“{name.en}” is {texts[last]} in every month."
        )
    return Words(
        f"“{name.zh}”最高是 {months[high].zh}的 {texts[high]}，最低是 {months[low].zh}的 {texts[low]}，{months[last].zh}是 {texts[last]}。",
        f"“{name.en}” is highest in {months[high].en} ({texts[high]}), lowest in {months[low].en} ({texts[low]}), and {texts[last]} in {months[last].en}.",
    )


def stuck(open_count: int, late: int, reasons: Sequence[tuple[Words, int]]) -> Words:
    """Where work is stuck, and why, in one sentence."""
    if not open_count:
        return Words("现在没有在办的事。", "Nothing is open now.")
    told = [(words, count) for words, count in reasons if count]
    zh = "；".join(f"{words.zh} {count} 件" for words, count in told)
    en = ", ".join(f"{count} {words.en.lower()}" for words, count in told)
    head = (
        Words(f"在办 {open_count} 件，其中 {late} 件已逾期", f"{open_count} open, {late} of them overdue")
        if late
        else Words(f"在办 {open_count} 件，没有逾期的", f"{open_count} open, none overdue")
    )
    return Words(f"{head.zh}：{zh}。" if zh else f"{head.zh}。", f"{head.en}: {en}." if en else f"{head.en}.")


def below(name: Words, shown: int, hidden: int, total: str) -> Words:
    """What a table by the places below shows."""
    tail = (
        Words(f"，{hidden} 处因数小不显示", f"; {hidden} hidden for being small") if hidden else Words("", "")
    )
    return Words(
        f"“{name.zh}”共 {total}，按下一级 {shown + hidden} 处列出{tail.zh}。顺序是编码的顺序，不是排名。",
        f"“{name.en}” is {total} in all, over {shown + hidden} places{tail.en}. In the order of codes, never a ranking.",
    )


def kinds(rows: Sequence[tuple[Words, int]], when: Words) -> Words:
    """Which kinds came most."""
    if not rows:
        return Words(f"{when.zh}没有分好类的诉求。", f"Nothing was sorted by kind in {when.en}.")
    zh = "、".join(f"{name.zh}（{count}）" for name, count in rows[:3])
    en = ", ".join(f"{name.en} ({count})" for name, count in rows[:3])
    return Words(f"{when.zh}反映最多的是{zh}。", f"Told most in {when.en}: {en}.")


def since_published(then: str, now: str, gone: int, come: int, redefined: bool) -> Words:
    """What changed since a number was published."""
    if redefined:
        return Words(
            "此后算法改了，公布的数仍按当时的算法",
            "The definition changed since; the published number keeps the former one",
        )
    if then == now and not gone and not come:
        return Words("此后没有变化", "Nothing changed since")
    moved = Words(
        f"（新增 {come} 条、减少 {gone} 条）" if gone or come else "",
        f" ({come} rows came, {gone} went)" if gone or come else "",
    )
    return Words(f"此后有补记或更正，现在是 {now}{moved.zh}", f"Corrected since: now {now}{moved.en}")

"""The minutes of an election in plain sentences, made from the record; what is signed is exactly this text."""

from __future__ import annotations

import hashlib

from jinlin.ballots.elections.models import Election, Station
from jinlin.ballots.elections.words import MODE_CHOICES, POSTS, PURPOSES, words_for
from jinlin.base.clock import shown_date


def minutes_lines(row: Election) -> list[str]:
    """Sentence by sentence, in Chinese: the paper that is read out, signed and filed."""
    zh = [f"{row.place.name}{words_for(PURPOSES, row.purpose).zh}记录：{row.title}。"]
    zh.append(
        f"选举方式：{words_for(MODE_CHOICES, row.mode).zh}。选民名单于{shown_date(row.listed_on).zh}公布。"
        if row.listed_on
        else ""
    )
    for result in row.results:
        zh.append(
            f"第 {result['round']} 轮：名单 {result['electors']} 人，发出选票 {result['given']} 张，未发 {result['not_given']} 张；"
            f"收回 {result['returned']} 张，其中有效 {result['valid']} 张，无效 {result['invalid']} 张。"
        )
        for station in Station.objects.filter(election=row, round=result["round"]).order_by("pk"):
            zh.append(f"{station.name}：箱内 {station.returned} 张，在场监票人 {station.witnesses}。")
        for one in result["votes"]:
            mark = (
                "（罢免）"
                if row.purpose == "recall" and one["elected"]
                else "（当选）"
                if one["elected"]
                else ""
            )
            zh.append(f"{words_for(POSTS, one['post']).zh} {one['name']}：{one['votes']} 票{mark}。")
        if result["void"]:
            zh.append("本轮选举无效。")
    return [line for line in zh if line]


def minutes_digest(row: Election) -> str:
    """The digest of the minutes as they stand; signatures name it, so that a changed text shows."""
    return hashlib.sha256("\n".join(minutes_lines(row)).encode()).hexdigest()

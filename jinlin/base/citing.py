"""A text that something rests on, as a page in English names it: the law by its English name, the article as a number. Pure."""

from __future__ import annotations

import re

from jinlin.base.words import Words

LAWS = {
    "民法典": "Civil Code", "城市居民委员会组织法": "Urban Residents' Committees Law", "物业管理条例": "Property Management Regulations",
    "个人信息保护法": "Personal Information Protection Law", "网络安全法": "Cybersecurity Law", "网络数据安全管理条例": "Network Data Security Regulations",
    "信访工作条例": "Regulations on Petitions", "政府信息公开条例": "Government Information Regulations", "行政处罚法": "Administrative Penalty Law",
    "人民调解法": "People's Mediation Law", "人民调解工作若干规定": "Provisions on People's Mediation", "民政部令第67号": "Ministry of Civil Affairs, order 67",
    "中国共产党支部工作条例（试行）": "Regulations on Party Branches (trial)", "中国共产党支部工作条例": "Regulations on Party Branches",
    "建房〔2009〕274号": "Jianfang [2009] 274", "法释〔2011〕5号": "Judicial Interpretation [2011] 5", "国办函〔2025〕66号": "State Council Office, letter [2025] 66",
    "建筑物区分所有权司法解释": "Judicial Interpretation on Owners' Rights", "本平台建议": "proposed by this platform", "平台建议值": "proposed by this platform",
    "平台建议": "proposed by this platform", "平台建议值（国家没有规定天数）": "proposed by this platform (no law sets the days)",
}  # fmt: skip
_NUMBER = r"\d+(?: ?\(\d+\))?"
_CITED = re.compile(
    rf"(?P<law>{'|'.join(sorted(map(re.escape, LAWS), key=len, reverse=True))})?\s*"
    rf"(?:第 ?)?(?P<articles>{_NUMBER}(?:\s*[、—至]\s*{_NUMBER})*)?(?: ?条)?(?:第(?P<item>[一二三四五六七八九])项)?"
)
_DIGITS = "一二三四五六七八九"


def cited(text: str) -> Words:
    """What something rests on in the reader's language. What is more than laws and articles stays as the record has it.

    Of "law: what it says" English readers get the law; what it says stands in Chinese behind the same article.
    """
    head = text.split("：")[0].strip()
    known = [_english(part.strip()) for part in head.split("；")]
    return Words(text, "; ".join(part for part in known if part) if all(known) else text)


def _english(text: str) -> str:
    found = _CITED.fullmatch(text)
    if found is None or not text:
        return ""
    law, articles, item = LAWS.get(found["law"] or "", ""), found["articles"] or "", found["item"]
    numbers = re.sub(r"\s*、\s*", ", ", re.sub(r"\s*[—至]\s*", "–", articles.replace(" (", "(")))
    if item and numbers:
        numbers += f"({_DIGITS.index(item) + 1})"
    many = "arts" if re.search("[,–]", numbers) else "art"
    return ", ".join(part for part in (law, f"{many}. {numbers}" if numbers else "") if part)

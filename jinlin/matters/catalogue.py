"""The kinds of matters of a deployment, brought from ``parameters/categories.toml`` into the database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from jinlin.base.calendar_data import parameters_folder
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters.models import Category

GROUPS = ("errand", "dispute", "safety", "ordinary")
KEYS = {"zh", "en", "group", "public", "clock", "proof", "why"}


def load_categories(source: Path | None = None) -> dict[str, int]:
    """Bring the categories of the file into the database; run again it changes nothing.

    A kind that left the file gets an end date and keeps its matters; one that came back lives again. Answers
    counts: ``read``, ``added``, ``changed``, ``ended``, ``unchanged``. Refused whole with every fault of the file:
    ``wrong_file``, ``wrong_key``, ``wrong_group``, ``wrong_clock``, ``no_words``, ``no_why``.
    """
    rows = read_categories(source or parameters_folder() / "categories.toml")
    counts = {"read": len(rows), "added": 0, "changed": 0, "ended": 0, "unchanged": 0}
    with transaction.atomic():
        known = {category.code: category for category in Category.objects.select_for_update()}
        for code, values in rows.items():
            counts[_bring(known.get(code), code, values)] += 1
        gone = [
            category for code, category in known.items() if code not in rows and category.ended_on is None
        ]
        counts["ended"] = Category.objects.filter(pk__in=[category.pk for category in gone]).update(
            ended_on=timezone.localdate()
        )
    return counts


def _bring(known: Category | None, code: str, values: Mapping[str, Any]) -> str:
    if known is None:
        Category.objects.create(code=code, **values)
        return "added"
    wanted = {**values, "ended_on": None}
    changed = [name for name, value in wanted.items() if getattr(known, name) != value]
    for name in changed:
        setattr(known, name, wanted[name])
    if changed:
        known.save(update_fields=changed)
    return "changed" if changed else "unchanged"


def read_categories(source: Path) -> dict[str, dict[str, Any]]:
    """The file's categories by code, with their place in the order as ``sort``; ``Refused`` with every fault."""
    try:
        tables = tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(
            _fault("wrong_file", source.name, "不是有效的 TOML", f"not valid TOML: {error}")
        ) from None
    faults = [fault for code, table in tables.items() for fault in _faults(code, table)]
    if faults:
        raise Refused(*faults)
    return {code: _values(table, place) for place, (code, table) in enumerate(tables.items(), 1)}


def _values(table: Mapping[str, Any], place: int) -> dict[str, Any]:
    return {
        "zh": table["zh"], "en": table["en"], "group": table["group"], "public": table["public"],
        "clock": table["clock"], "proof": table.get("proof", False), "why": table.get("why", ""), "sort": place * 10,
    }  # fmt: skip


def _faults(code: str, table: Any) -> Iterator[Reason]:
    if not isinstance(table, dict):
        yield _fault("wrong_file", code, "应是一张表", "should be a table")
        return
    for key in sorted(set(table) - KEYS):
        yield _fault("wrong_key", code, f"不认识 {key}", f"unknown key {key}")
    for key in _lacking(table):
        yield _fault("no_words", code, f"缺少 {key}", f"{key} is missing")
    if table.get("group") not in GROUPS:
        yield _fault(
            "wrong_group", code, f"group 须为 {'、'.join(GROUPS)}", f"group is one of {', '.join(GROUPS)}"
        )
    if table.get("proof") and not table.get("why"):
        yield _fault("no_why", code, "要凭证的类别须写明为什么", "a kind that asks for proof says why")
    try:
        shipped_parameters().clock(str(table.get("clock")), on=timezone.localdate())
    except LookupError:
        yield _fault("wrong_clock", code, f"没有期限 {table.get('clock')}", f"no clock {table.get('clock')}")


def _lacking(table: Mapping[str, Any]) -> Iterable[str]:
    return [key for key in ("zh", "en") if not table.get(key)] + ([] if "public" in table else ["public"])


def _fault(code: str, where: str, zh: str, en: str) -> Reason:
    return Reason(code, Words(f"{where}：{zh}", f"{where}: {en}"))

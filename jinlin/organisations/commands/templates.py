"""Templates of trees changed by the district: levels added, renamed, moved and ended, each from a day on."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction

from jinlin.base.actor import Actor
from jinlin.base.given import clean_text
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations import rules
from jinlin.organisations.commands.recording import record, refuse
from jinlin.organisations.models import FormerLevel, Level, Template
from jinlin.organisations.queries import today
from jinlin.places.public import LEVELS

ASIDE = 1000
"""Ranks are unique among living levels: what moves is first set aside above this number."""
CODE = re.compile(r"[a-z][a-z0-9_]{1,38}")
WRONG_CODE = Reason(
    "wrong_code",
    Words(
        "代号用小写字母、数字和下划线，2 到 39 个字符",
        "A code has 2 to 39 lower-case letters, digits and underscores",
    ),
)
CODE_TAKEN = Reason("not_new", Words("这个代号已经用过", "The code was used before"))


def may_change_templates(by: Actor) -> Reason | None:
    """Templates are the district's: its supervisor and operator change them."""
    held = {seat.role for seat in by.seats if seat.level == "district"}
    return None if held & rules.OVER_ALL else rules.NOT_YOURS


def make_template(
    *, code: str, zh: str, en: str, source: str, first: tuple[str, str, str, str], by: Actor
) -> Template:
    """A further kind of tree with its first level (code, zh, en, the level of place it covers).

    Refused: ``not_yours``, ``wrong_code``, ``not_new``, ``no_name``, ``wrong_level``.
    """
    name = _named(zh)
    taken = Template.objects.filter(code=code).exists()
    refuse(
        may_change_templates(by),
        None if CODE.fullmatch(code) else WRONG_CODE,
        CODE_TAKEN if taken else None,
    )
    with transaction.atomic():
        made = Template.objects.create(
            code=code,
            zh=name,
            en=clean_text(en)[:80] or name,
            source=clean_text(source)[:200],
            kept_here=True,
        )
        record(made, "template", "template.made", by, name=name)
        add_level(
            template=made, code=first[0], zh=first[1], en=first[2], covers=first[3], rank=1, on=today(), by=by
        )
    return made


def add_level(
    *, template: Template, code: str, zh: str, en: str, covers: str, rank: int, on: dt.date, by: Actor
) -> Level:  # fmt: skip
    """Add a level at a rank (1 is the top); those from there on move down.

    Refused: ``not_yours``, ``wrong_code``, ``not_new``, ``no_name``, ``wrong_level``, ``wrong_dates``,
    ``not_empty`` (organisations stand at that rank or below, whose parents would no longer be right above them).
    """
    with transaction.atomic():
        row = _locked(template)
        living = _living(row)
        to = max(1, min(rank, len(living) + 1))
        refuse(
            may_change_templates(by),
            None if CODE.fullmatch(code) else WRONG_CODE,
            CODE_TAKEN if row.levels.filter(code=code).exists() else None,
            None if covers in LEVELS else rules.WRONG_LEVEL,
            rules.wrong_founding(on=on, today=today()),
            rules.wrong_level_place(
                rank=0, ranks=[one.rank for one in living], standing=_standing(living), is_new=True, to=to
            ),
        )
        name = _named(zh)
        _rerank([*living[: to - 1], None, *living[to - 1 :]], on)
        made = Level.objects.create(
            template=row,
            rank=to,
            code=code,
            zh=name,
            en=clean_text(en)[:80] or name,
            covers=covers,
            since_on=on,
        )
        _changed(row, by, "template.level_added", name=name, on=on.isoformat())
    return made


def rename_level(*, level: Level, zh: str, en: str, on: dt.date, by: Actor) -> None:
    """Give a level another name from a day on. Refused: ``not_yours``, ``no_name``, ``not_living``, ``wrong_dates``."""
    name = _named(zh)
    with transaction.atomic():
        template = _locked(level.template)
        row = Level.objects.get(pk=level.pk)
        refuse(
            may_change_templates(by),
            rules.NOT_LIVING if row.ended_on else None,
            _wrong_day(row, on),
        )
        if (row.zh, row.en) == (name, clean_text(en)):
            return
        _keep(row, on)
        before, row.zh, row.en = row.zh, name, clean_text(en)[:80] or name
        row.save(update_fields=["zh", "en"])
        _changed(template, by, "template.level_renamed", before=before, name=name, on=on.isoformat())
    level.zh, level.en = row.zh, row.en


def move_level(*, level: Level, rank: int, on: dt.date, by: Actor) -> None:
    """Move a level to another rank. Refused: ``not_yours``, ``not_living``, ``wrong_dates``, ``no_change``, ``not_empty``."""
    with transaction.atomic():
        template = _locked(level.template)
        living = _living(template)
        row = next((one for one in living if one.pk == level.pk), None)
        refuse(may_change_templates(by), None if row else rules.NOT_LIVING)
        assert row is not None
        to = max(1, min(rank, len(living)))
        refuse(
            rules.NOT_CHANGED if to == row.rank else None,
            _wrong_day(row, on),
            rules.wrong_level_place(
                rank=row.rank,
                ranks=[one.rank for one in living],
                standing=_standing(living),
                is_new=False,
                to=to,
            ),
        )
        rest = [one for one in living if one.pk != row.pk]
        _rerank([*rest[: to - 1], row, *rest[to - 1 :]], on)
        _changed(template, by, "template.level_moved", name=row.zh, rank=to, on=on.isoformat())


def end_level(*, level: Level, on: dt.date, by: Actor) -> None:
    """End a level at which no organisation stands; those below move up.

    Refused: ``not_yours``, ``not_living``, ``not_empty``, ``no_level`` (the last one), ``wrong_dates``.
    """
    with transaction.atomic():
        template = _locked(level.template)
        living = _living(template)
        row = next((one for one in living if one.pk == level.pk), None)
        refuse(may_change_templates(by), None if row else rules.NOT_LIVING)
        assert row is not None
        below = [rank for rank in _standing(living) if rank >= row.rank]
        refuse(
            rules.STANDS_THERE if below else None,
            rules.NO_LEVELS if len(living) == 1 else None,
            _wrong_day(row, on),
        )
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        _rerank([one for one in living if one.pk != row.pk], on)
        _changed(template, by, "template.level_ended", name=row.zh, on=on.isoformat())


def _named(text: str) -> str:
    name = " ".join(clean_text(text).split())
    if not name or len(name) > 60:
        raise Refused(Reason("no_name", Words("请写名称，最多 60 字", "A name of at most 60 characters")))
    return name


def _locked(template: Template) -> Template:
    return Template.objects.select_for_update(of=("self",)).get(pk=template.pk)


def _living(template: Template) -> list[Level]:
    return list(template.levels.filter(ended_on__isnull=True).order_by("rank"))


def _standing(levels: list[Level]) -> list[int]:
    """Ranks at which an organisation stands now."""
    return sorted(one.rank for one in levels if one.organisations.filter(ended_on__isnull=True).exists())


def _wrong_day(level: Level, on: dt.date) -> Reason | None:
    last = level.former.order_by("until_on").values_list("until_on", flat=True).last()
    from_on = max(day for day in (last, level.since_on, dt.date(1900, 1, 1)) if day)
    return rules.wrong_change(on=on, from_on=from_on, today=today())


def _keep(level: Level, on: dt.date) -> None:
    FormerLevel.objects.get_or_create(
        level=level, until_on=on, defaults={"zh": level.zh, "en": level.en, "rank": level.rank}
    )


def _rerank(order: list[Level | None], on: dt.date) -> None:
    """Give the levels the ranks of their order; None is a place kept free."""
    moved = [(rank, one) for rank, one in enumerate(order, 1) if one is not None and one.rank != rank]
    for _, one in moved:
        _keep(one, on)
        Level.objects.filter(pk=one.pk).update(rank=ASIDE + one.pk)
    for rank, one in moved:
        Level.objects.filter(pk=one.pk).update(rank=rank)
        one.rank = rank


def _changed(template: Template, by: Actor, thing: str, **data: object) -> None:
    template.kept_here = True
    template.save(update_fields=["kept_here"])
    record(template, "template", thing, by, **data)

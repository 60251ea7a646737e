"""Coverage: which places of a kind have no organisation of a level, and why, summed up by street or community."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Substr

from jinlin.base.actor import Actor
from jinlin.base.words import Words
from jinlin.organisations import trees
from jinlin.organisations.models import Gap, Level
from jinlin.places.public import Place, roots, within

REASONS = {
    "few_members": Words("党员不足三名", "fewer than three members"),
    "not_handed_over": Words("还没交付入住", "not yet handed over"),
    "preparing": Words("正在筹备", "being prepared"),
    "joint": Words("由别处的组织代管", "looked after from elsewhere"),
    "other": Words("其他", "other"),
    "": Words("还没说明原因", "no reason given yet"),
}


@dataclass
class Line:
    """One street or community: places of the kind, and those without an organisation by reason."""

    place: Place
    places: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def covered(self) -> int:
        """Places with an organisation."""
        return self.places - self.missing.total()

    @property
    def per_mille(self) -> int | None:
        """The part covered in thousandths, rounded down; None without any place."""
        return self.covered * 1000 // self.places if self.places else None

    @property
    def share(self) -> str:
        """The part covered as people read it."""
        found = self.per_mille
        return "—" if found is None else f"{found // 10}.{found % 10}%"

    @property
    def by_reason(self) -> list[int]:
        """How many are missing for each reason, in the order of ``REASONS``."""
        return [self.missing[code] for code in REASONS]

    @property
    def named(self) -> list[tuple[Words, int]]:
        """The same with the words of each reason."""
        return [(words, self.missing[code]) for code, words in REASONS.items()]


def unit_of(actor: Actor) -> str:
    """By which level the figures are summed up: a district's by street, else by community."""
    levels = {seat.level for seat in actor.seats if seat.path}
    return "street" if levels & {"province", "city", "district"} else "community"


def gaps(level: Level, actor: Actor) -> QuerySet[Place]:
    """Places without an organisation of the level, with ``why`` (a reason, or empty), ``why_on``, ``why_note``."""
    said = Gap.objects.filter(level=level, place=OuterRef("pk"), until_on__isnull=True)
    return trees.missing(level, actor).annotate(
        why=Coalesce(Subquery(said.values("reason")[:1]), Value("")),
        why_on=Subquery(said.values("from_on")[:1]),
        why_note=Coalesce(Subquery(said.values("note")[:1]), Value("")),
        why_by=Coalesce(Subquery(said.values("by_title")[:1]), Value("")),
    )


def lines(level: Level, actor: Actor) -> list[Line]:
    """Every street (or community) below the reader's places. Three queries and one more for each length of path."""
    units = list(
        Place.objects.filter(within(actor), level=unit_of(actor), valid_to__isnull=True).order_by("path")
    )
    if not units:
        units = list(Place.objects.filter(path__in=roots(actor)).order_by("path"))
    found = {unit.path: Line(unit) for unit in units}
    places = Place.objects.filter(within(actor), level=level.covers, valid_to__isnull=True)
    for length in {len(path) for path in found}:
        prefix = Substr("path", 1, length)
        counted = places.annotate(prefix=prefix).order_by().values("prefix").annotate(n=Count("pk"))
        for row in counted:
            if row["prefix"] in found:
                found[row["prefix"]].places += row["n"]
        missing = gaps(level, actor).annotate(prefix=prefix).order_by()
        for row in missing.values("prefix", "why").annotate(n=Count("pk")):
            if row["prefix"] in found:
                found[row["prefix"]].missing[row["why"]] += row["n"]
    return list(found.values())


def whole(rows: list[Line]) -> Line | None:
    """The sum of the lines; None without any."""
    if not rows:
        return None
    total = Line(rows[0].place)
    for one in rows:
        total.places += one.places
        total.missing += one.missing
    return total


def sentence(level: Level, kind: Words, total: Line) -> Words:
    """What the figures say, in a sentence."""
    said_zh = "、".join(f"{REASONS[code].zh} {n} 处" for code, n in total.missing.most_common() if n)
    said_en = ", ".join(f"{n} {REASONS[code].en}" for code, n in total.missing.most_common() if n)
    zh = f"{total.places} 处{kind.zh}里，{total.covered} 处有{level.zh}（{total.share}）"
    en = f"{total.covered} of {total.places} ({kind.en.lower()}) have one: {level.en.lower()} ({total.share})"
    if not said_zh:
        return Words(f"{zh}，一处不缺。", f"{en}; none is missing.")
    return Words(f"{zh}；还没有的 {total.missing.total()} 处：{said_zh}。", f"{en}; missing: {said_en}.")

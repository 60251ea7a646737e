"""The layers that insight itself brings: estates, matters of public kinds, the others as guarded numbers."""

from __future__ import annotations

from django.urls import reverse

from jinlin.base import maplayers
from jinlin.base.maplayers import Layer, Mark, View, gathered, merged
from jinlin.base.words import Words
from jinlin.insight.maps.counts import Spot, private_open, public_open
from jinlin.places.public import Place, under


def estates(view: View) -> list[Mark]:
    """The living estates."""
    rows = Place.objects.filter(under(view.path), level="estate", valid_to__isnull=True)
    return gathered(rows, view, key="code", link=lambda code: reverse("place", args=[code]))


def public_matters(view: View) -> list[Mark]:
    """Open matters of public kinds, at the point of their estate or community."""
    return _marks(public_open(view.path), view)


def private_matters(view: View) -> list[Mark]:
    """Open matters of the other kinds, as numbers of estates and communities, none under five."""
    return _marks(private_open(view.path, view.actor), view)


def _marks(spots: list[Spot], view: View) -> list[Mark]:
    staff = view.actor.staff
    return merged(
        (
            Mark(
                spot.lat, spot.lon, spot.open, spot.name,
                f"{reverse('matters')}?place={spot.code}&state=open" if staff else reverse("place", args=[spot.code]),
            )
            for spot in spots
            if spot.lat is not None and spot.lon is not None
        ),
        view,
    )  # fmt: skip


LAYERS = (
    Layer(
        "estates", Words("小区", "Estates"), marks=estates, sign=Words("区", "E"), public=True, tone="calm", order=10,
        about=Words("小区的位置", "where the estates lie"),
    ),
    Layer(
        "matters", Words("未办结的诉求", "Open matters"), marks=public_matters, sign=Words("诉", "M"), public=True, tone="accent", order=20,
        about=Words("公开类诉求，标在小区或社区的位置上，不标到门户",
                    "matters of public kinds, at their estate or community, never at a door"),
    ),
    Layer(
        "other", Words("不公开类（只计数）", "Other kinds, numbers only"), marks=private_matters, sign=Words("计", "N"), tone="quiet", order=30,
        about=Words("邻里、家事等不公开的诉求，只按小区合计；不足 5 件的并到社区，仍不足的不显示",
                    "kinds that are not public, as numbers of estates; fewer than 5 go into the community or are not shown"),
    ),
)  # fmt: skip


def register() -> None:
    """Register the layers."""
    for layer in LAYERS:
        maplayers.register(layer)

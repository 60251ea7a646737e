"""The demo world on a map: an invented district cut into streets, communities, grids and estates that fit without gaps.

Everything is first laid on a plain square, halved again and again by how much lies on each side; then the square is
bent like a sheet of paper, so that the lines become the soft curves of a real map. No real place has these outlines.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, cos, pi, radians, sin, sqrt

from jinlin.places.public import Place, outlined
from jinlin.site.demo.land import CENTRE
from jinlin.site.demo.world import World

COMMUNITY_SIDE = 12_500
"""The side of a community's cell in millionths of a degree: about 1.4 km."""
BLOCK_MOST = 3_400
STEPS = 96
"""A line is bent at every such part of the square, so that boxes that share a side share its points too."""

Box = tuple[float, float, float, float]
"""West, south, east, north on the square from 0 to 1."""


def build_maps(world: World) -> None:
    """Outlines of the district and of all that lies in it, and each place's position inside its own."""
    district = world.places["district"]
    sheet = Sheet(len(world.of_level("community")))
    _outline(world, sheet, district, [(0.0, 0.0, 1.0, 1.0)])
    streets = [one for one in world.inside[district.pk] if one.level == "street"]
    weights = [len(_of(world, street, "community")) or 1 for street in streets]
    for street, box in zip(streets, halved((0.0, 0.0, 1.0, 1.0), weights), strict=True):
        _outline(world, sheet, street, [box])
        communities = _of(world, street, "community")
        for community, cell in zip(communities, halved(box, [1] * len(communities)), strict=True):
            _outline(world, sheet, community, [cell])
            _lay_estates(world, sheet, community, cell)


def _of(world: World, place: Place, level: str) -> list[Place]:
    return [one for one in world.inside.get(place.pk, []) if one.level == level]


def _lay_estates(world: World, sheet: Sheet, community: Place, cell: Box) -> None:
    """Estates as blocks in rows around the middle of the community, those of one grid side by side."""
    grids = {one.pk: one for one in _of(world, community, "grid")}
    estates = sorted(
        _of(world, community, "estate"), key=lambda one: (one.grid.sort if one.grid else 0, one.code)
    )
    if not estates:
        return
    shares = halved(cell, [1] * len(estates))
    inside: dict[int, list[Box]] = {}
    for estate, share in zip(estates, shares, strict=True):
        if estate.grid is not None:
            inside.setdefault(estate.grid.pk, []).append(share)
        _outline(world, sheet, estate, [sheet.block(share)])
    for pk, boxes in inside.items():
        _outline(world, sheet, grids[pk], boxes)


def _outline(world: World, sheet: Sheet, place: Place, boxes: Sequence[Box]) -> None:
    geometry = {"type": "MultiPolygon", "coordinates": [[sheet.bent(box)] for box in boxes]}
    middle = boxes[0]
    place.lat_e6, place.lon_e6 = sheet.at((middle[0] + middle[2]) / 2, (middle[1] + middle[3]) / 2)
    world.rows.add(outlined(place, geometry, at=world.now, source="demo"))


def halved(box: Box, weights: Sequence[int]) -> list[Box]:
    """The box cut into one piece for each weight, always across its longer side, areas as the weights. Pure."""
    if len(weights) <= 1:
        return [box] * len(weights)
    half = ceil(len(weights) / 2)
    share = sum(weights[:half]) / sum(weights)
    west, south, east, north = box
    if east - west >= north - south:
        cut = west + (east - west) * share
        first, second = (west, south, cut, north), (cut, south, east, north)
    else:
        cut = south + (north - south) * share
        first, second = (west, south, east, cut), (west, cut, east, north)
    return halved(first, weights[:half]) + halved(second, weights[half:])


class Sheet:
    """The bent square: how a point of it lies on the globe."""

    def __init__(self, communities: int) -> None:
        self.side = COMMUNITY_SIDE * sqrt(max(communities, 1))

    def at(self, x: float, y: float) -> tuple[int, int]:
        """Latitude and longitude, in millionths, of a point of the square."""
        # Corners are drawn in towards a round shape, and soft waves run along both ways; one to one all over.
        u, v = 2 * x - 1, 2 * y - 1
        round_u, round_v = u * sqrt(1 - v * v * 0.42), v * sqrt(1 - u * u * 0.42)
        bent_u = round_u + 0.035 * sin(2.3 * pi * y + 0.7) + 0.012 * sin(7 * pi * y + x)
        bent_v = round_v + 0.045 * sin(1.9 * pi * x + 0.4) + 0.012 * sin(6 * pi * x + 2 * y)
        turned_u, turned_v = bent_u * 0.97 - bent_v * 0.24, bent_u * 0.24 + bent_v * 0.97
        wide = self.side / 2 / cos(radians(CENTRE[0] / 1e6))
        return round(CENTRE[0] + turned_v * self.side / 2), round(CENTRE[1] + turned_u * wide)

    def bent(self, box: Box) -> list[list[float]]:
        """The outline of a box in degrees, longitude first, its sides bent; points that two boxes share fall together."""
        west, south, east, north = box
        ring = [
            *((x, south) for x in _stops(west, east)),
            *((east, y) for y in _stops(south, north)),
            *((x, north) for x in _stops(east, west)),
            *((west, y) for y in _stops(north, south)),
        ]
        degrees = [self._degrees(x, y) for x, y in ring]
        return [*degrees, degrees[0]]

    def _degrees(self, x: float, y: float) -> list[float]:
        lat, lon = self.at(x, y)
        return [lon / 1e6, lat / 1e6]

    def block(self, box: Box) -> Box:
        """A box without the streets around it, and no larger than a real estate."""
        west, south, east, north = box
        most = BLOCK_MOST / self.side
        wide, high = min((east - west) * 0.8, most), min((north - south) * 0.8, most)
        x, y = (west + east) / 2, (south + north) / 2
        return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _stops(begin: float, end: float) -> list[float]:
    """The begin, and every bend between it and the end."""
    low, high = min(begin, end), max(begin, end)
    inner = [n / STEPS for n in range(int(low * STEPS) + 1, ceil(high * STEPS)) if low < n / STEPS < high]
    return [begin, *(inner if begin <= end else reversed(inner))]

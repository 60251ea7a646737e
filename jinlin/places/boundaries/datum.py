"""WGS-84, the datum of satellites and of GeoJSON, and GCJ-02, the shifted one of Chinese map services. Pure.

The shift is a published polynomial of the position, some 300–700 m in Fujian; it has no closed inverse, so the way
back is found by correcting the guess by the error that it makes. Both ways agree to well under a centimetre.
Outside the rectangle around the mainland there is no shift.
"""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

WGS84, GCJ02 = "wgs84", "gcj02"
DATUMS = (WGS84, GCJ02)
SOUTH, NORTH, WEST, EAST = 0.8293, 55.8271, 72.004, 137.8347
# The ellipsoid of Krasovsky 1940, which the shift is reckoned on.
SEMI_MAJOR, ECCENTRICITY_2 = 6_378_245.0, 0.006_693_421_622_965_943
TURNS = 12
EXACT = 1e-9


def is_shifted(lat: float, lon: float) -> bool:
    """Whether GCJ-02 differs from WGS-84 there."""
    return SOUTH < lat < NORTH and WEST < lon < EAST


def to_gcj(lat: float, lon: float) -> tuple[float, float]:
    """A WGS-84 position (degrees) in GCJ-02."""
    if not is_shifted(lat, lon):
        return lat, lon
    north, east = _shift(lat, lon)
    return lat + north, lon + east


def to_wgs(lat: float, lon: float) -> tuple[float, float]:
    """A GCJ-02 position (degrees) in WGS-84."""
    if not is_shifted(lat, lon):
        return lat, lon
    guess_lat, guess_lon = lat, lon
    for _ in range(TURNS):
        shown_lat, shown_lon = to_gcj(guess_lat, guess_lon)
        off_lat, off_lon = shown_lat - lat, shown_lon - lon
        guess_lat, guess_lon = guess_lat - off_lat, guess_lon - off_lon
        if abs(off_lat) < EXACT and abs(off_lon) < EXACT:
            break
    return guess_lat, guess_lon


def _shift(lat: float, lon: float) -> tuple[float, float]:
    """How far north and east, in degrees, the shifted position lies."""
    x, y = lon - 105.0, lat - 35.0
    waves = 20.0 * (sin(6 * x * pi) + sin(2 * x * pi))
    north = -100.0 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (waves + 20 * sin(y * pi) + 40 * sin(y * pi / 3)) * 2 / 3
    north += (160 * sin(y * pi / 12) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300.0 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (waves + 20 * sin(x * pi) + 40 * sin(x * pi / 3)) * 2 / 3
    east += (150 * sin(x * pi / 12) + 300 * sin(x * pi / 30)) * 2 / 3
    bend = 1 - ECCENTRICITY_2 * sin(radians(lat)) ** 2
    meridian = SEMI_MAJOR * (1 - ECCENTRICITY_2) / (bend * sqrt(bend))
    parallel = SEMI_MAJOR / sqrt(bend) * cos(radians(lat))
    return north * 180 / (meridian * pi), east * 180 / (parallel * pi)


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two near positions (latitude, longitude in degrees) in metres."""
    north = radians(one[0] - other[0])
    east = radians(one[1] - other[1]) * cos(radians((one[0] + other[0]) / 2))
    return 6_371_008.8 * sqrt(north * north + east * east)

"""Boundaries from a GeoJSON file: each feature finds its place by code or by name; what is broken is mended or refused."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.places.boundaries.datum import DATUMS, GCJ02, WGS84
from jinlin.places.models import Boundary, Place

if TYPE_CHECKING:
    from jinlin.places.boundaries.shapes import Shape

LARGEST = 100 * 1024 * 1024
CODES = ("code", "代码", "区划代码", "adcode", "place_code", "id")
NAMES = ("name", "名称", "NAME", "place_name")
# CGCS2000, the national datum, differs from WGS-84 by less than a decimetre.
NAMED = {
    "crs84": WGS84,
    "4326": WGS84,
    "4490": WGS84,
    "wgs84": WGS84,
    "cgcs2000": WGS84,
    "gcj02": GCJ02,
    "gcj-02": GCJ02,
}
WRONG_DATUM = Reason(
    "wrong_crs",
    Words("坐标系只认 wgs84 和 gcj02", "the datum is wgs84 or gcj02"),
)
NO_DATUM = Reason(
    "no_crs",
    Words(
        "文件没有写明坐标系，内容像国内地图服务的边界（多为 GCJ-02，偏几百米）；请用 --crs gcj02 或 --crs wgs84 写明",
        "the file does not say its datum and looks like one of a map service (mostly GCJ-02, off by hundreds of metres); "
        "say --crs gcj02 or --crs wgs84",
    ),
)
Report = dict[str, Any]


def import_boundaries(path: str | Path, *, crs: str | None = None, at: dt.datetime | None = None) -> Report:
    """Bring boundaries in from a GeoJSON FeatureCollection; the same file again changes nothing.

    A feature finds its place by ``code`` (or ``adcode``, six digits counted as the first of twelve), else by a name
    that only one living place bears. ``crs`` is ``wgs84`` (what GeoJSON means when it says nothing) or ``gcj02``.
    Everything is kept in WGS-84. A place without a position gets a point inside its boundary.

    Answers ``read``, ``added``, ``changed``, ``unchanged``, ``refused`` (feature, name, code, zh, en), ``notes``
    (place, zh, en: what was mended), ``crs``. Refused whole: ``wrong_file``, ``too_large``, ``wrong_crs``, ``no_crs``.
    """
    # The geometry library is loaded only where boundaries are read, not by every process.
    from jinlin.places.boundaries.shapes import read_shape

    source = Path(path)
    data = _read(source)
    datum = _datum(data, crs)
    found: Report = {
        "read": 0, "added": 0, "changed": 0, "unchanged": 0, "refused": [], "notes": [], "crs": datum,
    }  # fmt: skip
    taken: set[int] = set()
    with transaction.atomic():
        for number, feature in enumerate(data["features"], 1):
            found["read"] += 1
            properties = feature.get("properties") if isinstance(feature, dict) else None
            place = _place_of(feature, properties if isinstance(properties, dict) else {}, taken)
            if isinstance(place, Reason):
                found["refused"].append(_refused(number, properties, place))
                continue
            shape = read_shape(feature.get("geometry"), datum=datum, level=place.level)
            if isinstance(shape, Reason):
                found["refused"].append(_refused(number, properties, shape))
                continue
            taken.add(place.pk)
            found[
                set_boundary(
                    place=place, shape=shape, datum=datum, source=source.name, at=at or timezone.now()
                )
            ] += 1
            found["notes"] += [{"place": place.name, "zh": note.zh, "en": note.en} for note in shape.notes]
    return found


def outlined(
    place: Place, geometry: Mapping[str, Any], *, at: dt.datetime, source: str = "", datum: str = WGS84
) -> Boundary:
    """The boundary row of a place for a GeoJSON geometry, not yet saved. Raises ``Refused`` as ``read_shape`` says."""
    from jinlin.places.boundaries.shapes import read_shape

    shape = read_shape(geometry, datum=datum, level=place.level)
    if isinstance(shape, Reason):
        raise Refused(shape)
    return Boundary(place=place, **_values(shape, datum, source, at))


def set_boundary(*, place: Place, shape: Shape, datum: str, source: str, at: dt.datetime) -> str:
    """Give a place its boundary; answers ``added``, ``changed`` or ``unchanged``. A place without a position gets one."""
    values = _values(shape, datum, source, at)
    if place.lat_e6 is None or place.lon_e6 is None:
        place.lat_e6, place.lon_e6 = shape.point
        place.save(update_fields=["lat_e6", "lon_e6"])
    known = Boundary.objects.select_for_update(of=("self",)).filter(place=place).only("digest").first()
    if known is None:
        Boundary.objects.create(place=place, **values)
        return "added"
    if known.digest == values["digest"]:
        return "unchanged"
    Boundary.objects.filter(pk=known.pk).update(**values)
    return "changed"


def _values(shape: Shape, datum: str, source: str, at: dt.datetime) -> dict[str, Any]:
    return {
        "rings": shape.rings, "shown": shape.shown, "west_e6": shape.west, "south_e6": shape.south, "east_e6": shape.east,
        "north_e6": shape.north, "area_cm2": shape.area_cm2, "datum": datum, "source": source[:200],
        "digest": hashlib.sha256(json.dumps(shape.rings, separators=(",", ":")).encode()).hexdigest(),
        "notes": [{"zh": note.zh, "en": note.en} for note in shape.notes], "taken_at": at,
    }  # fmt: skip


def _read(source: Path) -> dict[str, Any]:
    try:
        if source.stat().st_size > LARGEST:
            raise Refused(
                _fault(
                    "too_large", "文件太大，最多 100 MB", "the file is too large; at most 100 MB are taken"
                )
            )
        data = json.loads(source.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise Refused(
            _fault(
                "wrong_file",
                f"{source.name} 读不了，要 UTF-8 的 GeoJSON",
                f"{source.name} can't be read as GeoJSON in UTF-8: {error}",
            )
        ) from None
    if isinstance(data, dict) and data.get("type") == "Feature":
        data = {"type": "FeatureCollection", "features": [data]}
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection":
        raise Refused(
            _fault("wrong_file", "不是 GeoJSON 的 FeatureCollection", "not a GeoJSON FeatureCollection")
        )
    return data  # type: ignore[no-any-return]


def _datum(data: Mapping[str, Any], said: str | None) -> str:
    """The datum of the file: what the caller says, what the file names, or WGS-84 as GeoJSON (RFC 7946) has it."""
    if said is not None:
        if said not in DATUMS:
            raise Refused(WRONG_DATUM)
        return said
    named = data.get("crs")
    if named is not None:
        text = json.dumps(named).casefold()
        chosen = next((datum for mark, datum in NAMED.items() if mark in text), None)
        if chosen is None:
            raise Refused(WRONG_DATUM)
        return chosen
    for feature in data["features"]:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict) and "adcode" in properties:
            raise Refused(NO_DATUM)
    return WGS84


def _place_of(feature: Any, properties: Mapping[str, Any], taken: set[int]) -> Place | Reason:
    living = Place.objects.filter(valid_to__isnull=True)
    codes = list(_texts(properties, CODES))
    if isinstance(feature, dict) and feature.get("id") not in (None, ""):
        codes.append(str(feature["id"]))
    for code in codes:
        full = code.ljust(12, "0") if code.isdigit() and len(code) in (2, 4, 6, 9) else code
        found = living.filter(code=full).first()
        if found is not None:
            return _once(found, taken)
    for name in _texts(properties, NAMES):
        named = list(living.filter(name=name)[:2])
        if len(named) == 1:
            return _once(named[0], taken)
        if named:
            return _fault(
                "not_one",
                f"有几个地点都叫“{name}”，请写代码",
                f"several places are called {name}; give its code",
            )
    return _fault(
        "no_place", "找不到对应的地点（要 code 或 name）", "no place of this code or name is known here"
    )


def _once(place: Place, taken: set[int]) -> Place | Reason:
    if place.pk in taken:
        return _fault(
            "not_twice", f"{place.name} 在文件里出现了两次", f"{place.name} stands twice in the file"
        )
    return place


def _texts(properties: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = properties.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            yield str(value).strip()[:80]


def _refused(number: int, properties: Any, reason: Reason) -> dict[str, Any]:
    known = properties if isinstance(properties, dict) else {}
    return {
        "feature": number, "name": next(_texts(known, NAMES), ""), "reason": reason.code, "zh": reason.words.zh,
        "en": reason.words.en,
    }  # fmt: skip


def _fault(code: str, zh: str, en: str) -> Reason:
    return Reason(code, Words(zh, en))

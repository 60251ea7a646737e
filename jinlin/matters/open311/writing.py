"""What Open311 may write: a telling of a public kind, and a further word on one's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.matters import commands
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Telling
from jinlin.matters.open311 import reading
from jinlin.matters.open311.answers import Refusal
from jinlin.people.public import Account, account_for_token
from jinlin.places.public import Place

DESCRIPTION_LIMIT = 4000


def _account(asked: dict[str, str]) -> Account:
    key = asked.get("api_key", "")
    account = account_for_token(key, "open311") if key else None
    if account is None:
        raise Refusal(403, "api_key is missing or wrong")
    return account


def _actor(account: Account, follows: tuple[int, ...] = ()) -> Actor:
    return Actor(
        account=account.pk, name=account.get_full_name(), channel="open311", follows=follows, service=True
    )


def tell(asked: dict[str, str], request: HttpRequest) -> dict[str, Any]:
    """A new request: checked like every telling, repeated safely under ``Idempotency-Key``."""
    account = _account(asked)
    category = reading.services().filter(code=asked.get("service_code", "")).first()
    if "service_code" not in asked:
        raise Refusal(400, "service_code is required")
    if category is None:
        raise Refusal(404, "service_code was not found")
    text = asked.get("description") or category.zh
    if len(text) > DESCRIPTION_LIMIT:
        raise Refusal(400, "description is longer than 4000 characters")
    name = " ".join(part for part in (asked.get("last_name", ""), asked.get("first_name", "")) if part)
    raw = {
        "text": text, "place": place_of(asked).pk, "category": category.pk, "spot": asked.get("address_string", "")[:120],
        "name": name[:60], "phone": asked.get("phone", ""),
    }  # fmt: skip
    values, faults = commands.check_telling(raw)
    if faults:
        raise Refusal(400, "; ".join(f"{field}: {reason.words.en}" for field, reason in faults.items()))
    if "lat" in asked and "long" in asked:
        values["lat_e6"], values["lon_e6"] = _e6(asked["lat"], 90), _e6(asked["long"], 180)

    def act() -> tuple[int, dict[str, Any]]:
        receipt = commands.tell(values=values, channel="open311", by=_actor(account))
        Telling.objects.filter(pk=receipt.telling).update(taken_by_id=account.pk)
        return 201, {"service_request_id": receipt.number, "service_notice": "", "account_id": ""}

    try:
        content = {name: value for name, value in asked.items() if name != "api_key"}
        key = request.headers.get("Idempotency-Key", "")
        _, answer, _ = once(scope=f"open311:{account.pk}", key=key, content=content, act=act)
    except Refused as refusal:
        raise Refusal(400, refusal.reason.words.en) from None
    return answer


def place_of(asked: dict[str, str]) -> Place:
    """The place that a call names: by id, by the nearest known position, or by a name that only one place has."""
    if "address_id" in asked:
        found = Place.objects.filter(code=asked["address_id"], valid_to__isnull=True).first()
        if found is None:
            raise Refusal(400, "address_id was not found")
        return found
    if "lat" in asked and "long" in asked:
        return _nearest(_e6(asked["lat"], 90), _e6(asked["long"], 180))
    if "address_string" in asked:
        return _named(asked["address_string"])
    raise Refusal(400, "one of lat and long, address_string or address_id is required")


def _e6(text: str, most: int) -> int:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        raise Refusal(400, "lat and long are degrees of WGS 84")
    return round(value * 1_000_000)


def _nearest(lat: int, lon: int) -> Place:
    near = 30_000
    box = Place.objects.filter(
        lat_e6__range=(lat - near, lat + near), lon_e6__range=(lon - near, lon + near), valid_to__isnull=True,
        level__in=("community", "estate"),
    )  # fmt: skip
    rows = list(box.only("id", "lat_e6", "lon_e6")[:2000])
    if rows:
        best = min(rows, key=lambda row: ((row.lat_e6 or 0) - lat) ** 2 + ((row.lon_e6 or 0) - lon) ** 2)
        return Place.objects.get(pk=best.pk)
    root = Place.objects.filter(level="district", valid_to__isnull=True).order_by("path").first()
    if root is None:
        raise Refusal(400, "no place is known near this position")
    return root


def _named(text: str) -> Place:
    places = Place.objects.filter(level__in=("estate", "community", "street"), valid_to__isnull=True)
    inside = [place for place in places.only("id", "name", "path", "level") if place.name in text]
    if not inside:
        raise Refusal(400, "address_string names no known estate or community")
    inside.sort(key=lambda place: (-place.path.count("/"), -len(place.name)))
    return Place.objects.get(pk=inside[0].pk)


def update(asked: dict[str, str]) -> dict[str, Any]:
    """A further word on a request that the same key told before."""
    account = _account(asked)
    matter = reading.one(asked.get("service_request_id", ""))
    own = (
        tuple(Telling.objects.filter(first_matter=matter, taken_by=account).values_list("pk", flat=True))
        if matter
        else ()
    )
    if matter is None or not own:
        raise Refusal(404, "service_request_id was not found")
    text = asked.get("description", "")

    def act() -> tuple[int, dict[str, Any]]:
        row = MATTERS.take(matter.pk, "say_more", by=_actor(account, own), given={"note": text})
        return 201, {"update_id": f"{row.pk}-{row.trail_seq}"}

    try:
        key = asked.get("update_id", "")
        _, answer, _ = once(scope=f"open311-update:{account.pk}", key=key, content=[matter.pk, text], act=act)
    except Refused as refusal:
        raise Refusal(400, refusal.reason.words.en) from None
    except Faulty as faulty:
        raise Refusal(400, "; ".join(reason.words.en for reason in faulty.faults.values())) from None
    return answer

"""A station from plan to opening: hours, funds with vouchers, the standard with photos, things that break."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.engine import Faulty
from jinlin.base.figures import figure, value
from jinlin.base.models import StoredFile
from jinlin.base.nodes import find
from jinlin.base.periods import year_of
from jinlin.base.rule import Refused
from jinlin.base.trail import heads, verify
from jinlin.matters.models import Matter
from jinlin.venues import commands
from jinlin.venues.desk import ASSETS, STATIONS
from jinlin.venues.models import Asset, StandardItem
from jinlin.venues.waiting import unproven
from tests.venues.house import House, house

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> House:
    return house()


def photo() -> int:
    return StoredFile.objects.create(
        name="a.jpg", kind="image/jpeg", size=1, digest="d", path=f"x{StoredFile.objects.count()}"
    ).pk


def test_a_station_without_hours_does_not_open(made: House) -> None:
    worker = made.world.act("worker")
    planned = commands.enter_station(
        code="ST2",
        name="二号驿站",
        kind="station",
        acquired="built",
        place=made.world.places["qingrong"],
        by=worker,
    )
    with pytest.raises(Refused) as caught:
        STATIONS.take(planned.pk, "open", by=worker)
    assert caught.value.reason.code == "no_hours"


def test_only_its_own_keepers_and_the_level_above_act_on_it(made: House) -> None:
    for stranger in ("resident", "worker2", "clerk"):
        with pytest.raises(Refused) as caught:
            STATIONS.take(made.station.pk, "suspend", by=made.world.act(stranger), given={})
        assert caught.value.reason.code == "not_yours"


def test_rooms_do_not_outgrow_the_floor(made: House) -> None:
    with pytest.raises(Refused) as caught:
        commands.add_space(
            station=made.station, code="BIG", name="太大", by=made.world.act("worker"), area=20000
        )
    assert caught.value.reason.code == "wrong_area"


def _lacking(made: House) -> list[int]:
    """How many items the worker's stations lack, as what waits for them says."""
    rows = list(unproven(made.world.act("worker"), timezone.now(), 20))
    assert list(unproven(made.world.act("worker2"), timezone.now(), 20)) == []
    return [int(one.what.en.split()[0]) for one in rows]


def test_an_item_is_met_only_with_a_photo_and_for_a_year(made: House) -> None:
    worker = made.world.act("worker")
    items = list(StandardItem.objects.filter(standard="fuzhou_six"))
    assert len(items) == 6
    with pytest.raises(Faulty) as caught:
        STATIONS.take(made.station.pk, "check", by=worker, given={"item": items[0].pk, "met": "1"})
    assert caught.value.faults["files"].code == "no_photo"
    at, today = find("350999001001"), timezone.localdate()
    assert _lacking(made) == [6], "its keeper finds it among what waits"
    STATIONS.take(made.station.pk, "check", by=worker, given={"item": items[0].pk, "note": "没有电脑"})
    for item in items:
        STATIONS.take(
            made.station.pk, "check", by=worker, given={"item": item.pk, "met": "1", "files": [photo()]}
        )
    share = figure("venues.six_haves")
    assert (value(share, at, year_of(today, today=today)).number) == 1
    assert value(figure("W06"), at, year_of(today, today=today)).number == 6
    assert _lacking(made) == []
    made.station.checks.update(on=today - dt.timedelta(days=400))
    assert _lacking(made) == [6]
    assert (value(share, at, year_of(today, today=today)).number) == 0


def test_funds_floor_and_stations_are_counted_from_their_rows(made: House) -> None:
    worker, today = made.world.act("worker"), timezone.localdate()
    for level, amount in (("county", "120000.50"), ("town", "30000"), ("residents", "999")):
        STATIONS.take(
            made.station.pk,
            "fund",
            by=worker,
            given={"level": level, "amount": amount, "on": today.isoformat(), "voucher": f"V-{level}"},
        )
    at, period = find("350999001001"), year_of(today, today=today)
    found = {id: value(figure(id), at, period).number for id in ("N01", "N02", "N03", "N04", "N05")}
    assert found == {"N01": 1, "N02": 1, "N03": 32000, "N04": 15000050, "N05": 0}


def test_a_broken_thing_becomes_a_matter_in_two_taps_and_is_mended(made: House) -> None:
    worker = made.world.act("worker")
    table = commands.enter_asset(
        name="乒乓球台",
        code="PP1",
        place=made.world.places["qingrong"],
        by=worker,
        station=made.station,
        keeper_name="物业保安队长",
    )
    ASSETS.take(table.pk, "told_broken", by=made.world.act("neighbour"), given={"note": "台面裂了一道"})
    told = Matter.objects.get()
    assert "乒乓球台" in told.title
    assert told.owner_id == made.world.accounts["grid_worker"].pk
    table.refresh_from_db()
    assert (table.state, table.matter) == ("broken", told.pk)
    ASSETS.take(table.pk, "mended", by=worker, given={"note": "换了台面"})
    table.refresh_from_db()
    assert (table.state, table.matter) == ("working", None)
    assert Asset.objects.count() == 1
    assert verify(heads())["faults"] == []


def test_a_station_with_bookings_ahead_is_not_suspended_over_their_heads(made: House) -> None:
    commands.book(space=made.half_a, asked=made.asked(), by=made.world.act("resident"))
    given = {"reason": "repair", "until": (made.day + dt.timedelta(days=9)).isoformat(), "note": "刷墙"}
    with pytest.raises(Refused) as caught:
        STATIONS.take(made.station.pk, "suspend", by=made.world.act("worker"), given=given)
    assert caught.value.reason.code == "not_settled"

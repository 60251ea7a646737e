"""Places renamed, ended and moved."""

import datetime as dt

import pytest

from jinlin.base.rule import Refused
from jinlin.places.commands import end_places, move_place, rename_place
from jinlin.places.imports import import_rows
from jinlin.places.models import FormerName, Place
from jinlin.places.queries import below
from tests.places.test_divisions import rows

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def land() -> None:
    import_rows(rows(), on=ON)


def test_a_renamed_place_keeps_its_old_name_once() -> None:
    place = Place.objects.get(name="东溪社区")
    rename_place(place=place, name="东溪社区", on=ON)
    rename_place(place=place, name="东溪口社区", on=ON)
    assert Place.objects.get(pk=place.pk).name == "东溪口社区"
    assert list(FormerName.objects.values_list("name", flat=True)) == ["东溪社区"]


def test_a_place_ends_once_and_its_row_stays() -> None:
    place = Place.objects.get(name="东溪社区")
    assert end_places(places=[place.pk], on=ON) == 1
    assert end_places(places=[place.pk], on=ON + dt.timedelta(days=1)) == 0
    assert Place.objects.get(pk=place.pk).valid_to == ON


def test_a_moved_place_takes_all_below_along() -> None:
    street, other = Place.objects.get(name="榕西街道"), Place.objects.get(name="南桥街道")
    community = Place.objects.get(name="东溪社区")
    Place.objects.create(
        level="estate", code="E1", name="东溪里", parent=community, path=f"{community.path}E1/"
    )
    move_place(place=community, parent=other)
    assert {place.name for place in below(other.path)} == {"南桥街道", "南桥社区", "东溪社区", "东溪里"}
    assert not below(street.path).filter(name="东溪里").exists()
    assert Place.objects.get(pk=community.pk).parent == other


def test_nothing_moves_into_itself_or_under_what_is_lower() -> None:
    street, community = Place.objects.get(name="榕西街道"), Place.objects.get(name="东溪社区")
    for place, parent in (
        (street, community),
        (street, street),
        (street, Place.objects.get(name="南桥社区")),
    ):
        with pytest.raises(Refused) as refusal:
            move_place(place=place, parent=parent)
        assert refusal.value.reason.code == "wrong_parent"

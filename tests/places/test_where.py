"""A list of a place leads to the same list of the street, the community and everywhere, and keeps what else was asked."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import World, build

pytestmark = pytest.mark.django_db
LISTS = (
    "/wishes/",
    "/claims/",
    "/services/",
    "/teams/",
    "/talents/",
    "/activities/",
    "/activities/month",
    "/stations/",
)


@pytest.fixture
def world() -> World:
    return build()


def chips(page: str) -> dict[str, tuple[str, bool]]:
    """Words of each link beside the list, with its address and whether it is where one is."""
    part = page.split('aria-label="看哪里的"')[1].split("</nav>")[0]
    found = re.findall(r'<a class="btn small" href="([^"]+)"( aria-current="true")?>([^<]+)</a>', part)
    return {words: (way.replace("&amp;", "&"), bool(here)) for way, here, words in found}


@pytest.mark.parametrize("way", LISTS)
def test_from_an_estates_list_one_comes_to_wider_ones(world: World, way: str) -> None:
    place = world.places["qingrong"]
    client = Client()
    shown = chips(client.get(f"{way}?place={place.code}&q=灯&page=1").content.decode())
    assert shown[place.name][1] and not shown["各处"][1]
    community = world.places["community"]
    wider, here = shown[community.name]
    assert not here and wider.startswith(f"{way}?place={community.code}&q=")
    assert "place" not in shown["各处"][0] and "page" not in shown["各处"][0]
    assert chips(client.get(wider).content.decode())[community.name][1]


def test_the_device_remembers_a_place_and_otherwise_one_chooses(world: World) -> None:
    client = Client()
    assert "选我住的小区" in chips(client.get("/wishes/").content.decode())
    client.get(f"/places/{world.places['qingrong'].code}")
    shown = chips(client.get("/wishes/").content.decode())
    assert shown["各处"][1] and not shown[world.places["qingrong"].name][1]
    client.cookies["jinlin-place"] = "nowhere"
    assert "选我住的小区" in chips(client.get("/wishes/").content.decode())

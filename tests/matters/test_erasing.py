"""A person's erasure reaches their words in matters; the chain and the figures hold."""

import json

import pytest

from jinlin.base import trail
from jinlin.matters import search, tallies
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter, Telling
from jinlin.people.public import erase
from tests.cast import build

pytestmark = pytest.mark.django_db
MARK = "蓝色大象"


def told(world):
    receipt = world.tell(f"{MARK}在楼道里", name=MARK, phone="13812341234", spot=f"{MARK}旁边")
    MATTERS.take(receipt.matter, "accept", by=world.act("worker"))
    MATTERS.take(receipt.matter, "say_more", by=world.act("resident"), given={"note": f"又看见{MARK}"})
    return receipt


def erase_resident(world):
    erase(person=world.accounts["resident"].person)


def test_no_word_of_an_erased_person_is_left_in_any_table():
    from django.db import connection

    world = build()
    told(world)
    assert search.find_ids(MARK)
    erase_resident(world)
    assert search.find_ids(MARK) == []
    left = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            left += [
                table for row in cursor.fetchall() if MARK in json.dumps(row, ensure_ascii=False, default=str)
            ]
    assert left == []


def test_the_chain_and_the_figures_hold_after_an_erasure():
    world = build()
    told(world)
    erase_resident(world)
    assert trail.verify([("matter", Matter)])["faults"] == []
    assert tallies.differences() == []


def test_a_matter_that_others_told_too_lives_on_in_their_words():
    from jinlin.matters import commands

    world = build()
    receipt = told(world)
    values, faults = commands.check_telling({"text": "我也看到了", "place": world.places["qingrong"].pk})
    assert not faults
    commands.join(
        matter=receipt.matter, values=values, channel="page", by=world.act("neighbour"), on_behalf=False
    )
    erase_resident(world)
    assert Matter.objects.get(pk=receipt.matter).title == "我也看到了"
    assert Telling.objects.filter(text="我也看到了", erased_at__isnull=True).exists()
    assert search.find_ids("我也看到") == [receipt.matter]

"""N12–N16: who lives where, from households entered one by one, else from the place's ledger."""

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.figures import figure, recount, row_facts, rows_seen, value
from jinlin.base.nodes import find
from jinlin.base.periods import parse, year_of
from jinlin.base.rule import Refused
from jinlin.people.models import Household, Member, Person
from jinlin.places.models import Place
from jinlin.places.public import RegisterCount, enter_count
from jinlin.site.demo.ledgers import build_ledgers
from jinlin.site.demo.scale import SMALL
from tests.cast import World, build
from tests.people.pages import sign_in
from tests.site.test_demo_district import land

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = year_of(TODAY, today=TODAY)


@pytest.fixture
def world() -> World:
    """Three dwellings in one estate, two lived in (one person in both); the other estate has no dwelling."""
    made = build()
    building = made.places["building"]
    shared = Person.objects.create(name="两处住")
    for number in range(1, 4):
        code = f"E0001-03-{number}"
        door = Place.objects.create(
            level="dwelling", code=code, name=f"{number} 室", parent=building, path=f"{building.path}{code}/"
        )
        if number == 3:
            continue
        home = Household.objects.create(dwelling=door, since_on=dt.date(2024, 1, 1))
        for person in (shared, Person.objects.create(name="一个"), Person.objects.create(name="又一个")):
            Member.objects.create(household=home, person=person, tie="family", since_on=dt.date(2024, 1, 1))
    return made


def cell(id: str, code: str, period=YEAR) -> int | None:
    return value(figure(id), find(code), period).number


def counted(world: World, place: str, kind: str, number: int, days: int, by: str = "secretary") -> None:
    enter_count(
        place=world.places[place], kind=kind, number=number, on=TODAY - dt.timedelta(days=days), source="入户登记",
        by=world.act(by),
    )  # fmt: skip


def test_rows_come_before_the_ledger_and_the_ledger_stands_where_there_are_no_rows(world):
    counted(world, "qingrong", "homes", 500, 3)
    counted(world, "dongxi", "homes", 312, 3, by="worker2")
    counted(world, "dongxi", "residents", 1238, 3, by="worker2")
    assert (cell("N12", "E0001"), cell("N13", "E0001")) == (2, 5)
    assert (cell("N12", "E0002"), cell("N13", "E0002")) == (312, 1238)
    assert cell("N12", "350999001001") == 2
    one = figure("N12")
    row = rows_seen(one, find("E0002"), YEAR, world.act("worker2")).get()
    assert row_facts(one, row)["name"] == "东溪里" and recount(one, find("E0002"), YEAR).number == 312
    assert (
        "台账" in str(row_facts(one, row))
        and not rows_seen(one, find("E0002"), YEAR, world.act("worker")).exists()
    )


def test_the_newest_count_up_to_the_day_holds_and_the_same_day_again_corrects_it(world):
    counted(world, "community", "shops", 2_900, 400)
    counted(world, "community", "shops", 3_000, 5)
    counted(world, "community", "shops", 3_012, 5)
    counted(world, "community2", "shops", 8, 5, by="worker2")
    assert RegisterCount.objects.filter(kind="shops", place=world.places["community"]).count() == 2
    assert (cell("N16", "350999001001"), cell("N16", "350999001000")) == (3_012, 3_020)
    before = parse(f"{TODAY - dt.timedelta(days=100):%Y-%m}", today=TODAY)
    assert cell("N16", "350999001001", before) == 2_900


@pytest.mark.parametrize(
    ("who", "given", "code"),
    [
        ("worker2", {}, "not_yours"),
        ("resident", {}, "not_yours"),
        ("secretary", {"number": -1}, "wrong_number"),
        ("secretary", {"on": TODAY + dt.timedelta(days=1)}, "wrong_date"),
        ("secretary", {"source": " "}, "no_source"),
        ("secretary", {"kind": "believers"}, "wrong_kind"),
        ("secretary", {"place": "building"}, "wrong_level"),
    ],
)
def test_what_is_no_count_is_refused(world, who, given, code):
    whole = {"place": "community", "kind": "shops", "number": 1, "on": TODAY, "source": "排查"} | given
    with pytest.raises(Refused) as refusal:
        enter_count(**whole | {"place": world.places[whole["place"]]}, by=world.act(who))
    assert code in [reason.code for reason in refusal.value.reasons]


def test_a_count_is_entered_at_its_place_after_a_second_look_and_once(world, client):
    sign_in(client, world.accounts["secretary"])
    way = "/places/tree/350999001001/counts"
    typed = {
        "kind": "permanent",
        "number": "2836",
        "on": TODAY.isoformat(),
        "source": "居住登记",
        "key": "k1",
    }
    assert "2836" in client.post(way, typed).content.decode() and not RegisterCount.objects.exists()
    for _ in range(2):
        assert client.post(way, typed | {"act": "send"}).status_code == 302
    assert RegisterCount.objects.get().number == 2_836
    page = client.get("/places/tree/350999001001").content.decode()
    assert "2836" in page and "居住登记" in page
    sign_in(client, world.accounts["worker2"])
    assert client.get(way).status_code == 404


def test_the_demo_world_states_the_numbers_of_the_sources():
    demo = land(SMALL)
    build_ledgers(demo)
    demo.rows.write()
    community, estate = demo.places["榕西"].code, demo.places["东溪里"].code
    found = [cell("N12", estate), cell("N13", estate), *(cell(id, community) for id in ("N14", "N15", "N16"))]
    assert found == [312, 1_238, 2_836, 4_871, 3_012]

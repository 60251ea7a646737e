"""Places have pages: who is in charge, what is worked on, how the list shrinks, and the code on the wall."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.matters import tallies
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter
from jinlin.places.models import Place
from tests.cast import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.SECOND_FACTOR = False
    made = build()
    made.places["community"].phone = "0591-5550101"
    made.places["community"].save()
    return made


def public(world: World, count: int, place: str = "qingrong") -> list[int]:
    """Public matters at a place."""
    lift = world.categories["lift"].pk
    return [world.tell(text=f"{n} 号梯不动了", category=lift, place=place).matter for n in range(count)]


def solve(world: World, matter: int) -> None:
    """Work a matter to its confirmed end."""
    MATTERS.take(matter, "accept", by=world.act("worker"))
    MATTERS.take(matter, "answer", by=world.act("worker"), given={"note": "修好了"})
    MATTERS.take(matter, "confirm", by=world.act("resident"))


def test_an_estates_page_names_who_is_in_charge_with_the_offices_telephone_only(client, world):
    person = world.accounts["secretary"].person
    person.phone = "13999998888"
    person.save()
    page = client.get("/places/E0001").content.decode()
    assert "周敏" in page and "网格员" in page and "黄建国" in page and "社区党组织书记" in page
    assert "0591-5550101" in page and "13999998888" not in page
    assert "郑督办" not in page
    assert "tel:0591-5550101" in page


def test_residents_see_the_list_shrink(client, world):
    matters = public(world, 3)
    Matter.objects.filter(pk__in=matters).update(told_at=timezone.now() - dt.timedelta(days=120))
    solve(world, matters[0])
    solve(world, matters[1])
    page = client.get("/places/E0001").content.decode()
    assert "在办 <b>1</b> 件，一年来办好 <b>2</b> 件" in page
    assert "时还有 3 件" in page and "现在 1 件" in page
    assert "最近办好的" in page


@pytest.mark.parametrize(
    "code", ["E0001", "E0001-03", "350999001001", "350999001001-G03", "350999001000", "350999000000"]
)
def test_every_level_of_place_has_a_page(client, world, code):
    public(world, 1, "building")
    answer = client.get(f"/places/{code}")
    assert answer.status_code == 200


def test_a_streets_figures_are_the_kept_counts_of_its_communities(client, world):
    solve(world, public(world, 1)[0])
    world.tell(text="不公开的也算在街道的数里")
    assert tallies.differences() == []
    assert "反映 2 件，确认解决 1 件" in client.get("/places/350999001000").content.decode()


@pytest.mark.parametrize("code", ["350000000000", "350900000000", "nowhere", "E0001x"])
def test_what_is_no_place_of_residents_is_not_found(client, world, code):
    assert client.get(f"/places/{code}").status_code == 404


def test_homes_have_no_page_and_stand_in_no_list(client, world):
    above = world.places["building"]
    Place.objects.create(
        level="dwelling",
        code="E0001-03-0502",
        name="502 室",
        parent=above,
        path=above.path + "E0001-03-0502/",
    )
    assert client.get("/places/E0001-03-0502").status_code == 404
    assert "502 室" not in client.get("/places/E0001-03").content.decode()


def test_a_place_is_found_by_any_two_characters_of_its_name(client, world):
    found = client.get("/places/find", {"q": "榕花"}).content.decode()
    assert "/places/E0001" in found
    part = client.get("/places/find", {"q": "榕花"}, headers={"HX-Request": "true"}).content.decode()
    assert "/places/E0001" in part and "<html" not in part
    pick = client.get(
        "/places/find", {"place_q": "榕花", "pick": "1"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'name="place" value="E0001"' in pick
    assert "没有找到" in client.get("/places/find", {"q": "月球"}).content.decode()


def test_the_device_remembers_the_place_and_home_opens_on_it(client, world):
    assert "您住在哪个小区" in client.get("/").content.decode()
    client.get("/places/E0001")
    home = client.get("/").content.decode()
    assert "青榕花园" in home and "/tell/?place=E0001" in home


def test_the_code_on_the_wall_leads_to_the_place_and_the_telling_says_so(client, world):
    worker = Client()
    worker.force_login(world.accounts["worker"])
    sheet = "/places/E0001-03/qr"
    assert "data:image/svg" not in worker.get(sheet).content.decode()
    assert worker.post(sheet).status_code == 302
    token = Place.objects.get(code="E0001-03").token
    assert (
        "data:image/svg" in worker.get(sheet).content.decode() and token in worker.get(sheet).content.decode()
    )
    arrived = client.get(f"/p/{token}", follow=True)
    page = arrived.content.decode()
    assert "3 号楼" in page and "channel=wall" in page
    form = client.get("/tell/", {"place": "E0001-03", "channel": "wall"}).content.decode()
    assert 'name="channel" value="wall"' in form
    client.post(
        "/tell/", {"place": "E0001", "part": "E0001-03", "channel": "wall", "text": "门禁坏了", "act": "send"}
    )
    matter = Matter.objects.get()
    assert (matter.channel, matter.place.code) == ("wall", "E0001-03")
    worker.post(sheet)
    assert client.get(f"/p/{token}").status_code == 404


def test_the_sheet_for_the_wall_is_for_those_whose_seat_covers_the_place(client, world):
    for name, seen in (
        ("secretary", 200),
        ("street", 200),
        ("worker2", 404),
        ("clerk", 404),
        ("resident", 404),
    ):
        other = Client()
        other.force_login(world.accounts[name])
        assert other.get("/places/E0001/qr").status_code == seen, name
        assert (other.post("/places/E0001/qr").status_code == 302) == (seen == 200), name
    assert client.get("/places/E0001/qr").status_code == 302, "a visitor is sent to sign in"


@pytest.mark.parametrize(
    "page",
    ["/", "/places/E0001", "/places/350999001001", "/places/350999001000", "/follow/", "/tell/?place=E0001"],
)
def test_pages_ask_the_same_number_of_questions_for_one_row_and_for_fifty(client, world, page):
    client.force_login(world.accounts["resident"])
    client.cookies["jinlin-place"] = "E0001"

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    public(world, 1)
    asked()
    few = asked()
    for matter in public(world, 24)[:12]:
        solve(world, matter)
    assert asked() == few <= 12


def test_a_receipt_with_a_long_thread_asks_no_more_than_with_a_short_one(client, world):
    from tests.matters.test_resident_privacy import public_of, receipt_of

    matter = public(world, 1)[0]
    telling = Matter.objects.get().tellings.get().pk
    MATTERS.take(matter, "accept", by=world.act("worker"))

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    pages = (receipt_of(telling), public_of(matter))
    few = [asked(page) for page in pages]
    for n in range(20):
        MATTERS.take(matter, "follow", by=world.act("worker"), given={"note": f"第 {n} 次跟进"})
    assert [asked(page) for page in pages] == few
    assert max(few) <= 12

"""The tree of places for workers: what lies in what, grids, adding, links to what else there is about a place, import."""

import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jinlin.base.rule import Refused
from jinlin.matters.models import Matter
from jinlin.organisations.models import Seat, Tenure
from jinlin.places.commands import add_place, lay_grid
from jinlin.places.models import Place
from tests.cast import SINCE, build
from tests.organisations.seats import newcomer
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db

MOST = 12


@pytest.fixture
def world():
    return build()


@pytest.fixture
def page(client, world):
    def opened(name):
        return sign_in(client, world.accounts[name])

    return opened


@pytest.fixture
def operator(world):
    person = newcomer("信息员", username="operator")
    Tenure.objects.create(
        seat=Seat.objects.create(role="operator", place=world.places["district"]),
        person=person,
        from_on=SINCE,
    )
    world.accounts["operator"] = person.account


def text(answer):
    return answer.content.decode()


def key_in(answer):
    return re.search(r'name="key" value="([^"]+)"', text(answer))[1]


def refusal(command, **given):
    with pytest.raises(Refused) as refused:
        command(**given)
    return refused.value.reason.code


def at(world, name):
    return f"/places/tree/{world.places[name].code}"


def test_a_worker_s_tree_begins_at_the_own_seat_and_goes_down(world, page):
    body = text(page("worker").get("/places/tree/"))
    assert "榕西社区" in body and "青榕花园" in body and "第 3 网格" in body
    assert "东溪" not in body
    body = text(page("worker").get(at(world, "qingrong")))
    assert "3 号楼" in body and "第 3 网格" in body


def test_a_place_names_who_is_in_charge_and_leads_to_its_wall_code_households_and_public_page(world, page):
    body = text(page("worker").get(at(world, "qingrong")))
    code = world.places["qingrong"].code
    assert "周敏" in body and "林晓" in body and "黄建国" in body
    for address in (f"/places/{code}", f"/places/{code}/qr", f"/people/households/{code}"):
        assert f'href="{address}"' in body
    body = text(page("mediator").get(at(world, "qingrong")))
    assert f"/people/households/{code}" not in body


def test_the_neighbour_s_places_are_not_found_and_the_way_up_shows_only_the_own_branch(world, page):
    neighbour = page("worker2")
    assert neighbour.get(at(world, "qingrong")).status_code == 404
    assert neighbour.get(at(world, "community")).status_code == 404
    body = text(neighbour.get(at(world, "street")))
    assert "东溪社区" in body and "榕西社区" not in body
    assert page("clerk").get("/places/tree/").status_code == 404
    assert page("resident").get("/places/tree/").status_code == 404


def test_a_grid_worker_sees_the_community_of_the_grid_and_changes_nothing(world, page):
    worker = page("grid_worker")
    assert "青榕花园" in text(worker.get("/places/tree/"))
    assert worker.get(f"{at(world, 'qingrong')}/add").status_code == 404
    assert (
        worker.post(
            f"{at(world, 'community')}/grid", {"place": world.places["qingrong"].pk, "grid": "none"}
        ).status_code
        == 404
    )


def test_estates_are_put_under_a_grid_and_what_lies_in_them_follows(world, page):
    grid = add_place(parent=world.places["community"], level="grid", name="4", by=world.act("secretary"))
    assert (grid.name, grid.grid_id) == ("第 4 网格", None)
    secretary = page("secretary")
    address = f"{at(world, 'community')}/grid"
    given = {
        "place": world.places["qingrong"].pk,
        "grid": grid.pk,
        "key": key_in(secretary.get(at(world, "community"))),
    }
    assert secretary.post(address, given).status_code == 302
    assert set(
        Place.objects.filter(path__startswith=world.places["qingrong"].path).values_list("grid", flat=True)
    ) == {grid.pk}
    assert "一共 2 处" in text(secretary.get(at(world, "community")))
    assert Place.objects.get(pk=world.places["grid"].pk).grid_id is None
    none = secretary.post(address, {"place": "", "grid": ""}, follow=True)
    assert "请先勾选" in text(none)


def test_open_matters_follow_their_place_into_its_new_grid(world):
    told = world.tell().matter
    grid = add_place(parent=world.places["community"], level="grid", name="4", by=world.act("secretary"))
    lay_grid(places=[world.places["qingrong"]], grid=grid, by=world.act("secretary"))
    assert Matter.objects.get(pk=told).grid_id == grid.pk


def test_a_grid_covers_its_own_community_only(world):
    grid = add_place(parent=world.places["community2"], level="grid", name="1", by=world.act("street"))
    given = {"places": [world.places["qingrong"]], "grid": grid}
    assert refusal(lay_grid, **given, by=world.act("street")) == "wrong_grid"
    assert refusal(lay_grid, **given, by=world.act("worker2")) == "not_yours"
    community = {"places": [world.places["community"]], "grid": world.places["grid"]}
    assert refusal(lay_grid, **community, by=world.act("street")) == "wrong_level"


def test_a_building_is_added_after_a_second_look_and_one_name_however_written_stands_once(world, page):
    worker, address = page("worker"), f"{at(world, 'qingrong')}/add"
    key = key_in(worker.get(address))
    given = {"level": "building", "name": "5", "households": "48", "key": key}
    looked = worker.post(address, {**given, "act": "look"})
    assert "核对" in text(looked) and not Place.objects.filter(name="5 号楼").exists()
    for _ in range(2):
        assert worker.post(address, {**given, "act": "send"}).status_code == 302
    made = Place.objects.get(name="5 号楼")
    assert (made.parent, made.grid, made.households, made.code) == (
        world.places["qingrong"], world.places["grid"], 48, "E0001-05",
    )  # fmt: skip
    again = worker.post(address, {**given, "name": "五号楼", "key": "other", "act": "look"})
    assert again.status_code == 409 and "同名" in text(again) and "五号楼" in text(again)
    wrong = worker.post(address, {**given, "households": "很多", "key": "third", "act": "look"})
    assert wrong.status_code == 422 and "很多" in text(wrong)


def test_every_level_below_a_community_is_added_in_its_own_place(world):
    by = world.act("secretary")
    estate = add_place(
        parent=world.places["community"], level="estate", name="南门新村", grid=world.places["grid"], by=by
    )
    building = add_place(parent=estate, level="building", name="1", by=by)
    stairwell = add_place(parent=building, level="stairwell", name="2", by=by)
    home = add_place(parent=stairwell, level="dwelling", name="302", area=9_612, by=by)
    assert (home.name, home.area_cm2, home.grid) == ("302 室", 9_612, world.places["grid"])
    assert home.path == f"{stairwell.path}{home.code}/"
    assert (
        refusal(add_place, parent=world.places["community"], level="building", name="1", by=by)
        == "wrong_level"
    )
    assert (
        refusal(
            add_place, parent=world.places["street"], level="community", name="新社区", by=world.act("street")
        )
        == "wrong_level"
    )
    assert (
        refusal(add_place, parent=world.places["community2"], level="estate", name="别人的", by=by)
        == "not_yours"
    )
    assert refusal(add_place, parent=estate, level="building", name=" ", by=by) == "no_name"


@pytest.mark.parametrize(
    "name", ["worker", "grid_worker", "secretary", "street", "mediator", "clerk", "resident"]
)
def test_files_of_places_are_brought_in_by_district_and_operator_only(world, page, name):
    assert page(name).get("/places/tree/import").status_code == 404


def test_an_imported_sheet_answers_with_every_returned_row_and_the_same_form_twice_adds_nothing(
    world, page, operator, tmp_path
):
    book = openpyxl.Workbook()
    for row in (
        ("社区", "小区", "楼栋", "户数"),
        ("榕西社区", "滨江苑", "1", 30),
        ("没有的社区", "某小区", "2", 20),
    ):
        book.active.append(row)
    book.save(tmp_path / "places.xlsx")
    whole = (tmp_path / "places.xlsx").read_bytes()
    keeper = page("operator")
    key = key_in(keeper.get("/places/tree/import"))
    for _ in range(2):
        body = text(
            keeper.post("/places/tree/import", {"key": key, "file": SimpleUploadedFile("小区.xlsx", whole)})
        )
        assert "读了 2 行：新增 1" in body and "退回 1" in body and "没有社区“没有的社区”" in body
    assert Place.objects.filter(name="滨江苑").count() == 1
    body = text(
        keeper.post("/places/tree/import", {"key": "another", "file": SimpleUploadedFile("小区.xlsx", whole)})
    )
    assert "新增 0" in body


def test_a_file_that_is_no_sheet_is_answered_with_the_reason(world, page, operator):
    keeper = page("operator")
    nothing = keeper.post("/places/tree/import", {"key": "k"})
    assert nothing.status_code == 422 and "请选一个文件" in text(nothing)
    picture = keeper.post(
        "/places/tree/import",
        {"key": "k2", "file": SimpleUploadedFile("x.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 99)},
    )
    assert picture.status_code == 422


def test_a_place_with_many_inside_asks_no_more_questions(world, page, django_assert_max_num_queries):
    worker = page("worker")
    worker.get("/places/tree/")
    for number in range(60):
        add_place(
            parent=world.places["qingrong"], level="building", name=str(number + 10), by=world.act("worker")
        )
    with django_assert_max_num_queries(MOST):
        assert "69 号楼" in text(worker.get(at(world, "qingrong")))

"""Open data: everybody's, described column by column, and nothing of persons can enter it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.apps import apps

from jinlin.base.opendata import Column, DataSet, data_sets
from jinlin.base.words import Words
from jinlin.insight.opendata.checking import faults
from jinlin.people.register import known_fields
from jinlin.places.models import Place

W = Words("某", "some")


def data(model_label: str, *fields: str) -> DataSet:
    model = apps.get_model(model_label)
    columns = tuple(Column(f"c{n}", W, field=field) for n, field in enumerate(fields))
    return DataSet("trial", W, about=W, columns=columns, query=model._default_manager.all)


def body(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8")


# --- nothing of persons ---


def test_every_registered_data_set_may_be_handed_out():
    assert data_sets()
    assert [fault for one in data_sets() for fault in faults(one)] == []


@pytest.mark.parametrize("label", sorted(known_fields()))
def test_no_field_of_the_register_can_enter(label: str):
    for field in sorted(known_fields()[label]):
        assert faults(data(label, field)), f"{label}.{field}"


@pytest.mark.parametrize(
    ("label", "way"),
    [
        ("matters.Matter", "owner__person__name"),
        ("matters.Matter", "owner"),
        ("matters.Matter", "tellings__text"),
        ("matters.Telling", "told_at"),
        ("organisations.Seat", "tenures__person__pinyin"),
        ("places.Place", "households__members__person__phone"),
        ("places.Boundary", "rings"),
        ("places.Place", "nothing"),
        ("places.Place", "name__x"),
    ],
)
def test_no_way_leads_to_a_person_a_sealed_field_or_free_text(label: str, way: str):
    assert faults(data(label, way)), way


def test_what_says_nothing_about_a_person_may_be_open():
    assert faults(data("places.Place", "code", "name", "parent__name", "boundary__area_cm2")) == []


def test_only_the_guarded_figures_may_be_worked_out_instead_of_read():
    worked_out = DataSet("people", W, about=W, columns=(Column("name", W),), computed=lambda: [["王秀兰"]])

    assert faults(worked_out)


def test_a_data_set_with_a_personal_field_is_not_found_and_not_listed(world, client):
    from jinlin.base import opendata

    opendata.register(data("people.Person", "name"))
    try:
        assert client.get("/open/trial.csv").status_code == 404
        assert "trial" not in client.get("/open/").content.decode()
        assert "trial" not in client.get("/open/catalogue.json").content.decode()
    finally:
        del opendata._sets["trial"]


def test_a_data_set_says_what_is_wrong_with_its_declaration_at_once():
    with pytest.raises(ValueError, match="query or computed"):
        DataSet("x", W, about=W, columns=())
    with pytest.raises(ValueError, match="kinds"):
        DataSet("x", W, about=W, columns=(Column("a", W, kind="secret"),), query=Place.objects.all)


# --- the files ---


def test_places_come_as_a_table_with_the_columns_that_are_described(world, client):
    Place.objects.filter(code="E0001").update(lat_e6=25_300_000, lon_e6=118_400_001)

    answer = client.get("/open/places.csv")
    rows = list(csv.DictReader(io.StringIO(body(answer).removeprefix("\ufeff"))))

    estate = next(row for row in rows if row["code"] == "E0001")
    assert (estate["name"], estate["level"], estate["parent"]) == ("青榕花园", "小区", "350999001001")
    assert (estate["lat"], estate["lon"]) == ("25.3", "118.400001")
    assert {row["level"] for row in rows} <= {"区县", "街道", "社区", "小区"}
    assert answer.headers["Content-Type"].startswith("text/csv")


def test_the_same_as_json_names_licence_moment_and_columns(world, client):
    found = json.loads(body(client.get("/open/places.json")))

    assert "注明来源" in found["licence"] and found["as_of"]
    assert set(found["rows"][0]) == {column["code"] for column in found["columns"]}
    assert (
        len(found["rows"])
        == Place.objects.filter(level__in=("district", "street", "community", "estate")).count()
    )


def test_a_name_that_looks_like_a_formula_stays_text(world, client):
    Place.objects.filter(code="E0001").update(name="=1+1")

    assert "\u200b=1+1" in body(client.get("/open/places.csv"))


def test_figures_are_open_by_year_under_the_guard(world, client):
    for number in range(7):
        world.tell(f"第 {number} 件：路灯不亮", by=world.act("resident"))
    world.tell("另一处的一件", place="dongxi", by=world.act("resident"))

    rows = json.loads(body(client.get("/open/figures.json")))["rows"]

    assert rows
    assert all(len(row["period"]) == 4 for row in rows)
    small = [
        row
        for row in rows
        if row["value"] is not None and row["unit"] != "%" and 0 < row["value"] < 5 and not row["suppressed"]
    ]
    from jinlin.base.figures import figures

    assert [row for row in small if figures[row["figure"]].guard] == []
    assert all(figures[row["figure"]].public for row in rows)
    told = {row["place_name"]: row for row in rows if row["name"] == "反映" and row["period"] != "2025"}
    if told:
        assert told["东溪社区"]["suppressed"] and told["东溪社区"]["value"] is None


def test_no_name_of_anybody_stands_in_any_open_file(world, client):
    world.tell("我是王秀兰，电话 13900000001", by=world.act("resident"))

    for one in data_sets():
        for form in ("csv", "json"):
            text = body(client.get(f"/open/{one.code}.{form}"))
            assert "王秀兰" not in text and "13900000001" not in text


def test_the_page_describes_every_column_and_needs_no_account(world, client):
    page = client.get("/open/").content.decode()

    for one in data_sets():
        assert one.words.zh in page
        assert all(f"<code>{column.code}</code>" in page for column in one.columns)
    assert "不足 5" in page


def test_an_unknown_set_or_form_is_not_found(world, client):
    assert client.get("/open/nothing.csv").status_code == 404
    assert client.get("/open/places.xml").status_code == 404


def test_a_large_set_is_written_row_by_row_with_the_same_few_questions(world, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            body(client.get("/open/places.csv"))
        return len(captured)

    before = asked()
    parent = Place.objects.get(code="350999001001")
    Place.objects.bulk_create(
        Place(level="estate", code=f"Z{n}", name=f"小区{n}", parent=parent, path=f"{parent.path}Z{n}/")
        for n in range(50)
    )
    assert asked() == before

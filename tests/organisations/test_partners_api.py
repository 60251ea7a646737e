"""The API of partners, from the same declarations as the pages."""

import datetime as dt

import pytest

from jinlin.organisations.models import Agreement, Occasion
from tests.cast import build
from tests.matters.test_rest import Caller
from tests.organisations.partners import duty, held, in_force, institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = build()
    institution(made, "library", "区图书馆", "苏馆员")
    institution(made, "clinic", "市中医院", "梁医师")
    return made


@pytest.fixture
def call(client, world):
    return lambda name: Caller(client, world, name)


def test_an_agreement_goes_through_its_steps_and_a_repeat_has_no_second_effect(world, call):
    body = {
        "community": world.places["community"].code, "institution": "library", "from_on": "2026-12-01", "to_on": "2099-11-30", "clauses": {"joint_activity": 1},
    }  # fmt: skip
    assert call("worker").post("/agreements", body, key="a").status_code == 422
    body["to_on"] = "2031-11-30"
    body["from_on"] = dt.date.today().replace(day=1).isoformat()
    body["to_on"] = (dt.date.today() + dt.timedelta(days=400)).isoformat()
    first, again = (
        call("worker").post("/agreements", body, key="b"),
        call("worker").post("/agreements", body, key="b"),
    )
    assert (first.status_code, first.json()) == (201, again.json())
    assert Agreement.objects.count() == 1
    way = f"/agreements/{first.json()['ref']}"
    assert call("secretary").post(f"{way}/steps/accept", {"version": 1}).json()["state"] == "half"
    refused = call("secretary").post(f"{way}/steps/accept_too", {"version": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_twice")
    assert call("library_clerk").post(f"{way}/steps/accept_too", {"version": 1}).json()["state"] == "in_force"
    shown = call("street").get(way).json()
    assert shown["versions"][0]["clauses"] == [
        {"kind": "joint_activity", "cadence": "monthly", "measure": "times", "target": 1}
    ]
    assert {one["step"] for one in shown["offers"]} >= {"propose", "end"}


def test_what_is_not_the_askers_is_not_found(world, call):
    row = in_force(world)
    for name in ("clinic_clerk", "worker2", "resident"):
        assert call(name).get(f"/agreements/{row.number}").status_code == 404
        assert call(name).get(f"/obligations/{duty(row, '2026-01-09').pk}").status_code == 404
        assert call(name).get("/partners/library/book").status_code == 404
        assert call(name).get("/agreements").json()["count"] == 0


def test_a_record_is_named_by_kind_and_id_and_counts_once(world, call):
    row = in_force(world)
    record = held(world, "2026-01-20", people=7)
    way = f"/obligations/{duty(row, '2026-01-20').pk}"
    kept = call("library_clerk").post(f"{way}/steps/link", {"evidence": f"occasion:{record.pk}"})
    assert (kept.status_code, kept.json()["state"], kept.json()["evidence"][0]["people"]) == (200, "kept", 7)
    again = call("worker").post(f"{way}/steps/link", {"evidence": f"occasion:{record.pk}"})
    assert (again.status_code, again.json()["code"]) == (422, "not_twice")
    assert call("worker").post(f"{way}/steps/link", {"evidence": "做过了"}).status_code == 422
    book = call("street").get("/partners/library/book").json()
    assert (book["records"], book["together"][0]["people"]) == (1, 7)
    listed = call("worker").get("/partners").json()["partners"]
    assert [(one["code"], one["months_kept"]) for one in listed] == [("library", 1)]


def test_a_shared_record_is_entered_and_confirmed(world, call):
    in_force(world)
    body = {
        "community": world.places["community"].code,
        "institution": "library",
        "kind": "visit",
        "title": "走访",
        "on": "2026-02-03",
    }
    made = call("worker").post("/occasions", body, key="x").json()
    assert call("worker").post("/occasions", {**body, "on": "昨天"}).status_code == 422
    assert call("worker").post("/occasions", {**body, "institution": "nobody"}).status_code == 422
    way = f"/occasions/{made['ref']}"
    assert call("worker").post(f"{way}/steps/confirm").status_code == 409
    assert call("library_clerk").post(f"{way}/steps/confirm").json()["state"] == "confirmed"
    assert Occasion.objects.get().state == "confirmed"
    assert call("worker").get("/occasions?state=confirmed").json()["count"] == 1
    assert call("worker").get("/obligations?only=late").status_code == 200
    assert call("worker").get("/alliances").json() == []

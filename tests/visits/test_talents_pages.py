"""Pages and API of talents: the mosaic without names, requests between two people, the workers' list."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinlin.people.public import issue_token
from jinlin.visits.models import Talent, TalentRequest
from tests.cast import World
from tests.people.pages import sign_in
from tests.visits.gifted import PHONE, listed, town
from tests.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return town()


def signed(world: World, who: str) -> Client:
    return sign_in(Client(), world.accounts[who])


def test_the_mosaic_shows_skills_by_building_and_never_a_name(world: World) -> None:
    listed(world)
    listed(world, "mediator", "knowing.mediation", seen="workers")
    for way in (reverse("talents"), reverse("talents") + "?q=下棋", reverse("talents") + "?place=E0001-03"):
        page = Client().get(way).content.decode()
        assert "围棋" in page and "3 号楼" in page
        assert not [secret for secret in ("李国强", "李**", PHONE, "调解", "吴调解") if secret in page]
    assert "还没有找到" in Client().get(reverse("talents") + "?q=剪头").content.decode()
    assert "围棋" in whole(Client(), reverse("place", args=["E0001"]))


def test_a_neighbour_asks_once_and_only_the_two_read_it(world: World) -> None:
    row = listed(world)
    way, typed = (
        reverse("talent_ask", args=[row.pk]),
        {"skill": "arts.go", "text": "想带孩子学围棋", "key": "a1"},
    )
    mine = signed(world, "resident")
    assert {mine.post(way, typed).status_code for _ in range(3)} == {302}
    asked = TalentRequest.objects.get()
    page = reverse("talent_request", args=[asked.pk])
    assert [
        signed(world, who).get(page).status_code
        for who in ("resident", "neighbour", "worker", "secretary", "stranger")
    ] == [200, 200, 404, 404, 404]
    answer = signed(world, "neighbour").post(
        reverse("talent_request_step", args=[asked.pk, "agree"]), {"key": "b1", "note": "周日九点驿站"}
    )
    assert answer.status_code == 302
    shown = mine.get(page).content.decode()
    assert "周日九点驿站" in shown
    assert PHONE not in shown and "李国强" not in shown


def test_one_suggests_oneself_or_a_neighbour_and_learns_nothing_of_others(world: World) -> None:
    mine = signed(world, "resident")
    typed = {"who": "other", "called": "李老师", "phone": PHONE, "key": "s1"}
    known = mine.post(reverse("talent_new"), typed)
    unknown = mine.post(reverse("talent_new"), typed | {"phone": "13700001111", "key": "s2"})
    assert known["Location"] == unknown["Location"]
    assert (
        "愿意"
        in signed(world, "neighbour")
        .get(reverse("talent", args=[Talent.objects.get(person__isnull=False).pk]))
        .content.decode()
    )
    assert (
        signed(world, "worker")
        .get(reverse("talent", args=[Talent.objects.get(person__isnull=False).pk]))
        .status_code
        == 404
    )
    assert "打电话问本人愿不愿意" in whole(signed(world, "worker"), reverse("today"))
    own = mine.post(reverse("talent_new"), {"who": "self", "seen": "public", "most_week": "1", "key": "s3"})
    assert own.status_code == 302
    assert Talent.objects.filter(person=world.accounts["resident"].person).get().state == "accepted"
    assert mine.post(reverse("talent_new"), {"who": "other", "key": "s4"}).status_code == 422


def test_workers_find_by_skill_with_masked_names_and_others_see_nothing(world: World) -> None:
    row = listed(world)
    worker = signed(world, "worker")
    page = worker.get(reverse("talents_desk") + "?q=黑白棋").content.decode()
    assert "李**" in page and "李国强" not in page
    assert (
        reverse("talent", args=[row.pk])
        not in worker.get(reverse("talents_desk") + "?q=剪头").content.decode()
    )
    assert (
        reverse("talent", args=[row.pk])
        not in signed(world, "worker2").get(reverse("talents_desk")).content.decode()
    )
    assert "李" not in worker.get(reverse("talents_export")).content.decode("utf-8-sig")
    contact = worker.post(reverse("talent_contact", args=[row.pk]))
    assert "李国强" in contact.content.decode()
    assert signed(world, "worker2").post(reverse("talent_contact", args=[row.pk])).status_code == 404
    assert [
        signed(world, who).get(reverse("talent", args=[row.pk])).status_code
        for who in ("neighbour", "worker", "stranger", "street")
    ] == [200, 200, 404, 404]


def test_lists_ask_as_much_for_one_as_for_many(world: World) -> None:
    listed(world)
    ways = [(Client(), reverse("talents") + "?q=围棋"), (signed(world, "worker"), reverse("talents_desk"))]
    counts = []
    for client, way in ways:
        client.get(way)
        with CaptureQueriesContext(connection) as few:
            client.get(way)
        counts.append(len(few))
    for who in ("resident", "stranger", "mediator", "clerk"):
        listed(world, who)
    for (client, way), before in zip(ways, counts, strict=True):
        with CaptureQueriesContext(connection) as many:
            client.get(way)
        assert len(many) <= before <= 12, (way, before)


def test_the_api_finds_asks_and_says_why_not(world: World) -> None:
    def client(who: str) -> Client:
        return Client(HTTP_AUTHORIZATION=f"Bearer {issue_token(account=world.accounts[who], audience='api')}")

    row = listed(world, most_week=1)
    found = client("resident").get("/api/v1/talents?q=黑白棋").json()["items"]
    assert found == [{"ref": str(row.pk), "place": "E0001-03", "skills": ["arts.go"], "rests": False}]
    body = json.dumps({"skill": "arts.go", "text": "想学"})
    made = client("resident").post(
        f"/api/v1/talents/{row.pk}/requests", body, content_type="application/json", HTTP_IDEMPOTENCY_KEY="a"
    )
    again = client("resident").post(
        f"/api/v1/talents/{row.pk}/requests", body, content_type="application/json", HTTP_IDEMPOTENCY_KEY="a"
    )
    assert (made.status_code, again.json()["ref"]) == (201, made.json()["ref"])
    done = client("neighbour").post(
        f"/api/v1/talent-requests/{made.json()['ref']}/steps/agree",
        json.dumps({"note": "周日"}),
        content_type="application/json",
    )
    assert done.json()["state"] == "agreed"
    full = client("stranger").post(
        f"/api/v1/talents/{row.pk}/requests", body, content_type="application/json"
    )
    assert (full.status_code, full.json()["code"]) == (409, "too_many")
    assert client("worker").get(f"/api/v1/talent-requests/{made.json()['ref']}").status_code == 404
    assert len(client("resident").get("/api/v1/skills").json()) > 15

"""The API of trees and gatherings, what waits on the first page, and what is said before a tenure ends."""

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.worklist import sources
from jinlin.organisations.commands import rename
from jinlin.organisations.models import Gathering, Institution, Seat, Tenure
from jinlin.organisations.waiting import waiting_gatherings, waiting_seats
from jinlin.people.models import Person
from jinlin.people.public import issue_token
from tests.cast import SINCE
from tests.organisations.test_gatherings_life import plan, take, world  # noqa: F401
from tests.organisations.test_pages import send, text
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(client, world):  # noqa: F811
    def ask(name, way, body=None, **headers):
        token = issue_token(account=world.accounts[name], audience="api")
        given = {"HTTP_AUTHORIZATION": f"Bearer {token}", **headers}
        if body is None:
            return client.get(f"/api/v1{way}", **given)
        return client.post(f"/api/v1{way}", body, content_type="application/json", **given)

    return ask


def test_organisations_are_read_as_they_stood_on_a_day(api, world):  # noqa: F811
    rename(organisation=world.branch, name="新名", on=timezone.localdate(), by=world.act("street"))
    now = api("street", "/organisations?level=estate_branch").json()
    then = api("street", f"/organisations?level=estate_branch&on={SINCE}").json()
    assert [one["name"] for one in now["organisations"]] == ["新名"]
    assert [one["name"] for one in then["organisations"]] == ["青榕花园党支部"]
    assert then["organisations"][0]["parent"].startswith("community_committee")
    unread = api("street", "/organisations?on=gestern")
    assert unread.status_code == 422 and unread.json()["faults"][0]["field"] == "on"


def test_coverage_overlaps_and_vacancies_answer_within_rights(api, world):  # noqa: F811
    assert api("street", "/coverage").json()[0]["covered"] == 1
    assert api("street", "/coverage?level=no.such").status_code == 404
    assert api("street", "/overlaps").json()[0]["secretaries"] == 0
    assert api("worker", "/overlaps").status_code == 404
    Seat.objects.create(role="building_head", place=world.places["building"], made_on=SINCE)
    assert api("street", "/vacancies").json()[0]["filled_by_en"] == "the community's secretary"
    assert api("worker2", "/vacancies").json() == []


def test_a_gathering_is_planned_and_lived_by_the_api(api, world):  # noqa: F811
    body = {
        "organisation": world.branch.code, "kind": "theme_day", "title": "清扫", "starts_at": "2026-08-03T09:00:00+08:00", "agenda": "集合",
    }  # fmt: skip
    made = api("chen", "/gatherings", body, HTTP_IDEMPOTENCY_KEY="k")
    again = api("chen", "/gatherings", body, HTTP_IDEMPOTENCY_KEY="k")
    assert made.status_code == again.status_code == 201 and made.json() == again.json()
    pk = made.json()["id"]
    assert Gathering.objects.count() == 1
    assert api("chen", f"/gatherings/{pk}/steps/call", {}).json()["state"] == "called"
    refused = api("chen", f"/gatherings/{pk}/steps/close", {})
    assert refused.status_code == 409 and refused.json()["code"] == "wrong_state"
    assert api("neighbour", f"/gatherings/{pk}").status_code == 404
    assert api("street", "/gatherings").json()[0]["title"] == "清扫"
    assert api("street", "/gatherings", body).status_code == 409
    assert api("neighbour", "/gatherings", body).status_code == 404
    kinds = {one["code"]: one for one in api("chen", "/gathering-kinds").json()}
    assert kinds["members_meeting"]["passes_of_entitled"] == "> 1/2"


def test_minutes_wait_for_somebody_other_than_their_writer(world):  # noqa: F811
    now = timezone.now()
    made = plan(world, kind="theme_day")
    take(world, made, "sign", people=[world.members[0].pk])
    take(world, made, "open")
    take(world, made, "close")
    take(world, made, "draft", minutes="好。", by="huangzhi")
    assert [one.what.en for one in waiting_gatherings(world.act("chen"), now, 9)] == ["Minutes to confirm"]
    assert list(waiting_gatherings(world.act("huangzhi"), now, 9)) == []
    assert list(waiting_gatherings(world.act("street"), now, 9)) == []
    assert {"gatherings", "seats"} <= set(sources)


def test_vacant_seats_and_ending_terms_wait_for_whoever_fills_them(world):  # noqa: F811
    now = timezone.now()
    Seat.objects.create(role="building_head", place=world.places["building"])
    Seat.objects.create(role="owners_chair", place=world.places["qingrong"], made_on=SINCE)
    tenure = Tenure.objects.get(person=world.accounts["huangzhi"].person)
    tenure.to_on = timezone.localdate() + dt.timedelta(days=89)
    tenure.save()
    assert [one.where for one in waiting_seats(world.act("secretary"), now, 9)] == [""]
    assert [one.what.en for one in waiting_seats(world.act("street"), now, 9)] == [
        "Vacant; yours to fill", "The term ends; a successor is wanted",
    ]  # fmt: skip
    assert list(waiting_seats(world.act("worker"), now, 9)) == []
    tenure.to_on += dt.timedelta(days=2)
    tenure.save()
    assert len(list(waiting_seats(world.act("street"), now, 9))) == 1


def test_what_is_open_is_said_before_a_tenure_ends(client, world):  # noqa: F811
    plan(world)
    tenure = Tenure.objects.get(person=world.accounts["chen"].person)
    shown = text(sign_in(client, world.accounts["street"]).get(f"/seats/tenures/{tenure.pk}/end"))
    assert "没办完的支部活动" in shown


def test_somebody_sent_from_outside_has_a_sender(client, world):  # noqa: F811
    Person.objects.create(name="另一位")
    seat = Seat.objects.create(role="first_secretary", place=world.places["community"])
    sender = Institution.objects.get(code="housing")
    given = {
        "who": "第一书记", "phone": "13900001111", "username": "", "how": "sent", "from_on": str(timezone.localdate()), "to_on": "",
        "sent_by": sender.pk,
    }  # fmt: skip
    answer = send(sign_in(client, world.accounts["street"]), f"/seats/{seat.pk}/give", given)
    assert answer.status_code == 302
    assert Tenure.objects.get(seat=seat).sent_by == sender

"""The pages of activities as residents and organisers open them, and the API made from the same declarations."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jinlin.base import calendar_sources
from jinlin.people.models import Look
from jinlin.people.public import issue_token
from jinlin.volunteering.activities import calendars, commands, queries
from jinlin.volunteering.activities.desk import ACTIVITIES
from jinlin.volunteering.models import ClassAsked, Presence, Series, SignUp
from tests.people.pages import sign_in
from tests.venues.house import house
from tests.volunteering.activities.scene import Scene, arrange, publish, scene
from tests.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    return scene()


def signed(made: Scene, who: str) -> Client:
    return sign_in(Client(), made.world.accounts[who])


def text(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, (name, answer.status_code, answer.headers.get("Location"))
    return answer.content.decode()


def test_residents_find_what_is_on_filter_it_and_open_it(made: Scene) -> None:
    client = Client()
    listed = text(client, "activities")
    assert "围棋公益课" in listed
    assert "还有 20 位" in listed
    assert "围棋公益课" not in text(client, "activities", query="?kind=lecture")
    page = text(client, "activity", made.first.pk)
    assert "陈老师" in page and "东半厅" in page and "每周" in page
    assert "围棋公益课" in whole(client, reverse("place", args=["E0001"]))
    assert "围棋公益课" in text(client, "series", made.series.pk)
    month = timezone.localdate(made.first.begins_at)
    assert "围棋公益课" in text(client, "activities_month", query=f"?month={month:%Y-%m}&place=E0001")
    assert "围棋公益课" in text(client, "activities_day", query=f"?on={month.isoformat()}")
    poster = text(client, "activity_poster", made.first.pk)
    assert "扫码报名" in poster and "<svg" in poster
    assert text(client, "activity_by_token", made.first.token)


def test_a_draft_is_not_there_for_the_public(made: Scene) -> None:
    draft = made.series.occurrences.filter(state="draft").first()
    assert Client().get(reverse("activity", args=[draft.pk])).status_code == 404
    assert signed(made, "resident").get(reverse("activity_desk", args=[made.first.pk])).status_code == 404
    assert signed(made, "worker2").get(reverse("activity_desk", args=[made.first.pk])).status_code == 404
    assert text(signed(made, "worker"), "activity_desk", draft.pk)


def test_a_parent_signs_the_child_up_once_however_often_the_button_is_pressed(made: Scene) -> None:
    client, way = signed(made, "resident"), reverse("activity_sign_up", args=[made.first.pk])
    form = text(client, "activity_sign_up", made.first.pk)
    assert "王小宝" in form and "9 岁" in form
    sent = {"people": [str(made.child.pk)], "consent": "1", "role": "participant", "key": "k1"}
    answers = [client.post(way, sent) for _ in range(3)]
    assert {one.status_code for one in answers} == {302}
    (mine,) = SignUp.objects.all()
    assert mine.state == "confirmed"
    page = client.get(answers[0]["Location"]).content.decode()
    assert "报上了" in page and "<svg" in page and "第 1 次来" in page
    assert "王小宝" in text(client, "my_activities")
    assert "王小宝" in whole(client, reverse("me"))
    again = client.post(way, sent | {"key": "k2"})
    assert again.status_code == 409
    assert "已经报过名了" in again.content.decode()
    empty = client.post(way, {"key": "k3", "role": "participant"})
    assert empty.status_code == 409


@pytest.mark.parametrize(("most", "ticked"), [(0, "我自己"), (16, "王小宝")])
def test_whoever_the_activity_is_meant_for_is_ticked_at_first(made: Scene, most: int, ticked: str) -> None:
    resident = made.world.accounts["resident"].person
    assert resident is not None
    resident.birth_year = 1956
    resident.save(update_fields=["birth_year"])
    made.series.age_max = most
    made.series.save(update_fields=["age_max"])
    form = text(signed(made, "resident"), "activity_sign_up", made.first.pk)
    chosen = re.findall(r'name="people" value="(\d+)" checked', form)
    assert chosen == [str({"我自己": resident.pk, "王小宝": made.child.pk}[ticked])]


def test_a_child_not_in_the_register_is_added_by_its_guardian(made: Scene) -> None:
    client = signed(made, "neighbour")
    sent = {"child_name": "李小朵", "child_year": "2018", "role": "participant", "key": "k"}
    answer = client.post(reverse("activity_sign_up", args=[made.first.pk]), sent)
    assert "等监护人同意" in client.get(answer["Location"]).content.decode()
    row = SignUp.objects.get()
    assert client.post(reverse("sign_up_step", args=[row.pk, "consent"]), {"key": "c"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_ones_place_is_ones_own(made: Scene) -> None:
    (one,) = commands.sign_up(activity=made.first, people=[made.partner], by=made.world.act("resident"))
    way = reverse("sign_up", args=[one.sign_up.pk])
    assert signed(made, "resident").get(way).status_code == 200
    for stranger in ("neighbour", "worker2", "clerk"):
        assert signed(made, stranger).get(way).status_code == 404
    assert Client().get(way).status_code == 302
    scanned = reverse("activity_pass", args=[one.sign_up.token])
    assert signed(made, "worker").get(scanned)["Location"].endswith(f"?pass={one.sign_up.token}")
    assert signed(made, "neighbour").get(scanned).status_code == 404


def test_a_worker_arranges_a_series_with_its_room_in_one_form() -> None:
    made = house()
    client = sign_in(Client(), made.world.accounts["worker"])
    typed = {
        "place": str(made.world.places["qingrong"].pk), "kind": "reading", "title": "亲子读书会", "on": made.day.isoformat(), "begins": "14:00",
        "minutes": "60", "repeats": "RRULE:FREQ=WEEKLY", "space": str(made.half_b.pk), "capacity": "15", "audience": "family", "key": "n1",
    }  # fmt: skip
    look = client.post(reverse("activity_new"), typed)
    assert look.status_code == 200 and "亲子读书会" in look.content.decode()
    assert Series.objects.count() == 0
    sent = client.post(reverse("activity_new"), typed | {"act": "send"})
    assert sent.status_code == 302
    series = Series.objects.get()
    first = series.occurrences.order_by("begins_at")[0]
    assert series.rule.startswith("RRULE:FREQ=WEEKLY;BYDAY=")
    assert first.booking is not None and first.booking.state == "confirmed"
    assert series.occurrences.count() >= 8
    clash = client.post(reverse("activity_new"), typed | {"title": "另一个", "key": "n2"})
    assert clash.status_code == 409
    assert "已经有人约了" in clash.content.decode()


def test_what_needs_a_second_look_gets_it_from_another_person() -> None:
    made = house()
    series = arrange(made, kind="free_clinic", title="义诊", needs_guardian=False)
    first = series.occurrences.order_by("begins_at")[0]
    worker, secretary = (
        sign_in(Client(), made.world.accounts["worker"]),
        sign_in(Client(), made.world.accounts["secretary"]),
    )
    assert worker.post(reverse("activity_step", args=[first.pk, "publish"]), {"key": "p"}).status_code == 409
    assert worker.post(reverse("activity_step", args=[first.pk, "submit"]), {"key": "s"}).status_code == 302
    assert worker.post(reverse("activity_step", args=[first.pk, "approve"]), {"key": "a"}).status_code == 409
    assert "活动等您看过" in whole(secretary, reverse("today"))
    assert (
        secretary.post(reverse("activity_step", args=[first.pk, "approve"]), {"key": "b"}).status_code == 302
    )
    first.refresh_from_db()
    assert first.state == "published"


def test_the_list_at_the_door_takes_taps_from_a_form_and_from_a_device(made: Scene, settings: object) -> None:
    (one, other) = commands.sign_up(
        activity=made.first,
        people=queries.family(made.world.act("resident").person)[:2],
        by=made.world.act("resident"),
    )
    made.first.begins_at, made.first.ends_at = timezone.now(), timezone.now() + timezone.timedelta(hours=1)
    made.first.save()
    client = signed(made, "worker")
    page = text(client, "activity_check_in", made.first.pk, query=f"?pass={one.sign_up.token}")
    assert "王**" in page and "王秀兰" not in page
    way = reverse("activity_presence", args=[made.first.pk])
    for _ in range(2):
        assert client.post(way, {"sign_up": one.sign_up.pk, "kind": "in", "nonce": "f1"}).status_code == 302
    body = {
        "facts": [
            {"nonce": "d1", "kind": "in", "sign_up": other.sign_up.pk, "at": timezone.now().isoformat()},
            {"nonce": "d2", "kind": "headcount", "people": 4},
        ]
    }
    for expected in ("recorded", "known"):
        answer = client.post(way, json.dumps(body), content_type="application/json").json()
        assert {row["said"] for row in answer["taken"]} == {expected}
    assert answer["came"] == 6
    assert client.post(way, {"walk_in": "1", "name": "张大爷", "nonce": "w1"}).status_code == 302
    assert Presence.objects.count() == 4
    for stranger in ("resident", "worker2"):
        assert signed(made, stranger).post(way, {"sign_up": one.sign_up.pk, "nonce": "no"}).status_code == 404
    client.post(reverse("activity_names", args=[made.first.pk]))
    assert "王秀兰" in text(client, "activity_check_in", made.first.pk)
    assert Look.objects.filter(person=one.person, purpose__contains="活动签到").count() == 1
    screen = text(client, "activity_door", made.first.pk)
    assert "<svg" in screen and "已到 7 位" in screen


def test_a_visitor_scans_the_door_and_the_family_is_there(made: Scene) -> None:
    from jinlin.base import doorcode

    resident = made.world.act("resident")
    commands.sign_up(activity=made.first, people=[made.partner], by=resident)
    made.first.begins_at, made.first.ends_at = timezone.now(), timezone.now() + timezone.timedelta(hours=1)
    made.first.save()
    client, way = signed(made, "resident"), reverse("activity_arrive", args=[made.first.pk])
    code = doorcode.code("activity", made.first.pk, timezone.now())
    assert "王大明" in client.get(f"{way}?code={code}").content.decode()
    assert client.post(way, {"code": "AAAAAAAA", "people": [made.partner.pk], "key": "x"}).status_code == 409
    assert client.post(way, {"code": code, "people": [made.partner.pk], "key": "x"}).status_code == 302
    assert queries.attended_count(made.first.pk) == 1


def test_a_smaller_class_that_was_asked_for_is_opened_and_told(made: Scene) -> None:
    client = signed(made, "resident")
    for _ in range(2):
        assert (
            client.post(reverse("class_asked", args=[made.series.pk]), {"level": "small"}).status_code == 302
        )
    assert ClassAsked.objects.count() == 1
    worker = signed(made, "worker")
    assert "小课" in text(worker, "series_desk", made.series.pk)
    day = (made.house.day + timezone.timedelta(days=1)).isoformat()
    typed = {
        "level": "small",
        "title": "围棋小课",
        "on": day,
        "begins": "09:00",
        "minutes": "60",
        "capacity": "8",
        "key": "o",
        "act": "send",
    }
    assert worker.post(reverse("class_open", args=[made.series.pk]), typed).status_code == 302
    opened = Series.objects.get(level="small")
    assert (opened.root_id, opened.capacity) == (made.series.pk, 8)
    assert opened.occurrences.get().state == "published"
    assert "围棋小课" in client.get(reverse("my_notices")).content.decode()


def test_this_and_following_is_a_split_and_one_day_is_left_out(made: Scene) -> None:
    worker, way = signed(made, "worker"), lambda step: reverse("series_step", args=[made.series.pk, step])
    days = list(made.series.occurrences.order_by("begins_at").values_list("rule_on", flat=True))
    assert (
        worker.post(
            way("except_day"), {"on": days[1].isoformat(), "note": "老师有事", "key": "e"}
        ).status_code
        == 302
    )
    assert made.series.occurrences.get(rule_on=days[1]).state == "cancelled"
    typed = {
        "from_on": days[2].isoformat(),
        "begins": "10:00",
        "minutes": "60",
        "note": "改到十点",
        "key": "s",
    }
    assert worker.post(way("split"), typed).status_code == 302
    made.series.refresh_from_db()
    assert made.series.state == "ended"
    new = Series.objects.get(after=made.series)
    assert (new.begins, new.root_id, new.since) == (600, made.series.pk, days[2])
    assert made.series.occurrences.get(rule_on=days[2]).state == "cancelled"
    assert new.occurrences.filter(state="published").exists()
    assert made.series.occurrences.get(rule_on=days[0]).state == "published"


def test_calendars_of_place_series_and_person_keep_their_uid_and_mark_what_is_off(made: Scene) -> None:
    commands.sign_up(activity=made.first, people=[made.partner], by=made.world.act("resident"))
    feed = Client().get(reverse("series_feed", args=[made.series.pk])).content.decode()
    own = (
        Client()
        .get(reverse("own_feed", args=[calendars.own_key(made.world.accounts["resident"].pk)]))
        .content.decode()
    )
    uid = f"UID:activity-{made.first.pk}@testserver"
    assert uid in feed and uid in own and "STATUS:CONFIRMED" in own
    assert Client().get(reverse("own_feed", args=["1~forged"])).status_code == 404
    ACTIVITIES.take(
        made.first.pk, "cancel", by=made.world.act("worker"), given={"reason": "weather", "note": "台风"}
    )
    feed = Client().get(reverse("series_feed", args=[made.series.pk])).content.decode()
    assert "STATUS:CANCELLED" in feed and "SEQUENCE:1" in feed
    path = made.world.places["community"].path
    begins = made.first.begins_at
    (entry,) = [
        one
        for one in calendar_sources.entries_of(path, begins, begins + timezone.timedelta(hours=1))
        if one.kind == "activity"
    ]
    assert entry.cancelled and entry.where == "榕西近邻驿站 东半厅"


def test_lists_ask_as_much_for_one_as_for_many(made: Scene) -> None:
    client, public, ways = signed(made, "worker"), Client(), ("activities_desk",)
    for name in ways:
        client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("activities_desk"))
    with CaptureQueriesContext(connection) as few_public:
        public.get(reverse("activities"))
    for number in range(6):
        publish(arrange(made.house, title=f"活动{number}", space=None, where="小广场", rule=""), made.house)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("activities_desk"))
    with CaptureQueriesContext(connection) as many_public:
        public.get(reverse("activities"))
    assert len(many) == len(few) <= 12
    assert len(many_public) == len(few_public) <= 12
    exported = client.get(reverse("activities_export")).content.decode("utf-8-sig")
    assert "活动0" in exported
    for people in (2, 8):
        for account in (
            made.residents(people) if people == 2 else [made.account(f"多{n}") for n in range(people)]
        ):
            from jinlin.organisations.public import actor

            commands.sign_up(activity=made.first, people=[account.person], by=actor(account))
        with CaptureQueriesContext(connection) as shown:
            client.get(reverse("activity_check_in", args=[made.first.pk]))
        assert len(shown) <= 12, len(shown)


def _api(made: Scene, who: str) -> Client:
    return Client(
        HTTP_AUTHORIZATION=f"Bearer {issue_token(account=made.world.accounts[who], audience='api')}"
    )


def test_the_api_lists_signs_up_and_says_why_not(made: Scene) -> None:
    resident, worker = _api(made, "resident"), _api(made, "worker")
    (item,) = resident.get("/api/v1/activities?place=350999001001").json()["items"]
    assert (item["title"], item["free"], item["lead"]) == ("围棋公益课", 20, "陈老师")
    way = f"/api/v1/activities/{item['ref']}/sign-ups"
    sent = [
        resident.post(way, json.dumps({}), content_type="application/json", HTTP_IDEMPOTENCY_KEY="a")
        for _ in range(2)
    ]
    assert {one.status_code for one in sent} == {201}
    assert sent[0].json() == sent[1].json()
    ref = sent[0].json()["items"][0]["sign_up"]
    again = resident.post(
        way, json.dumps({}), content_type="application/json", HTTP_IDEMPOTENCY_KEY="b"
    ).json()
    assert again["items"][0]["why"]["code"] == "not_twice"
    stranger = resident.post(
        way,
        json.dumps({"people": [made.world.accounts["neighbour"].person_id]}),
        content_type="application/json",
    )
    assert (stranger.status_code, stranger.json()["code"]) == (409, "not_yours")
    assert resident.get("/api/v1/sign-ups").json()["items"][0]["state"] == "confirmed"
    at = made.first.begins_at.isoformat()
    door = {
        "facts": [
            {"nonce": "device-1", "sign_up": int(ref), "at": at},
            {"nonce": "device-2", "kind": "headcount", "people": 3, "at": at},
        ]
    }
    early = worker.post(
        f"/api/v1/activities/{item['ref']}/presence", json.dumps(door), content_type="application/json"
    ).json()
    assert {one["why"]["code"] for one in early["taken"]} == {"too_early"}
    assert (
        resident.post(
            f"/api/v1/activities/{item['ref']}/presence", json.dumps(door), content_type="application/json"
        ).status_code
        == 409
    )
    ended = resident.post(f"/api/v1/sign-ups/{ref}/steps/cancel", "{}", content_type="application/json")
    assert (ended.status_code, ended.json()["state"]) == (200, "cancelled")


def test_the_api_arranges_by_a_rule_for_those_who_organise_there(made: Scene) -> None:
    resident, worker = _api(made, "resident"), _api(made, "worker")
    body = {
        "place": "E0001",
        "title": "逢十说事",
        "kind": "lecture",
        "since": made.house.day.isoformat(),
        "begins": "19:00",
        "rule": "day-ends:0",
    }
    arranged = worker.post(
        "/api/v1/activities", json.dumps(body), content_type="application/json", HTTP_IDEMPOTENCY_KEY="c"
    )
    assert (arranged.status_code, arranged.json()["state"]) == (201, "draft")
    assert (
        resident.post("/api/v1/activities", json.dumps(body), content_type="application/json").status_code
        == 409
    )
    wrong = worker.post(
        "/api/v1/activities", json.dumps(body | {"rule": "每周日"}), content_type="application/json"
    )
    assert wrong.status_code == 409

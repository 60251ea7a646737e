"""The pages of teams as neighbours, leaders and keepers open them, and the API made from the same declarations."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jinlin.people.public import issue_token
from jinlin.volunteering.models import RecordPaper, ServiceHours, ShiftTurn, TeamMember
from jinlin.volunteering.teams.desk import RECORDS
from jinlin.volunteering.teams.shifts import commands as shift_commands
from tests.people.pages import sign_in
from tests.volunteering.crew import DEPUTY, LEADER, MEMBER, Crew, crew
from tests.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Crew:
    return crew()


def signed(made: Crew, who: str) -> Client:
    return sign_in(Client(), made.world.accounts[who])


def test_teams_are_found_without_names(made: Crew) -> None:
    client = Client()
    listed = client.get(reverse("teams")).content.decode()
    page = client.get(reverse("team", args=["ZY1"])).content.decode()
    assert "榕西交通志愿队" in listed and "不到 5 人" in listed and "我要加入" in page
    for text in (listed, page):
        assert not re.search("王秀兰|李国强|陈外来|王\\*\\*", text)
    assert "榕西交通志愿队" in whole(client, reverse("place", args=["E0001"]))


def test_a_neighbour_joins_by_phone_once_and_is_told_when_accepted(made: Crew) -> None:
    client = signed(made, "grid_worker")
    way = reverse("team_join", args=["ZY1"])
    assert "出生年份" in client.get(way).content.decode()
    form = {"birth_year": "1985", "interests": ["traffic"], "visible": "team", "key": "k1"}
    refused = client.post(way, form)
    assert refused.status_code == 409 and "请先看过并同意" in refused.content.decode()
    form["consent"] = "1"
    answers = [client.post(way, form | {"key": "k2"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    row = TeamMember.objects.get(state="applied")
    leader = signed(made, LEADER)
    lead = leader.get(reverse("team_lead", args=["ZY1"])).content.decode()
    assert "想加入的人" in lead and "周敏" in lead
    assert leader.post(reverse("team_member_step", args=[row.pk, "accept"]), {"key": "a"}).status_code == 302
    assert "在队" in client.get(reverse("my_service")).content.decode()
    assert "birth_year" not in client.get(way).content.decode()


def test_a_visitor_is_led_to_the_door_and_a_stranger_finds_nothing_of_the_team_within(made: Crew) -> None:
    assert Client().get(reverse("team_join", args=["ZY1"])).status_code == 302
    shift = made.shift()
    row = made.record()
    for who in ("worker2", "clerk", "mediator"):
        client = signed(made, who)
        for way in (
            reverse("team_lead", args=["ZY1"]),
            reverse("shift", args=[shift.pk]),
            reverse("service_record", args=[row.pk]),
            reverse("shift_door", args=[shift.pk]),
        ):
            assert client.get(way).status_code == 404, (who, way)
    assert signed(made, MEMBER).get(reverse("team_lead", args=["ZY1"])).status_code == 404
    assert signed(made, DEPUTY).get(reverse("service_record", args=[row.pk])).status_code == 200


def test_a_member_takes_a_shift_and_reads_why_another_is_closed(made: Crew) -> None:
    client, shift = signed(made, MEMBER), made.shift(need_max=1)
    page = client.get(reverse("shift", args=[shift.pk])).content.decode()
    assert "我来这一班" in page
    form = {"volunteer": str(made.volunteers[MEMBER].pk), "key": "t1"}
    answers = [client.post(reverse("shift_take", args=[shift.pk]), form) for _ in range(3)]
    assert {one.status_code for one in answers} == {302} and ShiftTurn.objects.count() == 1
    late = signed(made, DEPUTY).post(
        reverse("shift_take", args=[shift.pk]), {"volunteer": str(made.volunteers[DEPUTY].pk), "key": "t2"}
    )
    assert late.status_code == 409 and "已经满了" in late.content.decode()
    assert "找人换班" in client.get(reverse("turn", args=[ShiftTurn.objects.get().pk])).content.decode()


def test_a_swap_is_asked_and_agreed_on_the_phone(made: Crew) -> None:
    mine = made.turn(made.shift(hours=48), MEMBER)
    theirs = made.turn(made.shift(hours=72), DEPUTY)
    way = reverse("swap_new", args=[mine.pk])
    page = signed(made, MEMBER).get(way).content.decode()
    assert f"t{theirs.pk}" in page and "李国强" in page
    asked = signed(made, MEMBER).post(way, {"whom": f"t{theirs.pk}", "key": "s"})
    assert asked.status_code == 302
    swap = asked["Location"].split("?")[0]
    assert signed(made, LEADER).get(swap).status_code == 200
    assert signed(made, DEPUTY).post(f"{swap}/steps/agree", {"key": "y"}).status_code == 302
    mine.refresh_from_db()
    assert mine.volunteer == made.volunteers[DEPUTY]


def test_the_leader_confirms_in_one_sweep_and_the_member_prints_the_record(made: Crew) -> None:
    rows = [made.record(MEMBER, days_ago=2).pk, made.record(DEPUTY).pk, made.record(LEADER).pk]
    client = signed(made, LEADER)
    page = client.get(reverse("team_lead", args=["ZY1"])).content.decode()
    assert page.count('name="row"') == 2 and "不能确认自己的服务" in page
    swept = client.post(reverse("team_sweep", args=["ZY1"]), {"row": [str(pk) for pk in rows], "key": "w"})
    assert swept["Location"].endswith("swept=2&left=1")
    member = signed(made, MEMBER)
    mine = member.get(reverse("my_service")).content.decode()
    assert "2 小时" in mine and "凭据 A" in mine
    today = timezone.localdate()
    made_paper = member.post(
        reverse("service_paper_new"),
        {"since": (today - dt.timedelta(days=9)).isoformat(), "until": today.isoformat(), "key": "p"},
    )
    assert made_paper.status_code == 302
    paper = RecordPaper.objects.get()
    pdf = member.get(reverse("service_paper_pdf", args=[paper.number]))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert signed(made, DEPUTY).get(reverse("service_paper_pdf", args=[paper.number])).status_code == 404
    check = Client().get(reverse("service_paper", args=[paper.token])).content.decode()
    assert "有效" in check and "陈**" in check and "陈外来" not in check
    RECORDS.take(rows[0], "void", by=made.act("worker"), given={"note": "重复"})
    assert "已失效" in Client().get(reverse("service_paper", args=[paper.token])).content.decode()


def test_a_group_is_entered_on_the_leaders_page(made: Crew) -> None:
    member = TeamMember.objects.get(volunteer=made.volunteers[MEMBER])
    day = timezone.localdate() - dt.timedelta(days=1)
    form = {
        "what": "清理楼道",
        "begins_at": f"{day}T09:00",
        "ends_at": f"{day}T11:00",
        "minutes": "110",
        "kind": "volunteer",
        "members": [str(member.pk)],
        "key": "g",
    }
    page = signed(made, LEADER).get(reverse("team_group", args=["ZY1"])).content.decode()
    assert "未核实" in page
    assert signed(made, LEADER).post(reverse("team_group", args=["ZY1"]), form).status_code == 302
    assert ServiceHours.objects.get().grade == "D"


def test_keepers_find_teams_and_records_and_export_without_names(made: Crew) -> None:
    made.record()
    client = signed(made, "worker")
    assert (
        "榕西交通志愿队" in client.get(reverse("teams_desk") + "?sort=waiting&field=traffic").content.decode()
    )
    assert "榕西交通志愿队" not in signed(made, "worker2").get(reverse("teams_desk")).content.decode()
    listed = client.get(reverse("service_desk")).content.decode()
    assert "校门口站岗" in listed and "陈**" in listed and "陈外来" not in listed
    assert client.get(reverse("teams_export")).content[:2] == b"PK"
    assert "榕西交通志愿队" in client.get(reverse("today_others")).content.decode()
    new = client.post(
        reverse("team_new"),
        {
            "name": "文明劝导队",
            "field": "civility",
            "place": made.world.places["qingrong"].pk,
            "act": "send",
            "key": "n",
        },
    )
    assert new.status_code == 302 and "/lead" in new["Location"]


def test_a_worker_confirms_ticked_records_in_one_go_but_never_what_they_recorded(made: Crew) -> None:
    known, other = made.record(), made.record(days_ago=2)
    own = made.record(days_ago=3)
    ServiceHours.objects.filter(pk=own.pk).update(recorded_by=made.world.accounts["worker"])
    way, form = reverse("service_desk"), {"row": [known.pk, own.pk, 10**17 + 1, "x"], "key": "s1"}
    client = signed(made, "worker")
    assert client.get(way).content.decode().count('name="row"') == 3
    for _ in range(2):
        said = client.post(way, form, follow=True).content.decode()
        assert "办好 1 条" in said and "还有 1 条没办成" in said
    states = dict(ServiceHours.objects.values_list("pk", "state"))
    assert states == {known.pk: "confirmed", other.pk: "claimed", own.pk: "claimed"}
    elsewhere = signed(made, "worker2")
    assert "办好 0 条" in elsewhere.post(way, {"row": other.pk, "key": "s2"}, follow=True).content.decode()
    assert signed(made, "street").post(way, {"row": other.pk, "key": "s3"}).status_code == 404
    assert ServiceHours.objects.get(pk=other.pk).state == "claimed"


def _queries(client: Client, way: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(way).status_code == 200
    return len(caught)


def test_lists_ask_the_same_few_questions_for_one_and_for_many(made: Crew) -> None:
    ways = {
        "worker": [reverse("teams_desk"), reverse("service_desk")],
        MEMBER: [reverse("my_service"), reverse("my_service_records")],
        LEADER: [reverse("team_lead", args=["ZY1"])],
    }
    made.record()
    made.confirmed(hour=14)
    made.turn(made.shift(hours=5))
    clients = {who: signed(made, who) for who in ways}
    before = {way: _queries(clients[who], way) for who, some in ways.items() for way in some}
    for day in range(2, 9):
        made.record(days_ago=day)
        made.confirmed(days_ago=day, hour=14)
        made.turn(made.shift(hours=24 * day))
    after = {way: _queries(clients[who], way) for who, some in ways.items() for way in some}
    assert {way: (before[way], after[way]) for way in before if after[way] > before[way]} == {}
    assert {way: count for way, count in after.items() if count > 12} == {}


def test_the_interface_joins_plans_takes_and_lists(made: Crew) -> None:
    client = Client()

    def call(who: str, way: str, body: object = None, key: str = "") -> tuple[int, dict]:
        token = issue_token(account=made.world.accounts[who], audience="api")
        heads = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        answer = (
            client.get(way, headers=heads)
            if body is None
            else client.post(way, json.dumps(body), content_type="application/json", headers=heads)
        )
        return answer.status_code, answer.json()

    assert call(MEMBER, "/api/v1/teams?field=traffic")[1]["items"][0]["code"] == "ZY1"
    joined = call("grid_worker", "/api/v1/teams/ZY1/join", {"birth_year": 1985, "consent": True}, "j")
    assert joined[0] == 201 and joined[1]["state"] == "applied"
    assert (
        call("grid_worker", "/api/v1/teams/ZY1/join", {"birth_year": 1985, "consent": True}, "j")[1]["ref"]
        == joined[1]["ref"]
    )
    begins = timezone.now() + dt.timedelta(days=2)
    plan = {
        "post": "护学岗",
        "begins_at": begins.isoformat(),
        "ends_at": (begins + dt.timedelta(hours=1)).isoformat(),
        "need_max": 2,
    }
    status, shift = call(LEADER, "/api/v1/teams/ZY1/shifts", plan)
    assert status == 201
    assert call(MEMBER, f"/api/v1/shifts/{shift['ref']}/take", {})[1]["state"] == "accepted"
    again = call(MEMBER, f"/api/v1/shifts/{shift['ref']}/take", {})
    assert again[0] == 409 and again[1]["code"] == "not_twice"
    made.confirmed()
    assert call(MEMBER, "/api/v1/service-records")[1]["minutes"]["A"] == 120
    assert shift_commands.Plan("x", begins, begins).need_max == 1


@pytest.mark.parametrize("who", ["worker", "secretary", "street", "district"])
def test_every_team_of_the_list_opens_for_whoever_reads_the_list(made: Crew, who: str) -> None:
    client = sign_in(Client(), made.world.accounts[who])
    page = client.get(reverse("teams_desk")).content.decode()
    links = re.findall(r'<td><a href="([^"]+)"><b>', page)
    assert len(links) == 1
    assert client.get(links[0]).status_code == 200, links
    assert links[0].endswith("/lead") == (who in ("worker", "secretary"))

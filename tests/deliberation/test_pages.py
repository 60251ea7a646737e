"""Pages: what each reader gets, what strangers do not get, and the same number of queries for one row and fifty."""

import datetime as dt
import re

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jinlin.deliberation import commands
from jinlin.deliberation.models import Body, Item, Meeting, Motion, Point
from tests.cast import build
from tests.deliberation.circle import clinic
from tests.people.pages import sign_in
from tests.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = build()
    clinic(made)
    return made


@pytest.fixture
def talk(world) -> Body:
    return commands.make_body(
        name="桂花里逢10说事", kind="talk", form="tens", place=world.places["qingrong"], by=world.act("worker"), rule="day-ends:0", is_open=True, where="巷口大树下",
    )  # fmt: skip


@pytest.fixture
def joint(world) -> Body:
    body = commands.make_body(
        name="榕西联席会议", kind="joint", place=world.places["community"], by=world.act("street"), convened_by="street", rule="RRULE:FREQ=WEEKLY", turn_by_rule=True,
    )  # fmt: skip
    for name in ("housing", "property", "clinic"):
        commands.add_member(body=body, institution=world.institutions[name], by=world.act("street"))
    return body


def client(world, name: str = "") -> Client:
    return sign_in(Client(), world.accounts[name]) if name else Client()


def page(one: Client, way: str, status: int = 200) -> str:
    answer = one.get(way)
    assert answer.status_code == status, f"{way}: {answer.status_code}"
    return answer.content.decode()


def test_a_talk_without_a_chair_offers_no_swap_and_a_lone_meeting_says_that_there_is_none_to_swap_with(
    world, talk, joint
):
    street, worker = client(world, "street"), client(world, "worker")
    without = talk.meetings.order_by("begins_at").first()
    assert "没有轮值主席" in page(worker, f"/meetings/{without.pk}/steps/swap", 409)
    first = joint.meetings.order_by("begins_at").first()
    way = f"/meetings/{first.pk}/steps/swap"
    assert "现在没有可以选的" not in page(street, way)
    joint.meetings.exclude(pk=first.pk).update(state="called_off")
    lone = page(street, way)
    assert "现在没有可以选的" in lone
    assert '<input id="f-with_meeting"' not in lone


def test_everybody_sees_the_next_talk_and_its_rule_in_words(world, talk):
    shown = page(client(world), f"/bodies/{talk.code}/")
    assert "每月逢 10、20、30 日" in shown
    assert "巷口大树下" in shown
    assert "我要提一件事" in shown
    assert "下一次还没排上" not in shown, "a planned day is shown to everybody"
    assert talk.name in page(client(world), "/talks/")
    assert talk.name in page(client(world), "/talks/?place=E0001")
    assert talk.name not in page(client(world), "/talks/?place=E0002")
    assert talk.name in whole(client(world), reverse("place", args=["E0001"]))


def test_a_resident_raises_a_point_and_reads_it_without_a_name(world, talk):
    one = client(world, "resident")
    way = f"/bodies/{talk.code}/raise/"
    key = re.search(r'name="key" value="([^"]+)"', page(one, way))[1]
    answer = one.post(way, {"key": key, "text": "巷口路灯坏了三天"})
    assert answer.status_code == 302
    one.post(way, {"key": key, "text": "巷口路灯坏了三天"})
    assert Point.objects.count() == 1, "the same submission twice is one point"
    shown = page(client(world), f"/raised/{Point.objects.get().pk}/")
    assert "巷口路灯坏了三天" in shown
    assert "王秀兰" not in shown
    assert "秀兰" not in page(client(world, "neighbour"), f"/bodies/{talk.code}/")


def test_too_short_a_point_keeps_what_was_typed(world, talk):
    answer = client(world, "resident").post(f"/bodies/{talk.code}/raise/", {"text": "灯"})
    assert answer.status_code == 422
    assert ">灯</textarea>" in answer.content.decode()


def test_a_visitor_is_sent_to_sign_in_before_raising(world, talk):
    assert client(world).get(f"/bodies/{talk.code}/raise/").status_code == 302


def test_a_closed_bodys_meeting_is_not_there_for_strangers(world, joint):
    meeting = joint.meetings.order_by("begins_at").first()
    for name in ("", "resident", "fire_clerk"):
        page(client(world, name), f"/meetings/{meeting.pk}/", 404)
    assert "主席：榕城区住建局" in page(client(world, "clerk"), f"/meetings/{meeting.pk}/")
    page(client(world, "street"), f"/meetings/{meeting.pk}/")


def test_the_turn_of_the_chair_stands_on_the_bodys_page(world, joint):
    shown = page(client(world, "manager"), f"/bodies/{joint.code}/")
    season = shown[shown.index("主席轮到谁") :]
    assert season.index("榕城区住建局") < season.index("安居物业") < season.index("榕西社区医院")
    assert "召集一次" not in shown
    assert "召集一次" in page(client(world, "street"), f"/bodies/{joint.code}/")


def test_a_step_by_page_asks_and_takes(world, joint):
    meeting = joint.meetings.order_by("begins_at").last()
    one = client(world, "street")
    assert "加一个议题" in page(one, f"/meetings/{meeting.pk}/")
    answer = one.post(f"/meetings/{meeting.pk}/steps/add_item", {"title": "消防通道", "key": "k1"})
    assert answer.status_code == 302
    assert "消防通道" in page(one, f"/meetings/{meeting.pk}/")
    assert (
        client(world, "manager")
        .post(f"/meetings/{meeting.pk}/steps/call_off", {"note": "x", "key": "k2"})
        .status_code
        == 409
    )


def test_the_screen_at_the_door_shows_a_code_that_signs_in(world, talk):
    meeting = talk.meetings.order_by("begins_at").first()
    Meeting.objects.filter(pk=meeting.pk).update(
        state="sitting",
        begins_at=timezone.now() - dt.timedelta(minutes=5),
        ends_at=timezone.now() + dt.timedelta(hours=1),
    )
    page(client(world, "resident"), f"/meetings/{meeting.pk}/door/", 404)
    code = re.search(r"<b>([A-Z0-9]{8})</b>", page(client(world, "worker"), f"/meetings/{meeting.pk}/door/"))[
        1
    ]
    one = client(world, "resident")
    assert f'value="{code}"' in page(one, f"/meetings/{meeting.pk}/steps/arrive?code={code}")
    assert one.post(f"/meetings/{meeting.pk}/steps/arrive", {"code": code, "key": "a"}).status_code == 302
    assert "王" in page(client(world, "worker"), f"/meetings/{meeting.pk}/")
    assert "王秀兰" not in page(client(world, "neighbour"), f"/meetings/{meeting.pk}/")


def test_feeds_of_a_series_and_of_a_place_are_read_by_an_outside_client(world, talk):
    meeting = talk.meetings.order_by("begins_at").first()
    for way in (f"/bodies/{talk.code}/feed.ics", "/talks/E0001/feed.ics"):
        answer = client(world).get(way)
        assert answer["Content-Type"].startswith("text/calendar")
        events = {str(one["uid"]): one for one in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")}
        assert events[f"meeting-{meeting.pk}@testserver"].decoded("dtstart") == meeting.begins_at
    commands._meetings_desk().take(meeting.pk, "call_off", by=world.act("worker"), given={"note": "下雨"})
    events = {
        str(one["uid"]): one
        for one in icalendar.Calendar.from_ical(
            client(world).get(f"/bodies/{talk.code}/feed.ics").content
        ).walk("VEVENT")
    }
    called_off = events[f"meeting-{meeting.pk}@testserver"]
    assert (called_off["status"], called_off["sequence"]) == ("CANCELLED", 1)


def test_a_motion_shows_one_line_of_four_stations(world):
    motion = commands.draft_motion(
        title="停车规则",
        text="先到先停",
        variant="four_steps",
        place=world.places["qingrong"],
        by=world.act("secretary"),
    )
    page(client(world, "resident"), f"/motions/{motion.code}/", 404)
    one = client(world, "secretary")
    assert one.post(f"/motions/{motion.code}/steps/submit", {"key": "s"}).status_code == 302
    shown = page(client(world, "resident"), f"/motions/{motion.code}/")
    assert re.findall(r"</i>(\S+?)<span", shown) == ["提议", "商议", "审议", "决议"]
    assert shown.count('class="now"') == 1
    assert "有进展告诉我" in shown
    assert "停车规则" in page(client(world), "/motions/")


def test_no_url_skips_a_step_of_a_motion(world):
    motion = commands.draft_motion(
        title="停车规则",
        text="先到先停",
        variant="four_steps",
        place=world.places["qingrong"],
        by=world.act("secretary"),
    )
    one = client(world, "secretary")
    one.post(f"/motions/{motion.code}/steps/submit", {"key": "s"})
    for step in ("pass_gate", "advance", "conclude", "finish", "file", "end_hearing"):
        assert one.post(
            f"/motions/{motion.code}/steps/{step}", {"key": step, "lead": "1", "due": "2027-01-01"}
        ).status_code in (409, 422), step
    assert Motion.objects.get().gate == 0
    shown = page(one, f"/motions/{motion.code}/")
    unfolded = shown[: shown.index("<details>")]
    assert unfolded.count('aria-disabled="true"') <= 1, "what comes later stands folded"
    assert shown.count('aria-disabled="true"') > 2 and unfolded.count('class="btn main"') >= 1


def test_a_motion_is_drafted_by_form_with_a_second_look(world):
    one = client(world, "secretary")
    given = {
        "title": "停车规则",
        "variant": "four_steps",
        "matter": "residents",
        "place": str(world.places["qingrong"].pk),
        "text": "先到先停",
        "key": "m",
    }
    form = one.get("/motions/new/").content.decode()
    assert form.count('aria-hidden="true">业主来定') == 1, "what owners decide stands under one heading"
    assert "先到先停" in one.post("/motions/new/", given | {"act": "look"}).content.decode()
    assert one.post("/motions/new/", given | {"act": "send"}).status_code == 302
    assert Motion.objects.get().proposed_by == "榕西社区"


def test_a_body_is_set_up_by_form_and_members_join(world):
    one = client(world, "worker")
    given = {
        "name": "议事亭", "kind": "talk", "form": "pavilion", "place": str(world.places["qingrong"].pk), "rule": "RRULE:FREQ=WEEKLY;BYDAY=SU", "begins": "09:30",
        "minutes": "60", "where": "", "about": "", "is_open": "1", "key": "b", "act": "send",
    }  # fmt: skip
    answer = one.post("/bodies/new/", given)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    body = Body.objects.get()
    assert (body.begins_minute, body.meetings.count() >= 7) == (570, True)
    added = one.post(
        f"/bodies/{body.code}/members/new/",
        {
            "institution": str(world.institutions["property"].pk),
            "who": "",
            "phone": "",
            "side": "物业",
            "key": "n",
            "act": "send",
        },
    )
    assert added.status_code == 302
    assert body.members.get().side == "物业"
    faulty = one.post("/bodies/new/", given | {"rule": "day-ends:99", "act": "look", "key": "c"})
    assert faulty.status_code == 422
    assert "day-ends" in faulty.content.decode()


def test_lists_export_and_print(world, joint, talk):
    one = client(world, "street")
    for way in ("/meetings/export/?state=", "/results/export/?state="):
        assert one.get(way).content[:2] == b"PK"
    meeting = joint.meetings.order_by("begins_at").first()
    assert "签名" in page(one, f"/meetings/{meeting.pk}/paper/")


def _count(one: Client, way: str) -> int:
    one.get(way)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert one.get(way).status_code == 200
    return len(found)


def test_one_row_and_fifty_cost_the_same_queries(world, joint, talk):
    worker, street = client(world, "worker"), client(world, "street")
    meeting = talk.meetings.order_by("begins_at").first()
    now = timezone.now()
    Item.objects.create(meeting=meeting, title="一", listed_at=now)
    commands.raise_point(body=talk, text="巷口路灯坏了", by=world.act("worker"), channel="phone")
    ways = [
        (worker, f"/meetings/{meeting.pk}/"),
        (worker, f"/bodies/{talk.code}/"),
        (street, "/meetings/?state="),
        (client(world), "/talks/"),
    ]
    before = [_count(*one) for one in ways]
    Item.objects.bulk_create(Item(meeting=meeting, title=f"议题{n}", listed_at=now) for n in range(50))
    Point.objects.bulk_create(
        Point(body=talk, text=f"事{n}", channel="page", raised_at=now) for n in range(50)
    )
    Meeting.objects.bulk_create(
        Meeting(
            body=joint,
            number=100 + n,
            begins_at=now + dt.timedelta(days=n + 1),
            ends_at=now + dt.timedelta(days=n + 1, hours=1),
        )
        for n in range(50)
    )
    assert [_count(*one) for one in ways] == before


def test_words_of_hearing_voting_and_deciding_are_never_mixed():
    """Law B13: what a consultation brings is no decision. No line of a page holds two of the three words."""
    from pathlib import Path

    from jinlin.deliberation.procedure import ALL
    from jinlin.deliberation.variants import variants

    three = ("征求意见", "表决", "决议")
    root = Path(__file__).resolve().parent.parent.parent / "jinlin" / "deliberation" / "templates"
    texts = [
        text
        for path in root.rglob("*.html")
        for text in re.findall(r"[\u4e00-\u9fff，、：]+", path.read_text("utf-8"))
    ]
    for procedure in ALL:
        texts += [text for state in procedure.states for text in (state.words.zh, state.resident.zh)]
        texts += [text for step in procedure.steps for text in (step.words.zh, step.past.zh)]
    for variant in variants().values():
        texts += [variant.words.zh, variant.about.zh, *(gate.words.zh for gate in variant.gates)]
        if not variant.decides:
            assert not any(
                word in text
                for word in three[1:]
                for text in (variant.words.zh, variant.about.zh, *(gate.words.zh for gate in variant.gates))
            )
    assert len(texts) > 200
    assert [text for text in texts if sum(word in text for word in three) > 1] == []

"""S15: a hall let for gambling is taken back, becomes a reading room with a timetable, and fewer quarrels are told there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jinlin.base import figures
from jinlin.base.nodes import find
from jinlin.base.periods import parse
from jinlin.matters.models import Category, Matter
from jinlin.venues.desk import STATIONS
from jinlin.venues.models import Reclaimed, Station
from tests.cast import World
from tests.people.pages import sign_in
from tests.stories.people import photograph
from tests.venues.house import house

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return house().world


def day(ago: int) -> str:
    return (timezone.localdate() - dt.timedelta(days=ago)).isoformat()


def sent(client: Client, page: str, *args: str, **typed: object) -> None:
    answer = client.post(
        reverse(page, args=args), {**typed, "key": f"{page}-{args}-{typed}"[-60:], "act": "send"}
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]


def step(client: Client, code: str, **typed: object) -> None:
    answer = client.post(reverse("reclaimed_step", args=["CARDS", code]), {"key": code, **typed})
    assert answer.status_code == 302, answer.content.decode()[-3000:]


def counted(id: str, world: World) -> int | None:
    """A figure at the estate today; its rows say the same, and the street above counts no more."""
    figure, period = figures.figure(id), parse(str(timezone.localdate().year), today=timezone.localdate())
    estate, wider = (find(world.places[one].code) for one in ("qingrong", "street"))
    found = figures.values([figure], [estate, wider], [period])
    for node in (estate, wider):
        assert found[id, node.code, period.text] == figures.recount(figure, node, period)
    assert found[id, wider.code, period.text] == found[id, estate.code, period.text]
    return found[id, estate.code, period.text].number


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", photograph(), "image/jpeg")


def quarrels(world: World, *days_ago: int, kind: str = "family", place: str = "qingrong") -> None:
    """Told so many days ago each, as the community's desk recorded them."""
    category, _ = Category.objects.get_or_create(
        code=kind,
        defaults={"zh": kind, "en": kind, "group": "dispute" if kind == "family" else "ordinary"},
    )
    for number, ago in enumerate(days_ago):
        words = f"{kind} {ago} {number} 号楼一楼又吵起来了"
        told = world.tell(words, by=world.act("neighbour"), place=place)
        Matter.objects.filter(pk=told.matter).update(
            category=category, told_at=timezone.now() - dt.timedelta(days=ago)
        )


def test_a_card_room_becomes_a_reading_room_and_fewer_quarrels_are_told(world: World) -> None:
    worker, passer_by = sign_in(Client(), world.accounts["worker"]), Client()
    sent(
        worker, "reclaimed_new", place=str(world.places["qingrong"].pk), code="CARDS", name="一楼架空层", was="cards", area="86", found_on=day(200),
        note="架空层被租作棋牌室，夜里吵闹",
    )  # fmt: skip
    step(worker, "before", files=picture())
    step(worker, "agree", on=day(160), note="三方谈妥，月底腾退")
    step(worker, "clear", on=day(150), area="86.40")
    assert "这里反映的纠纷" not in passer_by.get(reverse("reclaimed", args=["CARDS"])).content.decode()
    sent(
        worker, "station_new", place=str(world.places["qingrong"].pk), code="READ", name="邻里书屋", kind="station", acquired="converted", planned_on=day(140),
        floor_area="86.4",
    )  # fmt: skip
    sent(worker, "station_hours", "READ", **{f"day{one}": "09:00-21:00" for one in range(8)})
    sent(
        worker, "space_new", "READ", code="READ-1", name="阅览室", use="activity", area="60", seats="20", bookable="1", longest="180", quiet="1"
    )  # fmt: skip
    STATIONS.take(Station.objects.get(code="READ").pk, "open", by=world.act("worker"))
    sent(
        worker, "series_new", "READ", "READ-1", since=day(-7), until=day(-35), rule="weekly", begins="15:00", ends="17:00", people="12", purpose="亲子读书会",
        group="", noise="quiet", open="1",
    )  # fmt: skip
    step(worker, "after", files=picture())
    step(worker, "use", on=day(60), becomes="reading", station=str(Station.objects.get(code="READ").pk))

    quarrels(world, 155, 170, 180, 190, 205)  # within the sixty days before it was taken back
    quarrels(world, 211, 100)  # earlier; and between the two
    quarrels(world, 10)  # since it is a reading room
    quarrels(world, 20, 160, kind="lamp")  # nobody's quarrel
    quarrels(world, 20, place="dongxi")
    page = passer_by.get(reverse("reclaimed", args=["CARDS"])).content.decode()
    words = " ".join(page[page.index("这里反映的纠纷") :].split("</section>")[0].split())
    assert "收回前 60 天</dt><dd>5 件" in words
    assert "用上后 60 天</dt><dd>不足 5 件" in words, "one quarrel is somebody's quarrel"
    assert "1 到 4 件不写出数来" in words
    said = {one: counted(one, world) for one in ("venues.quarrels_before", "venues.quarrels_since")}
    assert said == {"venues.quarrels_before": 5, "venues.quarrels_since": 1}
    for part in ("棋牌室", "阅读学习", "邻里书屋", "86.4"):
        assert part in page, part
    month = (timezone.localdate() + dt.timedelta(days=7)).strftime("%Y-%m")
    shown = passer_by.get(reverse("venue_calendar", args=["READ"]) + f"?month={month}").content.decode()
    assert "亲子读书会" in shown


def test_days_before_the_first_record_are_said_to_be_without_records_and_never_nought(world: World) -> None:
    today = timezone.localdate()
    Reclaimed.objects.create(
        place=world.places["qingrong"], code="SH", name="东门菜地", was="plot", area=10_000, state="in_use", becomes="plaza",
        found_on=today - dt.timedelta(days=200), cleared_on=today - dt.timedelta(days=150), used_on=today - dt.timedelta(days=60),
    )  # fmt: skip
    quarrels(world, 10, 11, 12, 13, 14)
    page = Client().get(reverse("reclaimed", args=["SH"])).content.decode()
    words = " ".join(page[page.index("这里反映的纠纷") :].split("</section>")[0].split())
    assert "收回前 60 天</dt><dd>没有记录" in words and "用上后 60 天</dt><dd>5 件" in words
    assert counted("venues.quarrels_before", world) is None
    assert counted("venues.quarrels_since", world) == 5
    quarrels(world, 160, kind="lamp")  # the desk kept its book by then: no quarrel is a number now
    page = Client().get(reverse("reclaimed", args=["SH"])).content.decode()
    assert "没有记录" not in page
    assert counted("venues.quarrels_before", world) == 0

"""Occupied public space comes back: shown before and after, measured to 0.01 m², its money by source."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from jinlin.base import figures
from jinlin.base.nodes import find
from jinlin.base.periods import parse
from jinlin.base.rule import Refused
from jinlin.venues.desk import STATIONS
from jinlin.venues.models import Reclaimed
from jinlin.venues.reclaimed.desk import SPACES, enter
from tests.people.pages import sign_in
from tests.venues.house import House, house

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> House:
    return house()


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")


def plot(made: House) -> Reclaimed:
    return enter(
        place=made.world.places["qingrong"], code="SH1", name="东门菜地", was="plot", area=300_000, found_on=timezone.localdate() - dt.timedelta(days=90),
        by=made.world.act("worker"), note="东门绿地被种了菜",
    )  # fmt: skip


def test_from_vegetable_patch_to_plaza_with_photographs_area_and_money(made: House) -> None:
    row, client = plot(made), sign_in(Client(), made.world.accounts["worker"])
    today = timezone.localdate()
    day = lambda ago: (today - dt.timedelta(days=ago)).isoformat()  # noqa: E731

    def step(code: str, **data: object) -> int:
        return client.post(reverse("reclaimed_step", args=["SH1", code]), {"key": code, **data}).status_code

    assert step("agree", on=day(60), note="三次院落会后谈妥") == 409  # no photograph of how it was
    assert step("before", files=picture()) == 302
    assert step("agree", on=day(60), note="三次院落会后谈妥") == 302
    assert step("clear", on=day(70), area="3050.25") == 422  # before it was agreed
    assert step("clear", on=day(50), area="3050.25") == 302
    assert step("use", on=day(1), becomes="plaza") == 409
    assert step("after", files=picture()) == 302
    STATIONS.take(
        made.station.pk,
        "fund",
        by=made.world.act("worker"),
        given={"level": "institution", "amount": "80000", "on": day(40), "voucher": "P1"},
    )
    assert step("use", on=day(1), becomes="plaza", station=made.station.pk) == 302
    row.refresh_from_db()
    assert (row.state, row.area, row.station_id) == ("in_use", 305_025, made.station.pk)
    page = Client().get(reverse("reclaimed", args=["SH1"])).content.decode()
    for words in ("3,050.25", "共建单位", "80,000", "菜地", "广场舞台", "收回之前 1", "建成之后 1"):
        assert words in page, words
    assert "3,050.25" in Client().get(reverse("reclaimed_list") + "?place=350999001001").content.decode()
    node, period = find("E0001"), parse(str(today.year), today=today)
    number = {
        id: figures.value(figures.figure(id), node, period).number for id in ("N17", "N18", "N19", "N20")
    }
    assert number == {"N17": 305_025, "N18": made.station.floor_area, "N19": 8_000_000, "N20": 0}


def test_only_the_community_and_the_level_above_keep_the_record(made: House) -> None:
    with pytest.raises(Refused):
        enter(
            place=made.world.places["qingrong"],
            code="X",
            name="x",
            was="plot",
            area=1,
            found_on=timezone.localdate(),
            by=made.world.act("worker2"),
        )
    row = plot(made)
    with pytest.raises(Refused):
        SPACES.take(row.pk, "note", by=made.world.act("worker2"), given={"note": "x"})
    assert (
        sign_in(Client(), made.world.accounts["worker2"])
        .get(reverse("reclaimed_step", args=["SH1", "note"]))
        .status_code
        == 409
    )


def test_the_list_asks_the_same_for_one_and_for_many(made: House) -> None:
    plot(made)
    client = Client()
    client.get(reverse("reclaimed_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("reclaimed_list"))
    for number in range(25):
        enter(
            place=made.world.places["qingrong"],
            code=f"M{number}",
            name=f"地{number}",
            was="shed",
            area=100,
            found_on=timezone.localdate(),
            by=made.world.act("worker"),
        )
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("reclaimed_list"))
    assert len(many) == len(few) <= 8


def test_the_list_is_filtered_sorted_and_exported_as_it_is_asked_for(made: House) -> None:
    today = timezone.localdate()
    for code, name, was, area, ago in (
        ("A1", "菜地一", "plot", 90_000, 5),
        ("A2", "棋牌室", "cards", 8_640, 60),
        ("A3", "菜地二", "plot", 300_000, 30),
    ):
        enter(
            place=made.world.places["qingrong"],
            code=code,
            name=name,
            was=was,
            area=area,
            found_on=today - dt.timedelta(days=ago),
            by=made.world.act("worker"),
        )

    def order(client: Client, **asked: str) -> list[str]:
        page = client.get(reverse("reclaimed_list"), asked).content.decode()
        return sorted(
            (one for one in ("A1", "A2", "A3") if f"/reclaimed/{one}" in page),
            key=lambda one: page.index(f"/reclaimed/{one}"),
        )

    passer_by, worker = Client(), sign_in(Client(), made.world.accounts["worker"])
    assert order(passer_by, was="plot", sort="area") == ["A3", "A1"]
    assert order(passer_by, sort="found") == ["A1", "A3", "A2"]
    assert order(passer_by, q="棋牌") == ["A2"]
    assert order(passer_by, becomes="plaza") == []
    assert "导出" not in passer_by.get(reverse("reclaimed_list")).content.decode()
    assert passer_by.get(reverse("reclaimed_export")).status_code in (302, 404)
    file = worker.get(reverse("reclaimed_export"), {"was": "plot", "sort": "area"})
    lines = file.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0].strip('"') for line in lines] == ["编号", "A3", "A1"]
    assert "3000.00" in lines[1]

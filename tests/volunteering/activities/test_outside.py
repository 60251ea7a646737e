"""What of activities leaves the house: a page that other sites may frame, and open data. Nobody's name in either."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinlin.volunteering.activities import commands
from jinlin.volunteering.activities.desk import ACTIVITIES
from jinlin.volunteering.models import Series
from tests.people.pages import sign_in
from tests.volunteering.activities.scene import Scene, arrange, by, publish, scene

pytestmark = pytest.mark.django_db
NAMES = ("陈老师", "吴小梅", "王秀兰", "林晓", "王小宝")


@pytest.fixture
def made() -> Scene:
    found = scene()
    Series.objects.filter(pk=found.series.pk).update(lead=found.world.accounts["resident"].person)
    account = found.account("吴小梅")
    commands.sign_up(activity=found.first, people=[account.person], by=by(account))
    return found


def embed(code: str) -> object:
    return Client().get(reverse("activities_embed", args=[code]))


def test_other_sites_may_frame_the_activities_of_a_place_and_no_other_page(made: Scene) -> None:
    framed = embed("E0001")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    page = framed.content.decode()
    assert "围棋公益课" in page and "还有 19 位" in page
    assert "<script" not in page and "<nav" not in page and "<form" not in page
    assert page.count("<a ") == page.count('target="_blank"')
    other = Client().get(reverse("activities"))
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"
    ours, theirs = (one["Content-Security-Policy"].split("; ") for one in (framed, other))
    assert [one for one in sorted(ours) if "ancestors" not in one] == [
        one for one in sorted(theirs) if "ancestors" not in one
    ]


def test_the_framed_page_names_nobody_and_sets_no_cookie(made: Scene) -> None:
    framed = embed("E0001")
    assert not [name for name in NAMES if name in framed.content.decode()]
    assert not framed.cookies


def test_the_framed_page_shows_what_is_near_and_only_what_is_public(made: Scene) -> None:
    assert "围棋公益课" in embed(made.world.places["community"].code).content.decode()
    assert "最近没有安排活动" in embed("E0002").content.decode()
    ACTIVITIES.take(
        made.first.pk, "cancel", by=made.world.act("worker"), given={"reason": "weather", "note": "台风"}
    )
    assert "取消" in embed("E0001").content.decode()
    assert embed("nothing").status_code == 404


def test_the_framed_page_asks_as_much_for_one_activity_as_for_many(made: Scene) -> None:
    embed("E0001")
    with CaptureQueriesContext(connection) as few:
        embed("E0001")
    for hour in range(11, 15):
        publish(
            arrange(made.house, title=f"读书会 {hour}", begins=hour * 60, minutes=45, rule=""), made.house
        )
    with CaptureQueriesContext(connection) as many:
        assert "读书会 14" in embed("E0001").content.decode()
    assert len(many) == len(few)


def test_the_line_to_copy_stands_at_the_worker_s_list(made: Scene) -> None:
    page = sign_in(Client(), made.world.accounts["worker"]).get(reverse("activities_desk")).content.decode()
    way = reverse("activities_embed", args=[made.world.places["community"].code])
    assert (
        f"&lt;iframe src=&quot;http://testserver{way}" in page
        or f'&lt;iframe src="http://testserver{way}' in page
    )


@pytest.mark.parametrize("code", ["activities", "venues", "decisions"])
def test_open_data_comes_as_csv_and_json_with_its_columns_described_and_names_nobody(
    made: Scene, code: str
) -> None:
    table, whole = (
        b"".join(Client().get(f"/open/{code}.{form}").streaming_content).decode() for form in ("csv", "json")
    )
    rows, found = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))), json.loads(whole)
    columns = [one["code"] for one in found["columns"]]
    assert len(rows) == len(found["rows"]) and (rows or code == "decisions")
    assert all(list(one) == columns for one in rows + found["rows"])
    described = Client().get("/open/").content.decode()
    assert all(f"<code>{one}</code>" in described for one in columns)
    assert not [name for name in NAMES if name in table + whole]


def test_drafts_and_counts_of_people_stay_out_of_open_data(made: Scene) -> None:
    whole = json.loads(b"".join(Client().get("/open/activities.json").streaming_content))
    assert [one["number"] for one in whole["rows"]] == [made.first.pk]
    assert not {"came", "confirmed", "waiting", "lead"} & {one["code"] for one in whole["columns"]}

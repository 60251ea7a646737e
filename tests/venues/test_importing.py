"""Venues from a sheet as an office keeps it: entered once, known, or returned with the reason."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from jinlin.site.cli import main
from jinlin.venues.importing import import_file
from jinlin.venues.models import Space, Station
from tests.cast import build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
HEAD = [
    "序号",
    "场所名称",
    "驻区单位",
    "所属社区",
    "面积（平方米）",
    "可容纳人数",
    "工作日开放时间",
    "周末",
    "详细地址",
]
ROWS = (
    [
        "1",
        "安居物业活动室",
        "安居物业",
        "榕西社区",
        "395.5",
        "60",
        "09:00-12:00，14:00-17:30",
        "09:00—12:00",
        "中心路 3 号",
    ],
    ["2", "住建局会议室", "榕城区住建局", "东溪社区", "120", "30", "18:00-21:00", "", ""],
    ["3", "无名礼堂", "没有的单位", "榕西社区", "100", "", "", "", ""],
    ["4", "某处操场", "安居物业", "不知道社区", "100", "", "早上", "", ""],
    ["5", "", "安居物业", "榕西社区", "1", "", "", "", ""],
    ["6", "榕西活动室", "", "榕西社区", "80", "20", "", "", ""],
)


def sheet(folder: Path) -> Path:
    path = folder / "场所.csv"
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([HEAD, *ROWS])
    return path


def test_rows_are_entered_opened_and_returned_with_reasons_and_the_same_file_adds_nothing(
    tmp_path: Path,
) -> None:
    build()
    path, back = sheet(tmp_path), tmp_path / "back.xlsx"
    rehearsed = import_file(path, dry_run=True)
    assert (rehearsed["recorded"], Station.objects.count()) == (3, 0)
    first = import_file(path, returned_to=back)
    assert {name: first[name] for name in ("read", "recorded", "known", "refused")} == {
        "read": 6,
        "recorded": 3,
        "known": 0,
        "refused": 3,
    }
    why = {row["row"]: {one["code"] for one in row["why"]} for row in first["rows"]}
    assert set().union(*why.values()) >= {"no_institution", "no_place", "wrong_time"}
    assert back.is_file()
    hall = Station.objects.get(name="安居物业活动室")
    assert (hall.state, hall.kind, hall.floor_area, hall.owner.name, hall.spans.count()) == (
        "open",
        "unit",
        39550,
        "安居物业",
        12,
    )
    assert Space.objects.get(station=hall).seats == 60
    assert Station.objects.get(name="榕西活动室").state == "planned"
    again = import_file(path)
    assert (again["recorded"], again["known"], Station.objects.count()) == (0, 3, 3)


def test_the_command_line_says_the_same_as_json_and_lists_faults(tmp_path: Path) -> None:
    build()
    said = CliRunner().invoke(main, ["import", "venues", str(sheet(tmp_path)), "--json"])
    assert (said.exit_code, json.loads(said.output)["recorded"]) == (0, 3)
    assert CliRunner().invoke(main, ["import", "venues", str(tmp_path / "none.csv")]).exit_code == 2


def test_a_sheet_by_page_is_looked_at_first_and_written_once(tmp_path: Path) -> None:
    world = build()
    client, way = sign_in(Client(), world.accounts["worker"]), reverse("venues_import")
    with sheet(tmp_path).open("rb") as handle:
        look = client.post(way, {"file": handle})
    page = look.content.decode()
    assert "导入 2 个场所" in page  # her own community's; the other rows are not hers to enter
    assert not Station.objects.exists()
    token = re.search(r'name="token" value="([^"]+)"', page)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert token
    assert key
    sent = {"token": token[1], "key": key[1], "act": "send"}
    done = [client.post(way, sent).content.decode() for _ in range(2)]
    assert all("已登记 2 个场所" in one for one in done)
    assert Station.objects.count() == 2
    back = re.search(r'href="([^"]+returned.xlsx)"', done[0])
    assert back
    assert client.get(back[1]).status_code == 200
    assert sign_in(Client(), world.accounts["worker2"]).get(back[1]).status_code == 404
    assert sign_in(Client(), world.accounts["clerk"]).get(way).status_code == 404

"""The commands that learn from files: they need no database, take any layout, and list all faults."""

import csv
import gzip
import json

import pytest
from click.testing import CliRunner

from jinlin.base.spreadsheets import Heading, Page, write_xlsx
from jinlin.site.cli import main
from tests.shared_data import shared

pytestmark = pytest.mark.once

LIFTS = (
    "电梯又停了，困了两个人",
    "三号楼电梯坏了没人修",
    "电梯门关不上，按钮没反应",
    "电梯上到五楼就不动了",
    "货梯停用一个月了",
)
NOISE = (
    "楼下烧烤店半夜吵得睡不着",
    "装修噪声从早到晚，周末也吵",
    "广场舞音响声音太大太吵",
    "酒吧凌晨还在放音乐，很吵",
    "工地夜里施工噪声大",
)


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "labelled.csv.gz"
    with gzip.open(path, "wt", encoding="gb18030", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["编号", "内容", "类别"])
        rows.writerows([n, text, "电梯"] for n, text in enumerate(LIFTS))
        rows.writerows([n + 10, text, "噪声"] for n, text in enumerate(NOISE))
    return path


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_model_is_learned_from_a_packed_gb18030_table_and_suggests_for_a_workbook(labelled, tmp_path):
    trained = run(
        "categories",
        "train",
        labelled,
        "--text",
        "内容",
        "--label",
        "类别",
        "--out",
        tmp_path / "m",
        "--json",
    )
    assert trained.exit_code == 0, trained.output
    assert json.loads(trained.stdout)["categories"] == ["噪声", "电梯"]

    table = tmp_path / "new.xlsx"
    rows = [("007", "夜里施工太吵"), ("008", "=1+1 电梯坏了"), ("009", "合计"), ("010", "电梯不动")]
    write_xlsx(table, Page("新", [Heading("编号"), Heading("内容")], rows))
    out = tmp_path / "out" / "suggested.csv"
    told = run(
        "categories", "suggest", table, "--text", "内容", "--out", out, "--model", tmp_path / "m", "--json"
    )
    assert told.exit_code == 0, told.output
    with out.open(encoding="utf-8-sig", newline="") as stream:
        answered = list(csv.DictReader(stream))
    assert [row["编号"] for row in answered] == ["007", "008", "009", "010"]
    assert [row["suggested"] for row in answered][:2] == ["噪声", "电梯"]
    assert answered[3]["suggested"] == "电梯" and answered[3]["runner_ups"].startswith("噪声 ")
    assert 0 <= float(answered[0]["score"]) <= 1
    assert not answered[1]["内容"].startswith("=")


def test_a_table_in_plain_utf8_comes_back_without_a_mark_that_it_did_not_have(labelled, tmp_path):
    run("categories", "train", labelled, "--text", "内容", "--label", "类别", "--out", tmp_path)
    plain = tmp_path / "new.csv"
    plain.write_text("id,text\n1,电梯坏了\n2,半夜很吵\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    assert (
        run("categories", "suggest", plain, "--text", "text", "--out", out, "--model", tmp_path).exit_code
        == 0
    )
    assert out.read_text(encoding="utf-8").startswith("id,text,suggested,score,runner_ups\n")


def test_all_faults_of_a_suggestion_are_listed_with_status_2(tmp_path):
    plain = tmp_path / "new.csv"
    plain.write_text("id,text\n1,电梯坏了\n", encoding="utf-8")
    told = run(
        "categories", "suggest", plain, "--text", "标题,内容", "--out", tmp_path / "o.csv", "--model", tmp_path / "x", "--json"
    )  # fmt: skip
    assert told.exit_code == 2
    faults = json.loads(told.stdout)["faults"]
    assert [fault["code"] for fault in faults] == ["no_model", "no_column", "no_column"]
    assert not (tmp_path / "o.csv").exists()


def test_a_file_that_is_none_ends_with_status_2(tmp_path):
    for command in (["categories", "train", "--label", "b"], ["hotspots"]):
        told = run(*command, tmp_path / "none.csv", "--text", "a", "--json")
        assert told.exit_code == 2
        assert json.loads(told.stdout)["faults"][0]["code"] == "no_file"


def test_topics_come_ranked_with_their_rows_places_times_and_the_formula(tmp_path):
    table = tmp_path / "told.csv"
    rows = [
        (
            100 + n,
            f"用户{n}",
            "青榕花园烧烤店油烟扰民",
            f"青榕花园楼下烧烤店油烟很大，{text}",
            f"2026-0{n + 1}-03",
            2,
        )
        for n, text in enumerate(("开窗都不行", "熏得睡不着", "请管一管", "天天如此"))
    ]
    rows += [(900 + n, f"居民{n}", text, text, "2026-02-01", 0) for n, text in enumerate(LIFTS)]
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("编号", "用户", "标题", "内容", "时间", "点赞"), *rows])
    told = run(
        "hotspots",
        table,
        "--text",
        "标题,内容",
        "--id",
        "编号",
        "--time",
        "时间",
        "--likes",
        "点赞",
        "--json",
    )
    assert told.exit_code == 0, told.output
    answer = json.loads(told.stdout)
    first = answer["topics"][0]
    assert first["rank"] == 1 and first["ids"] == ["100", "101", "102", "103"]
    assert "青榕花园" in first["places"] and "青榕花园" in first["name"]
    assert (first["from"], first["to"]) == ("2026-01-03", "2026-04-03")
    # four people, three months, eight likes of which at most one a person counts
    assert first["heat"] == 10 * 4 + min(4 * 3, 8 * 4) + min(8, 4)
    assert "热度" in answer["formula"]["zh"]


def test_a_column_of_times_that_holds_none_is_a_fault(tmp_path):
    table = tmp_path / "told.csv"
    table.write_text("标题,时间,赞\n电梯坏了,很久以前,许多\n灯不亮,昨天,不少\n", encoding="utf-8")
    told = run("hotspots", table, "--text", "标题", "--time", "时间", "--likes", "赞", "--json")
    assert told.exit_code == 2
    assert {fault["code"] for fault in json.loads(told.stdout)["faults"]} == {"wrong_time", "wrong_number"}


@pytest.mark.slow
def test_both_topics_of_the_official_example_stand_among_the_first():
    path = shared("zh-gov-messages/xlsx/附件3_热点.xlsx")
    told = run(
        "hotspots",
        path,
        "--text",
        "留言主题,留言详情",
        "--id",
        "留言编号",
        "--time",
        "留言时间",
        "--likes",
        "点赞数",
        "--json",
    )
    topics = json.loads(told.stdout)["topics"]
    example = json.loads(
        shared("zh-gov-messages/hot_topic_official_example.json").read_text(encoding="utf-8")
    )
    for wanted in example["topics"]:
        ids = set(wanted["message_ids_printed"])
        assert max(len(ids & set(topic["ids"])) for topic in topics[:10]) >= len(ids) / 2, wanted[
            "description"
        ]

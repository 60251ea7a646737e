"""Import of files: every row recorded once or returned with its reason."""

import csv
import datetime as dt
import gzip
import json
import zipfile

import pytest
from click.testing import CliRunner

from jinlin.base import trail
from jinlin.base.models import Event, Notice
from jinlin.base.spreadsheets import Heading, Page, read, write_xlsx
from jinlin.matters import search, tallies
from jinlin.matters.imports import files
from jinlin.matters.models import Batch, ColumnMap, Matter, Telling
from jinlin.site.cli import main
from tests.cast import at, build
from tests.shared_data import shared

pytestmark = pytest.mark.django_db

HEADINGS = (
    "工单编号",
    "反映人",
    "联系电话",
    "标题",
    "反映内容",
    "受理时间",
    "所属小区",
    "类别",
    "办理结果",
    "办结时间",
)


@pytest.fixture
def world():
    return build()


def sheet(path, *rows, headings=HEADINGS):
    """A workbook; a row is a dictionary by heading."""
    write_xlsx(
        path, Page("台账", [Heading(h) for h in headings], [[row.get(h) for h in headings] for row in rows])
    )
    return path


def a_row(number, **more):
    return {
        "工单编号": f"GD{number:04}", "反映人": f"居民{number}", "反映内容": f"第{number}件：楼道灯不亮，晚上看不清", "受理时间": "2026-09-03 10:12",
        **more,
    }  # fmt: skip


def imported(path, world, **more):
    return files.import_file(path, place=world.places["district"], **more)


def counts(answer):
    return tuple(answer[name] for name in ("read", "recorded", "merged", "refused", "known"))


def all_is_sound():
    assert tallies.differences() == []
    assert trail.verify([("matter", Matter)])["faults"] == []


def test_a_row_becomes_a_matter_with_teller_time_place_category_and_owner(tmp_path, world):
    path = sheet(
        tmp_path / "a.xlsx",
        a_row(1, 联系电话="138-0000-0000", 标题="楼道灯不亮", 所属小区="青榕花园", 类别="电梯故障"),
    )
    assert counts(imported(path, world)) == (1, 1, 0, 0, 0)
    matter = Matter.objects.get()
    telling = Telling.objects.get()
    assert matter.title == "楼道灯不亮" and matter.state == "told" and matter.channel == "sheet"
    assert matter.told_at == at("2026-09-03 10:12") and matter.due_at > matter.told_at
    assert (matter.estate, matter.community) == (world.places["qingrong"], world.places["community"])
    assert matter.grid == world.places["grid"] and matter.owner == world.accounts["grid_worker"]
    assert matter.category == world.categories["lift"] and matter.public
    assert (telling.name, telling.phone, telling.source_id) == ("居民1", "13800000000", "GD0001")
    assert telling.text == "楼道灯不亮\n第1件：楼道灯不亮，晚上看不清"
    assert search.find_ids("楼道灯", paths=[world.places["qingrong"].path]) == [matter.pk]
    all_is_sound()


def test_names_and_numbers_are_sealed_in_the_database(tmp_path, world):
    from django.db import connection

    imported(sheet(tmp_path / "a.xlsx", a_row(1, 联系电话="13800000000")), world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM matters_telling")
        name, phone = cursor.fetchone()
    assert name.startswith("s1:") and phone.startswith("s1:")


def test_the_same_file_again_adds_nothing(tmp_path, world):
    path = sheet(
        tmp_path / "a.xlsx",
        *(a_row(n) for n in range(5)),
        a_row(9, 反映人="居民1", 反映内容="第1件：楼道灯不亮，晚上看不清"),
    )
    assert counts(imported(path, world)) == (6, 5, 1, 0, 0)
    before = [(row.pk, row.trail_hash) for row in Matter.objects.order_by("pk")]
    assert counts(imported(path, world)) == (6, 0, 0, 0, 6)
    assert [(row.pk, row.trail_hash) for row in Matter.objects.order_by("pk")] == before
    assert Telling.objects.count() == 6


def test_rows_in_another_order_with_a_new_one_add_only_the_new_one(tmp_path, world):
    rows = [a_row(n) for n in range(4)]
    imported(sheet(tmp_path / "a.xlsx", *rows), world)
    assert counts(imported(sheet(tmp_path / "b.xlsx", a_row(8), *reversed(rows)), world)) == (5, 1, 0, 0, 4)


def test_the_same_resident_telling_the_same_again_is_one_more_voice_of_one_matter(tmp_path, world):
    imported(sheet(tmp_path / "a.xlsx", a_row(1)), world)
    again = a_row(2, 反映人="居民1", 反映内容="第1件：楼道灯不亮！晚上看不清。", 受理时间="2026年9月5日")
    assert counts(imported(sheet(tmp_path / "b.xlsx", again), world)) == (1, 0, 1, 0, 0)
    matter = Matter.objects.get()
    assert matter.teller_count == 2 and matter.tellings.count() == 2
    assert [event.thing for event in Event.objects.filter(subject="matter").order_by("seq")] == [
        "matter.told",
        "matter.told_again",
    ]
    all_is_sound()


def test_what_was_merged_into_another_matter_takes_the_next_voice_there(tmp_path, world):
    imported(sheet(tmp_path / "a.xlsx", a_row(1), a_row(5)), world)
    one, other = Matter.objects.order_by("pk")
    Matter.objects.filter(pk=one.pk).update(state="merged", into=other, closed_at=one.told_at)
    again = a_row(2, 反映人="居民1", 反映内容="第1件：楼道灯不亮，晚上看不清", 受理时间="2026/9/5")
    path = sheet(tmp_path / "b.xlsx", again)
    assert counts(imported(path, world)) == (1, 0, 1, 0, 0)
    assert other.tellings.count() == 2


def test_an_answer_given_elsewhere_closes_the_matter_and_stands_in_its_thread(tmp_path, world):
    path = sheet(
        tmp_path / "a.xlsx",
        a_row(1, 办理结果="物业已换新灯。", 办结时间="2026-09-07"),
        a_row(2, 办理结果="已解释"),
    )
    imported(path, world)
    closed, untimed = Matter.objects.order_by("pk")
    assert closed.state == untimed.state == "closed"
    assert closed.answered_at == at("2026-09-07 00:00") and closed.remind_at is None
    answer = Event.objects.get(subject="matter", subject_id=closed.pk, thing="matter.answer")
    assert answer.text == "物业已换新灯。" and answer.data["to"] == "closed"
    assert untimed.answered_at is None
    all_is_sound()


def test_an_answer_of_these_days_still_waits_for_its_teller(tmp_path, world):
    today = dt.datetime.now().strftime("%Y-%m-%d")
    imported(sheet(tmp_path / "a.xlsx", a_row(1, 办理结果="已换灯", 办结时间=today)), world)
    matter = Matter.objects.get()
    assert matter.state == "answered" and matter.wait_until is not None


def test_every_row_that_is_not_taken_comes_back_with_its_cell_and_reason(tmp_path, world):
    path = sheet(
        tmp_path / "a.xlsx",
        a_row(1),
        a_row(2, 反映内容=None),
        a_row(3, 受理时间="前几天"),
        a_row(4, 所属小区="火星花园"),
        a_row(5, 办理结果="好了", 办结时间="2026-08-01"),
        a_row(6, 受理时间="2126-01-01"),
    )
    answer = imported(path, world, returned_to=tmp_path / "returned.xlsx")
    assert counts(answer) == (6, 1, 0, 5, 0)
    with read(tmp_path / "returned.xlsx") as book:
        back = {row.cells[-3]: (row.cells[-2], row.cells[-1]) for row in book.table.rows()}
    assert {number: cell for number, (cell, _) in back.items()} == {
        3: "E3",
        4: "F4",
        5: "G5",
        6: "J6",
        7: "F7",
    }
    assert "火星花园" in back[5][1]


def test_returned_rows_can_be_corrected_and_handed_in_again(tmp_path, world):
    path = sheet(tmp_path / "a.xlsx", a_row(1), a_row(2, 所属小区="青榕花圆"))
    imported(path, world, returned_to=tmp_path / "returned.xlsx")
    with read(tmp_path / "returned.xlsx") as book:
        rows = [dict(zip(book.table.headings, row.cells, strict=True)) for row in book.table.rows()]
    for row in rows:
        row["所属小区"] = "青榕花园"
    fixed = sheet(tmp_path / "fixed.xlsx", *rows, headings=tuple(rows[0]))
    assert counts(imported(fixed, world)) == (1, 1, 0, 0, 0)


def test_the_place_of_a_row_lies_within_the_place_of_the_import(tmp_path, world):
    path = sheet(tmp_path / "a.xlsx", a_row(1, 所属小区="青榕花园"), a_row(2, 所属小区="东溪里"))
    answer = files.import_file(path, place=world.places["community"])
    assert counts(answer) == (2, 1, 0, 1, 0)


def test_an_import_without_writing_says_what_would_happen_and_records_nothing(tmp_path, world):
    rows = [a_row(n) for n in range(4)] + [
        a_row(9, 反映人="居民1", 反映内容="第1件：楼道灯不亮，晚上看不清"),
        a_row(8, 受理时间="?"),
    ]
    path = sheet(tmp_path / "a.xlsx", *rows, a_row(3))
    foretold = imported(path, world, dry_run=True)
    assert not Matter.objects.exists() and not Batch.objects.exists() and not Event.objects.exists()
    assert counts(foretold) == counts(imported(path, world)) == (7, 4, 1, 1, 1)


def test_a_map_that_was_told_is_remembered_for_the_layout(tmp_path, world):
    headings = ("事由经过", "登录", "呼作")
    path = sheet(
        tmp_path / "a.xlsx", {"事由经过": "灯坏了", "登录": "2026-09-03", "呼作": "王"}, headings=headings
    )
    told = {"detail": "事由经过", "told_at": "B", "name": "呼作"}
    assert counts(imported(path, world, told=told)) == (1, 1, 0, 0, 0)
    assert ColumnMap.objects.get().headers == list(headings)
    other = sheet(
        tmp_path / "b.xlsx", {"事由经过": "门坏了", "登录": "2026-09-04", "呼作": "李"}, headings=headings
    )
    assert counts(imported(other, world)) == (1, 1, 0, 0, 0)


def test_a_word_for_a_kind_that_is_none_here_is_kept_and_left_to_a_person(tmp_path, world):
    answer = imported(sheet(tmp_path / "a.xlsx", a_row(1, 类别="城乡建设")), world)
    assert answer["unknown_categories"] == {"城乡建设": 1}
    assert Matter.objects.get().category is None
    assert Event.objects.get(subject="matter").data["label"] == "城乡建设"


def test_text_that_looks_like_a_formula_is_kept_as_text(tmp_path, world):
    word = '=HYPERLINK("http://x","电梯坏了")'
    imported(sheet(tmp_path / "a.xlsx", a_row(1, 反映内容=word)), world)
    assert Telling.objects.get().text == word


def test_a_table_in_gb18030_with_a_title_row_and_odd_dates_is_taken_as_it_is(tmp_path, world):
    path = tmp_path / "台账.csv.gz"
    with gzip.open(path, "wt", encoding="gb18030", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["榕西街道诉求台账", "", "", ""])
        out.writerow(["序号", "来电人", "诉求内容", "来电时间"])
        for number, when in enumerate(("2026.9.3", "2026年9月3日 上午10点", "20260903", "2026/9/3 9:05"), 1):
            out.writerow([number, f"居民{number}", f"第{number}件：㙍头村口井盖坏了", when])
    assert counts(imported(path, world)) == (4, 4, 0, 0, 0)
    days = {
        at.astimezone(dt.timezone(dt.timedelta(hours=8))).date()
        for at in Matter.objects.values_list("told_at", flat=True)
    }
    assert days == {dt.date(2026, 9, 3)}


def test_owners_get_one_word_for_a_file_and_old_matters_remind_nobody(tmp_path, world):
    imported(sheet(tmp_path / "a.xlsx", *(a_row(n) for n in range(30))), world)
    assert Notice.objects.count() == 1
    assert not Matter.objects.filter(remind_at__isnull=False).exists()


def test_a_batch_that_was_interrupted_goes_on_behind_its_last_piece(tmp_path, world):
    rows = [a_row(n) for n in range(1500)] + [a_row(9000, 受理时间="?")]
    path = sheet(tmp_path / "a.xlsx", rows[-1], *rows[:-1])
    batch = files.begin(path, place=world.places["district"])

    class Killed(Exception):
        pass

    def kill(counts, rows):
        raise Killed

    with pytest.raises(Killed):
        files.go_on(batch, path, progress=kill)
    batch.refresh_from_db()
    assert (batch.state, batch.read, batch.recorded, batch.refused) == ("running", 1000, 999, 1)
    files.go_on(batch, path)
    batch.refresh_from_db()
    assert (batch.state, batch.read, batch.recorded, batch.refused, batch.known) == ("done", 1501, 1500, 1, 0)
    assert Matter.objects.count() == 1500
    with read(batch.returned_path) as book:
        assert len(list(book.table.rows())) == 1
    all_is_sound()


def command(*arguments):
    return CliRunner().invoke(main, ["import", "matters", *map(str, arguments), "--json"])


def test_the_command_prints_what_it_counted(tmp_path, world):
    path = sheet(tmp_path / "a.xlsx", a_row(1), a_row(2, 受理时间="?"))
    told = command(path, "--returned", tmp_path / "r.xlsx")
    assert told.exit_code == 0, told.output
    answer = json.loads(told.stdout)
    assert counts(answer) == (2, 1, 0, 1, 0) and answer["returned"] == str(tmp_path / "r.xlsx")


def test_the_command_lists_all_faults_and_ends_with_status_2(tmp_path, world):
    (tmp_path / "map.json").write_text("{", encoding="utf-8")
    told = command(tmp_path / "none.xlsx", "--map", tmp_path / "map.json", "--place", "999")
    assert told.exit_code == 2
    codes = [fault["code"] for fault in json.loads(told.stdout)["faults"]]
    assert codes == ["wrong_mapping", "wrong_place", "no_file"]


@pytest.mark.parametrize(
    ("mapping", "codes"),
    [
        ({"detail": "没有这列", "farbe": "A"}, {"no_heading", "wrong_mapping"}),
        ({"name": "反映人"}, {"no_column"}),
        ([1], {"wrong_mapping"}),
    ],
)
def test_a_map_that_does_not_fit_is_answered_with_every_fault(tmp_path, world, mapping, codes):
    (tmp_path / "map.json").write_text(json.dumps(mapping), encoding="utf-8")
    path = sheet(tmp_path / "a.xlsx", a_row(1))
    told = command(path, "--map", tmp_path / "map.json")
    assert told.exit_code == 2
    assert {fault["code"] for fault in json.loads(told.stdout)["faults"]} == codes
    assert not Matter.objects.exists()


def test_a_bomb_is_answered_with_a_reason_before_it_is_unpacked(tmp_path, world):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    told = command(path)
    assert told.exit_code == 2
    assert json.loads(told.stdout)["faults"][0]["code"] == "too_large_unpacked"


def test_a_sheet_of_too_many_rows_is_answered_with_a_reason_and_nothing_is_recorded(tmp_path, world):
    path = tmp_path / "long.csv"
    path.write_text("标题,时间\n" + "灯坏了,2026-09-03\n" * 500_001, encoding="utf-8")
    told = command(path)
    assert told.exit_code == 2
    assert json.loads(told.stdout)["faults"][0]["code"] == "too_many_rows"
    assert not Matter.objects.exists() and not Batch.objects.exists()


def test_a_place_over_which_nobody_sits_is_refused_before_anything_is_written(tmp_path, world):
    from jinlin.organisations.models import Tenure

    Tenure.objects.all().delete()
    told = command(sheet(tmp_path / "a.xlsx", a_row(1)))
    assert told.exit_code == 2
    assert json.loads(told.stdout)["faults"][0]["code"] == "no_owner"


@pytest.mark.slow
def test_the_real_workbooks_come_in_once_and_only_once(world):
    board = shared("zh-gov-messages/xlsx/附件3_热点.xlsx")
    replies = shared("zh-gov-messages/xlsx/附件4_答复_部分.xlsx")
    first = imported(board, world)
    assert first["read"] == 4326 == first["recorded"] + first["merged"] and first["merged"] > 0
    second = imported(replies, world)
    assert counts(second) == (1967, 1967, 0, 0, 0)
    assert counts(imported(board, world)) == (4326, 0, 0, 0, 4326)
    assert counts(imported(replies, world)) == (1967, 0, 0, 0, 1967)
    assert Telling.objects.count() == 4326 + 1967
    assert Matter.objects.filter(state="closed").count() == 1967
    assert search.find_ids("搅拌站", limit=5)
    all_is_sound()

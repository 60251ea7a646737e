"""Organisations from a spreadsheet: founded from the top down, returned with a reason, never twice."""

import datetime as dt
import json

import openpyxl
import pytest
from click.testing import CliRunner

from jinlin.base.rule import Refused
from jinlin.organisations.importing import import_file
from jinlin.organisations.models import Organisation, Tenure
from jinlin.organisations.public import load_templates
from jinlin.places.models import Place
from jinlin.site.cli import main
from tests.cast import build

pytestmark = pytest.mark.django_db
HEAD = ("党组织名称", "组织级别", "所属小区", "所属社区", "上级党组织", "成立时间", "书记", "联系电话")
ROWS = (
    ("青榕花园党支部", "小区党支部", "青榕花园", "榕西社区", "", "2024-07-01", "陈美玉", "13900000006"),
    ("榕西社区党委", "社区党委", "榕西社区", "", "榕西街道党工委", dt.date(2020, 7, 1), "", ""),
    ("榕西街道党工委", "街道党工委", "榕西街道", "", "", "2019年7月1日", "", ""),
    ("榕城区委", "区委", "榕城区", "", "", "2000.1.1", "", ""),
)


@pytest.fixture
def world():
    load_templates()
    return build()


@pytest.fixture
def sheet(tmp_path):
    def made(*rows, head=HEAD):
        book = openpyxl.Workbook()
        for row in (("组织登记表",), head, *rows):
            book.active.append(row)
        book.save(tmp_path / "list.xlsx")
        return tmp_path / "list.xlsx"

    return made


def test_a_tree_is_founded_from_the_top_down_whatever_the_order_of_rows(world, sheet):
    answer = import_file(sheet(*ROWS))
    assert (answer["read"], answer["recorded"], answer["refused"]) == (4, 4, 0), answer["rows"]
    branch = Organisation.objects.get(name="青榕花园党支部")
    assert branch.parent.parent.parent.name == "榕城区委"
    assert branch.founded_on == dt.date(2024, 7, 1)
    tenure = Tenure.objects.get(seat__organisation=branch)
    assert (tenure.person.name, tenure.seat.role, tenure.how) == ("陈美玉", "estate_secretary", "elected")


def test_the_same_file_again_adds_nothing_and_another_name_is_returned(world, sheet):
    import_file(sheet(*ROWS))
    again = import_file(sheet(*ROWS))
    assert (again["recorded"], again["known"], again["refused"]) == (0, 4, 0)
    other = import_file(sheet(("别的名字", *ROWS[0][1:])))
    assert other["rows"][0]["why"][0]["code"] == "not_twice"
    assert Organisation.objects.count() == 4


def test_a_row_that_cannot_be_is_returned_with_its_reason_and_the_others_stand(world, sheet, tmp_path):
    Place.objects.create(
        level="estate", code="E9", name="青榕花园", parent=world.places["community2"],
        path=f"{world.places['community2'].path}E9/",
    )  # fmt: skip
    bad = (
        ("甲", "没有这级", "青榕花园", "", "", "2024-07-01", "", ""),
        ("乙", "小区党支部", "没有这个小区", "", "", "2024-07-01", "", ""),
        ("丙", "小区党支部", "青榕花园", "", "", "2024-07-01", "", ""),
        ("丁", "小区党支部", "东溪里", "", "", "2024-07-01", "", ""),
        ("戊", "小区党支部", "东溪里", "", "", "", "", ""),
        ("己", "社区党委", "东溪社区", "", "", "2999-07-01", "", ""),
    )
    answer = import_file(sheet(*ROWS, *bad), returned_to=tmp_path / "returned.xlsx")
    codes = {row["row"]: row["why"][0]["code"] for row in answer["rows"]}
    assert (answer["recorded"], answer["refused"]) == (4, 6)
    assert sorted(codes.values()) == sorted(
        ["no_level", "no_parent", "no_place", "not_clear", "no_value", "wrong_date"]
    )
    assert (tmp_path / "returned.xlsx").exists()


def test_a_dry_run_says_what_would_happen_and_records_nothing(world, sheet):
    result = CliRunner().invoke(main, ["import", "organisations", str(sheet(*ROWS)), "--dry-run", "--json"])
    assert result.exit_code == 0, result.output
    answer = json.loads(result.output)
    assert (answer["recorded"], answer["dry_run"]) == (4, True)
    assert not Organisation.objects.exists()


def test_a_sheet_without_what_is_needed_is_refused_whole(world, sheet):
    with pytest.raises(Refused) as refused:
        import_file(sheet(("青榕花园党支部",), head=("党组织名称",)))
    codes = {reason.code for reason in refused.value.reasons}
    assert "no_column" in codes and codes <= {"no_column", "not_decided"}
    result = CliRunner().invoke(main, ["import", "organisations", "nowhere.xlsx"])
    assert result.exit_code == 2

"""Lists of members as offices keep them: matched with what is known, each row once or returned with its reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jinlin.base import trail
from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Heading, Page, read, write_xlsx
from jinlin.organisations.members import commands, queries
from jinlin.organisations.members.importing import import_file
from jinlin.organisations.members.lists import forget_files
from jinlin.organisations.models import MemberBatch, ReportIn
from jinlin.people.models import Person
from tests.organisations.members import Branch, organisation_at
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
HEADINGS = (
    "序号",
    "党员姓名",
    "手机号码",
    "工作单位",
    "居住小区",
    "党员类别",
    "报到状态",
    "报到时间",
    "民族",
)
ROWS = (
    (1, "赵一", "13600000001", "榕城区住建局", "青榕花园", "在职党员", "已确认", "2026年3月1日", "汉"),
    (2, "钱二", "", "某中学", "青榕花园党支部", "退休党员", "", "2026-04-02", "汉"),
    (3, "孙三", "13600000003", "", "青榕花园", "", "", "", "汉"),
    (4, "李四", "1360000", "", "青榕花园", "", "", "", "汉"),
    (5, "周五", "", "", "没有这个小区", "", "", "", "汉"),
    (6, "赵一", "13600000001", "", "青榕花园", "", "", "", "汉"),
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.ENV = settings.ENV.__class__(**{**settings.ENV.__dict__, "data": tmp_path})
    return tmp_path


def sheet(at: Path, rows=ROWS, headings=HEADINGS, title: bool = True) -> Path:
    """A sheet with a title over its headings, as lists come."""
    target = at / "名单.xlsx"
    write_xlsx(
        target,
        Page("党员", [Heading(one) for one in headings], rows, note="2026 年双报到党员名单" if title else ""),
    )
    return target


def test_each_row_is_recorded_or_returned_with_its_reason(made: Branch, folder: Path) -> None:
    answer = import_file(sheet(folder))
    assert {name: answer[name] for name in ("read", "recorded", "known", "changed", "refused")} == {
        "read": 6, "recorded": 3, "known": 1, "changed": 0, "refused": 2,
    }  # fmt: skip
    assert answer["unused"] == ["序号", "民族"] and "民族" in answer["notes"][0]
    found = {one.person.name: one for one in ReportIn.objects.select_related("person", "employer")}
    assert (found["赵一"].state, found["赵一"].employer.code, str(found["赵一"].confirmed_on)) == (
        "confirmed",
        "housing",
        "2026-03-01",
    )
    assert (found["钱二"].state, found["钱二"].kind, found["钱二"].employer_name) == (
        "reported",
        "retired",
        "某中学",
    )
    assert (found["孙三"].state, found["孙三"].person.phone) == ("invited", "13600000003")
    with read(answer["returned"]) as book:
        returned = [tuple(row.cells) for row in book.table.rows()]
    assert [row[1] for row in returned] == ["李四", "周五"] and "没有这个小区" in str(returned[1][-1])
    assert trail.verify(trail.heads())["faults"] == []


def test_the_same_file_again_adds_nothing(made: Branch, folder: Path) -> None:
    path = sheet(folder)
    import_file(path)
    before = (ReportIn.objects.count(), Person.objects.count())
    answer = import_file(path)
    assert (answer["recorded"], answer["changed"], answer["known"]) == (0, 0, 4)
    assert (ReportIn.objects.count(), Person.objects.count()) == before


def test_a_dry_run_says_the_same_and_records_nothing(made: Branch, folder: Path) -> None:
    answer = import_file(sheet(folder), dry_run=True)
    assert (answer["recorded"], answer["known"], answer["refused"]) == (
        3,
        1,
        2,
    ) and ReportIn.objects.count() == 0


def test_what_is_known_is_not_entered_again_but_completed(made: Branch, folder: Path) -> None:
    known = commands.invite(organisation=made.organisation, name="钱二", by=made.secretary)
    person = made.world.accounts["neighbour"].person
    rows = [
        (1, "钱二", "13600000002", "某中学", "青榕花园", "", "", "2026-04-02", ""),
        (2, person.name, person.phone, "", "青榕花园", "", "", "", ""),
    ]
    answer = import_file(sheet(folder, rows))
    assert (answer["changed"], answer["recorded"]) == (1, 1)
    known.refresh_from_db()
    assert (known.state, known.employer_name, known.person.phone) == ("reported", "某中学", "13600000002")
    assert [one.organisation for one in queries.own_reports(person.pk)] == [made.organisation]


def test_two_estates_of_one_name_are_told_apart_by_their_community(made: Branch, folder: Path) -> None:
    made.world.places["dongxi"].name = "青榕花园"
    made.world.places["dongxi"].save()
    other = organisation_at(made.world, "dongxi", "estate_branch-E0002", "东溪青榕花园党支部")
    headings = ("姓名", "社区", "小区")
    answer = import_file(
        sheet(folder, [("赵一", "东溪社区", "青榕花园"), ("钱二", "", "青榕花园")], headings, title=False)
    )
    assert (answer["recorded"], answer["refused"]) == (1, 1)
    assert ReportIn.objects.get().organisation == other


def test_a_secretary_brings_in_their_own_branch_and_no_other(made: Branch, folder: Path) -> None:
    organisation_at(made.world, "dongxi", "estate_branch-E0002", "东溪里党支部")
    rows = [("赵一", "青榕花园"), ("钱二", "东溪里")]
    answer = import_file(sheet(folder, rows, ("姓名", "小区"), title=False), by=made.secretary)
    assert (answer["recorded"], answer["refused"]) == (1, 1)
    assert ReportIn.objects.get().person.name == "赵一"


def test_a_sheet_without_names_is_refused_whole(made: Branch, folder: Path) -> None:
    with pytest.raises(Refused) as caught:
        import_file(sheet(folder, [("x", "y")], ("甲", "乙"), title=False))
    assert caught.value.reason.code == "no_column"


def test_members_of_one_telephone_stay_two(made: Branch, folder: Path) -> None:
    rows = [("赵一", "13600000001", "青榕花园"), ("钱二", "13600000001", "青榕花园")]
    import_file(sheet(folder, rows, ("姓名", "手机", "小区"), title=False))
    assert ReportIn.objects.count() == 2


def work_off() -> None:
    """Do the queued jobs as the job process does."""
    for job in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"):
        job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        DBTaskResult.objects.filter(pk=job.pk).update(status="SUCCESSFUL")


def test_a_list_goes_from_the_hand_to_the_branch_in_steps_that_can_be_left(
    made: Branch, folder: Path, client
) -> None:
    sign_in(client, made.world.accounts["estate_secretary"])
    assert client.post("/members/import").status_code == 422
    file = SimpleUploadedFile("名单.xlsx", sheet(folder).read_bytes())
    where = client.post("/members/import", {"file": file})["Location"]
    assert "<progress" in client.get(f"{where}/state").content.decode()
    work_off()
    assert client.get(f"{where}/state")["HX-Refresh"] == "true"
    body = client.get(where).content.decode()
    assert (
        "哪一列是什么" in body and "赵一" in body and "没有这个小区" in body and ReportIn.objects.count() == 0
    )
    chosen = {
        "name": "1",
        "phone": "2",
        "employer": "3",
        "branch": "4",
        "kind": "5",
        "state": "6",
        "date": "7",
    }
    assert client.post(f"{where}/go", chosen).status_code == 302
    work_off()
    assert client.post(f"{where}/go", {**chosen, "start": "1"}).status_code == 302
    assert client.post(f"{where}/go", {**chosen, "start": "1"}).status_code == 302
    work_off()
    batch = MemberBatch.objects.get()
    assert (batch.state, batch.counts["recorded"], batch.counts["refused"]) == ("done", 3, 2)
    assert not (folder / "imports" / batch.path).exists()
    assert "下载退回的行" in client.get(where).content.decode()
    with read(b"".join(client.get(f"{where}/returned").streaming_content), "r.xlsx") as book:
        assert [row.cells[1] for row in book.table.rows()] == ["李四", "周五"]
    sign_in(client, made.world.accounts["secretary"])
    assert client.get(where).status_code == 404
    later = timezone.now() + dt.timedelta(days=1)
    assert forget_files(later, later) == 1
    assert list((folder / "imports").glob("members*")) == []

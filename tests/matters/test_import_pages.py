"""Import by page: handed in, read by a job, looked at, matched, imported by a job, and what came of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jinlin.base.spreadsheets import Heading, Page, read, write_xlsx
from jinlin.matters.imports import jobs
from jinlin.matters.imports.run import imports_folder
from jinlin.matters.models import Batch, ColumnMap, Matter
from tests.cast import build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
HEADINGS = ("号", "谁", "说了什么", "来电时间", "所属小区")


@pytest.fixture
def world():
    return build()


@pytest.fixture
def page(client, world):
    return lambda name: sign_in(client, world.accounts[name])


@pytest.fixture
def table(tmp_path):
    def made(*rows):
        path = tmp_path / "台账.xlsx"
        write_xlsx(path, Page("台账", [Heading(h) for h in HEADINGS], rows))
        return SimpleUploadedFile("台账.xlsx", path.read_bytes())

    return made


GOOD = ("1", "王秀兰", "电梯又停了", "2026-09-03 10:00", "青榕花园")
BAD = ("2", "李国强", "路灯不亮", "前几天", "青榕花园")


def waiting():
    return list(DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"))


def work_off():
    """Do the queued jobs as the job process does."""
    for job in waiting():
        job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        DBTaskResult.objects.filter(pk=job.pk).update(status="SUCCESSFUL")


def hand_in(client, file, place="榕西社区"):
    answer = client.post("/matters/import/", {"file": file, "place": place})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_a_file_goes_from_the_hand_to_the_matters_in_steps_that_can_be_left(world, page, table):
    client = page("worker")
    where = hand_in(client, table(GOOD, BAD))
    assert (
        "读取中" in client.get(where).content.decode()
        and "<progress" in client.get(f"{where}/state").content.decode()
    )
    work_off()
    assert client.get(f"{where}/state")["HX-Refresh"] == "true"

    body = client.get(where).content.decode()
    assert "哪一列是什么" in body and "电梯又停了" not in body, (
        "the column that tells what it is about is not known yet"
    )
    assert client.post(f"{where}/match", {"start": "1"}).status_code == 422
    chosen = {"source_id": "0", "name": "1", "detail": "2", "told_at": "3", "place": "4"}
    body = client.post(f"{where}/match", chosen).content.decode()
    assert "电梯又停了" in body and "D3" in body, "the first rows, and the cell that can't be taken"
    assert Batch.objects.get().state == "preview"

    assert client.post(f"{where}/match", {**chosen, "start": "1"}).status_code == 302
    assert client.post(f"{where}/match", {**chosen, "start": "1"}).status_code == 302
    assert len(waiting()) == 1, "started once, however often the button is pressed"
    work_off()
    batch = Batch.objects.get()
    assert (batch.state, batch.read, batch.recorded, batch.refused) == ("done", 2, 1, 1)
    matter = Matter.objects.get()
    assert (
        matter.place == world.places["qingrong"]
        and matter.tellings.get().taken_by == world.accounts["worker"]
    )
    body = client.get(where).content.decode()
    assert "下载退回的行" in body
    answer = client.get(f"{where}/returned")
    with read(b"".join(answer.streaming_content), "r.xlsx") as book:
        assert [row.cells[0] for row in book.table.rows()] == ["2"]
    assert not (imports_folder() / batch.path).exists(), "the file itself is not kept"
    assert ColumnMap.objects.count() == 1


def test_a_known_layout_is_matched_by_itself_the_next_time(world, page, table):
    client = page("worker")
    where = hand_in(client, table(GOOD))
    work_off()
    client.post(f"{where}/match", {"detail": "2", "told_at": "3", "start": "1"})
    work_off()
    again = hand_in(client, table(("7", "赵", "井盖坏了", "2026-09-04", "")))
    work_off()
    assert "井盖坏了" in client.get(again).content.decode()


def test_a_job_that_was_interrupted_goes_on_and_counts_every_row_once(world, page, table, monkeypatch):
    client = page("worker")
    where = hand_in(
        client, table(*((str(n), f"居民{n}", f"第{n}件事", "2026-09-03", "") for n in range(1200)))
    )
    work_off()
    client.post(
        f"{where}/match", {"source_id": "0", "name": "1", "detail": "2", "told_at": "3", "start": "1"}
    )
    from jinlin.matters.imports import run

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(run, "_tell_owners", killed)
        with pytest.raises(KeyboardInterrupt):
            work_off()
    assert Batch.objects.get().state == "running"
    work_off()
    batch = Batch.objects.get()
    assert (batch.state, batch.read, batch.recorded, batch.known) == ("done", 1200, 1200, 0)
    assert Matter.objects.count() == 1200


def test_a_file_that_is_none_says_why_and_another_can_be_handed_in(world, page):
    client = page("worker")
    where = hand_in(client, SimpleUploadedFile("台账.xlsx", b"%PDF-1.7 not a table"))
    work_off()
    body = client.get(where).content.decode()
    assert "没有完成" in body and "不能读取这种文件" in body


def test_a_private_column_is_named_and_never_read(world, page, tmp_path):
    path = tmp_path / "台账.xlsx"
    headings = [Heading(one) for one in ("诉求内容", "民族", "上访次数")]
    write_xlsx(path, Page("台账", headings, [("电梯又停了", "汉族CANARY", "3次CANARY")]))
    client = page("worker")
    where = hand_in(client, SimpleUploadedFile("台账.xlsx", path.read_bytes()))
    work_off()

    body = client.get(where).content.decode()
    assert "不读这些列，也不保存：民族、上访次数" in body and "导入（约 1 行）" in body
    assert "CANARY" not in body and ">民族</option>" not in body
    client.post(f"{where}/match", {"detail": "1", "start": "1"})
    assert Batch.objects.get().state == "preview", "the column of another list can't be forced in"
    client.post(f"{where}/match", {"detail": "0", "start": "1"})
    work_off()
    assert Matter.objects.count() == 1
    assert "CANARY" not in Matter.objects.get().tellings.get().text


def test_without_a_file_or_with_a_place_of_others_nothing_is_taken(world, page, table):
    client = page("worker")
    answer = client.post("/matters/import/", {"place": "东溪社区", "file": table(GOOD)})
    assert answer.status_code == 422 and not Batch.objects.exists()
    assert client.post("/matters/import/", {"place": "榕西社区"}).status_code == 422


def test_a_file_is_seen_by_those_of_its_place_alone(world, page, table):
    where = hand_in(page("worker"), table(GOOD))
    for name, status in (("secretary", 200), ("street", 200), ("worker2", 404)):
        client = page(name)
        assert client.get(where).status_code == status
        assert client.get(f"{where}/state").status_code == status
        assert client.post(f"{where}/match").status_code in (status, 302)


def test_files_and_returned_rows_are_forgotten_after_thirty_days(world, page, table):
    client = page("worker")
    where = hand_in(client, table(BAD))
    work_off()
    client.post(f"{where}/match", {"detail": "2", "told_at": "3", "start": "1"})
    work_off()
    Batch.objects.update(made_at=timezone.now() - jobs.KEPT * 2)
    jobs.forget_files(timezone.now())
    assert client.get(f"{where}/returned").status_code == 404
    assert client.get(where).status_code == 200
    assert Batch.objects.get().returned_path == ""


def test_the_list_of_files_asks_the_database_as_often_for_many_as_for_one(
    world, page, django_assert_max_num_queries
):
    for number in range(20):
        Batch.objects.create(
            name=f"{number}.xlsx",
            digest="",
            path="",
            place=world.places["community"],
            by=world.accounts["worker"],
            state="done",
        )
    client = page("worker")
    with django_assert_max_num_queries(12):
        assert client.get("/matters/import/").status_code == 200

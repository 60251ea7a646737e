"""Decisions in the browser's eyes: am I on the roll, voting, the receipt, the desk, and that no path shows a direction."""

import datetime as dt
import io
import json
import re
import zipfile

import openpyxl
import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.ballots import boards, papers, roll
from jinlin.ballots.models import Batch, BoardLine, Decision, Opening, OpeningLook, Sheet
from jinlin.base.models import Event, Notice
from jinlin.people.commands import issue_token
from jinlin.people.commands.factors import give_factor
from tests.ballots.estate import END, FROZEN, LISTED, OPEN, estate, opened
from tests.ballots.test_decision_life import LATER, boxed, cast, enter, voted
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db


def browser(made, name):
    account = made.world.accounts[name]
    if account.kind == "staff" and not Authenticator.objects.filter(user=account).exists():
        give_factor(account=account)
    return sign_in(Client(), account)


def text(answer):
    return answer.content.decode()


def live(**rules):
    """A vote that is open now: the clock of the pages is the real one."""
    made = opened(**rules)
    Decision.objects.filter(pk=made.decision.pk).update(closes_at=timezone.now() + dt.timedelta(days=5))
    made.decision.refresh_from_db()
    return made


def test_a_resident_sees_the_roll_row_votes_confirms_and_checks_the_receipt_without_signing_in():
    made = live()
    pk, row = made.decision.pk, made.row("3号楼101室").row
    client = browser(made, "resident")
    mine = text(client.get(f"/decisions/{pk}/mine"))
    assert "3号楼101室" in mine
    assert "191.00" in mine
    form = text(client.get(f"/decisions/{pk}/vote/{row}"))
    key = re.search(r'name="key" value="([^"]+)"', form)[1]
    review = client.post(f"/decisions/{pk}/vote/{row}", {"key": key, "m1": "yes"})
    assert "请再看一遍" in text(review)
    assert "3号楼101室" in text(review)
    assert ("前还可以改" if made.decision.may_change else "不能再改") in text(review)
    assert not BoardLine.objects.filter(kind="ballot").exists()
    for _ in range(2):
        done = client.post(f"/decisions/{pk}/vote/{row}", {"key": key, "m1": "yes", "confirm": "1"})
        assert done.status_code == 302
    line = BoardLine.objects.get(kind="ballot")
    receipt = text(client.get(done.headers["Location"]))
    words = " ".join(boards.receipt_words(line))
    assert words in receipt
    assert "同意" not in receipt.split("<main")[1].split("</main>")[0].replace("不同意", "")
    found = Client().post("/decisions/check", {"words": words})
    assert "板上有这张票" in text(found)
    assert "王" not in text(found).split("<main")[1].split("</main>")[0]
    assert Client().post("/decisions/check", {"words": "春天"}).status_code == 404
    opening = client.post(f"/decisions/{pk}/opening/{line.pk}")
    assert "同意" in text(opening)
    assert OpeningLook.objects.filter(line=line).count() == 1


def test_a_phone_that_lost_its_answer_confirms_again_and_gets_its_receipt_where_no_change_is_allowed():
    made = live(may_change=False)
    way = f"/decisions/{made.decision.pk}/vote/{made.row('3号楼101室').row}"
    client = browser(made, "resident")
    sent = {"key": "lost", "m1": "yes", "confirm": "1"}
    first, again = client.post(way, sent), client.post(way, sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert BoardLine.objects.filter(kind="ballot").count() == 1
    assert client.get(way).status_code == 409
    other = client.post(way, sent | {"key": "other"})
    assert other.status_code == 409
    assert "已经投过" in text(other)


def test_a_ballot_and_its_pages_never_read_the_frozen_roll_which_has_a_line_for_every_owner():
    made = live()
    pk, client = made.decision.pk, browser(made, "resident")
    way = f"/decisions/{pk}/vote/{made.row('3号楼101室').row}"
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/decisions/{pk}")
        client.get(way)
        done = client.post(way, {"key": "k", "m1": "yes", "confirm": "1"})
        client.get(done["Location"])
    assert BoardLine.objects.filter(kind="ballot").count() == 1
    assert not [one["sql"] for one in asked if "roll_file" in one["sql"]]


def test_six_words_of_an_older_print_are_told_apart_from_words_that_are_wrong():
    client = Client()
    old = client.post("/decisions/check", {"words": "春风 夏光 秋水 冬土 东木 西火"})
    assert "用旧词表印的" in text(old)
    wrong = client.post("/decisions/check", {"words": "春风 夏光 秋水 冬土 东木 没有"})
    assert "用旧词表印的" not in text(wrong)
    assert "没有这六个词" in text(wrong)


def test_others_find_neither_my_ballot_nor_my_receipt():
    made = live()
    line = cast(made, "resident", "3号楼101室", on=timezone.now())
    pk, row = made.decision.pk, made.row("3号楼101室").row
    for name in ("neighbour", "stranger", "worker", "counter", "monitor"):
        client = browser(made, name)
        assert client.get(f"/decisions/{pk}/vote/{row}").status_code == 404
        assert client.get(f"/decisions/{pk}/receipt/{line.pk}").status_code == 404
        assert client.post(f"/decisions/{pk}/opening/{line.pk}").status_code == 404


def test_an_owner_objects_in_the_page_and_the_desk_answers():
    made = estate()
    made.take("publish_roll", on=timezone.now())
    pk = made.decision.pk
    client = browser(made, "neighbour")
    assert "提出异议" in text(client.get(f"/decisions/{pk}/mine"))
    assert client.post(f"/decisions/{pk}/object", {"words": "面积少了"}).status_code == 302
    assert "还没有答复" in text(client.get(f"/decisions/{pk}/mine"))
    desk = browser(made, "worker")
    assert "面积少了" in text(desk.get(f"/desk/decisions/{pk}"))
    assert "面积少了" in text(desk.get(f"/desk/decisions/{pk}/steps/answer_objection"))


def test_a_draft_is_made_at_the_desk_and_hidden_from_the_public():
    made = estate()
    pk = made.decision.pk
    assert Client().get(f"/decisions/{pk}").status_code == 404
    assert browser(made, "worker2").get(f"/desk/decisions/{pk}").status_code == 404
    desk = browser(made, "worker")
    place = made.world.places["qingrong"].pk
    answer = desk.post(
        "/desk/decisions/new",
        {"title": "换物业", "text": "合同到期", "kind": "owners", "place": place, "scope": "estate"},
    )
    assert answer.status_code == 302
    assert "换物业" in text(desk.get(answer.headers["Location"]))
    far = made.world.places["dongxi"].pk
    assert (
        desk.post(
            "/desk/decisions/new",
            {"title": "x", "text": "y", "kind": "owners", "place": far, "scope": "estate"},
        ).status_code
        == 404
    )


def sheet(*rows):
    book, data = openpyxl.Workbook(), io.BytesIO()
    for row in (("房号", "建筑面积", "权利人", "销售状态", "用途", "面积来源"), *rows):
        book.active.append(row)
    book.save(data)
    data.name = "产权登记.xlsx"
    data.seek(0)
    return data


def test_the_roll_comes_from_the_property_registers_sheet_whole_or_not_at_all():
    made = estate()
    pk, desk = made.decision.pk, browser(made, "worker")
    before = roll.standing(made.decision).count()
    bad = desk.post(
        f"/desk/decisions/{pk}/roll/import",
        {"sheet": sheet(("1-101", "-5", "甲", "已交付", "住宅", "登记"), ("1-101", "90", "乙", "", "", ""))},
    )
    assert bad.status_code == 422
    assert roll.standing(made.decision).count() == before
    good = desk.post(
        f"/desk/decisions/{pk}/roll/import",
        {"sheet": sheet(
            ("1-101", "90.5", "张三、李四", "已交付", "住宅", "登记"), ("1-102", "88.17", "李四、张三", "已交付", "住宅", "测绘"),
            ("1-103", 120, "榕海置业", "未出售", "住宅", "合同"), ("1-104", 120, "榕海置业", "未交付", "商铺", "合同"), ("P-1", 12.5, "王五", "", "车位", ""),
            ("1-105", 77, "", "", "", ""),
        )},
    )  # fmt: skip
    assert good.status_code == 302
    rows = {
        tuple(unit.name for unit in one.units.order_by("name")): one for one in roll.standing(made.decision)
    }
    assert set(rows) == {("1-101", "1-102"), ("1-103", "1-104"), ("P-1",), ("1-105",)}
    assert rows[("1-103", "1-104")].developer
    assert [one.row for one in roll.counted(made.decision)] == [1, 2, 4]


def canaries(made):
    """Whatever would tell a direction before the end: how many say yes or no, in any shape a page might use."""
    return re.compile(
        r'"(?:yes|no|abstain)"\s*:\s*\{|赞成\s*\d|同意\s*[:：]?\s*\d+\s*(人|票|㎡|m²)|反对\s*[:：]?\s*\d+'
    )


def test_before_publication_no_page_api_export_notice_trail_or_error_shows_a_direction():
    made = live()
    boxed(made, sheets=2)
    cast(made, "resident", "3号楼101室", on=timezone.now())
    cast(made, "neighbour", "3号楼103室", {"m1": "no"}, on=timezone.now())
    enter(made, "clerk1", "3号楼106室")
    enter(made, "clerk2", "3号楼106室")
    enter(made, "clerk1", "3号楼107室", {"m1": "no"})
    pk, box = made.decision.pk, Batch.objects.get().pk
    ways = ["/decisions/", f"/decisions/{pk}", f"/decisions/{pk}/mine", f"/decisions/{pk}/archive.zip", "/desk/decisions/", f"/desk/decisions/{pk}",
            f"/desk/decisions/{pk}/roll", f"/desk/decisions/{pk}/boxes", f"/desk/decisions/boxes/{box}/enter", f"/desk/decisions/{pk}/ballots",
            f"/desk/decisions/{pk}/steps/count", "/today/"]  # fmt: skip
    marks = canaries(made)
    for state in ("open", "closed", "counted"):
        if state == "closed":
            Decision.objects.filter(pk=pk).update(closes_at=timezone.now() - dt.timedelta(minutes=1))
            made.take("close", "counter", on=timezone.now())
            enter(made, "clerk2", "3号楼107室", {"m1": "no"})
        if state == "counted":
            made.take("count", "counter", on=timezone.now())
        for name in ("resident", "neighbour", "worker", "clerk1", "counter", "monitor", "secretary"):
            client = browser(made, name)
            for way in ways:
                answer = client.get(way)
                if answer.headers.get("Content-Type") == "application/zip":
                    assert (state, name in ("counter", "monitor")) == ("counted", True), (state, name)
                    continue
                assert not marks.search(text(answer)), (state, name, way)
                assert "result" not in (answer.context or {}) or not answer.context["result"]
            token = issue_token(account=made.world.accounts[name], name="t", audience="api")
            answer = Client().get(f"/api/v1/decisions/{pk}", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 200
            assert "result" not in answer.json()
            assert not marks.search(text(answer)), (state, name)
    told = json.dumps(
        [
            *Event.objects.values_list("data", flat=True),
            *Event.objects.values_list("text", flat=True),
            *Notice.objects.values_list("zh", flat=True),
        ],
        ensure_ascii=False,
    )
    assert not marks.search(told)
    for sealed in Opening.objects.extra(select={"raw": "sealed"}).values_list("raw", flat=True):
        assert sealed.startswith("s1:")


def test_the_archive_of_a_small_roll_is_for_counters_and_monitors_and_the_result_shows_whole_per_cents():
    made = opened()
    voted(made)
    pk = made.decision.pk
    for step, name in (
        ("close", "counter"),
        ("count", "counter"),
        ("verify", "monitor"),
        ("publish", "worker"),
    ):
        made.take(step, name, on=LATER)
    page = text(Client().get(f"/decisions/{pk}"))
    assert "通过" in page
    assert "约 78%" in page
    assert "下载整份档案" not in page
    assert Client().get(f"/decisions/{pk}/archive.zip").status_code == 404
    whole = browser(made, "monitor").get(f"/decisions/{pk}/archive.zip")
    with zipfile.ZipFile(io.BytesIO(whole.content)) as opened_zip:
        assert "verify.py" in opened_zip.namelist()


def test_a_published_open_decision_gives_everybody_its_archive():
    made = opened(publication="open")
    voted(made)
    for step, name in (
        ("close", "counter"),
        ("count", "counter"),
        ("verify", "monitor"),
        ("publish", "worker"),
    ):
        made.take(step, name, on=LATER)
    assert Client().get(f"/decisions/{made.decision.pk}/archive.zip").status_code == 200


def test_the_page_shows_the_station_that_is_being_worked_at_and_none_when_all_is_done():
    made = opened(publication="open")
    voted(made)

    def stations():
        page = text(Client().get(f"/decisions/{made.decision.pk}"))
        chips = page[page.index('<ol class="chips"') : page.index("</ol>")]
        return re.findall("[✓●○]", chips)

    assert stations() == ["✓", "✓", "●", "○", "○"]
    for step, name, seen in (
        ("close", "counter", "✓✓✓●○"), ("count", "counter", "✓✓✓●○"), ("verify", "monitor", "✓✓✓✓●"), ("publish", "worker", "✓✓✓✓✓"),
    ):  # fmt: skip
        made.take(step, name, on=LATER)
        assert "".join(stations()) == seen, step


def test_two_clerks_enter_a_sheet_in_two_browsers_and_the_same_browser_is_refused():
    made = live()
    boxed(made, sheets=1)
    sheet_row = Sheet.objects.get(row=made.row("3号楼106室"))
    code = f"{sheet_row.serial}-{papers.check_code(made.decision, sheet_row.serial, sheet_row.row.row)}"
    way = f"/desk/decisions/boxes/{Batch.objects.get().pk}/enter"
    first, second = browser(made, "clerk1"), browser(made, "clerk2")
    assert first.post(way, {"code": code, "m1": "yes"}).status_code == 302
    assert "同一个人" in text(first.post(way, {"code": code, "m1": "yes"}))
    page = text(second.get(way))
    assert " checked" not in page.split("<main")[1]
    assert second.post(way, {"code": code, "m1": "yes"}).status_code == 302
    assert BoardLine.objects.filter(kind="ballot", channel="paper").count() == 1
    printed = text(first.get(f"/desk/decisions/{made.decision.pk}/ballots"))
    assert code in printed
    assert "<svg" in printed


def test_ballots_are_printed_in_batches_that_lead_to_the_next_and_leave_none_out(monkeypatch):
    made = live()
    made.take("print_ballots", "clerk1", on=timezone.now())
    serials = list(Sheet.objects.order_by("serial").values_list("serial", flat=True))
    monkeypatch.setattr("jinlin.ballots.web.clerks.PER_PAGE", 2)
    desk, seen, way = browser(made, "clerk1"), [], "?from=1"
    while way:
        page = text(desk.get(f"/desk/decisions/{made.decision.pk}/ballots{way}"))
        assert page.count("<h1>") == 1
        assert f"共 {len(serials)} 张" in page
        seen += re.findall(r'编号：<b class="number">(\d+)-', page)
        onward = re.search(r'href="(\?from=\d+)">下一批', page)
        way = onward[1] if onward else ""
    assert [int(one) for one in seen] == serials
    assert f'href="?from={serials[-4]}">上一批' in page or f'href="?from={serials[-3]}">上一批' in page


@pytest.mark.parametrize("count", [4, 18])
def test_lists_ask_the_same_number_of_queries_for_few_rows_and_many(count, django_assert_max_num_queries):
    made = estate(count)
    made.take("publish_roll", on=LISTED)
    made.take("freeze", on=FROZEN, closes_at=END)
    made.take("open", on=OPEN)
    made.take("print_ballots", on=OPEN)
    desk = browser(made, "worker")
    for way, most in (
        (f"/desk/decisions/{made.decision.pk}/roll", 24),
        (f"/desk/decisions/{made.decision.pk}/ballots", 24),
        ("/desk/decisions/", 20),
    ):
        desk.get(way)
        with django_assert_max_num_queries(most):
            assert desk.get(way).status_code == 200


def test_the_api_counts_a_file_and_lists_all_faults():
    made = estate()
    token = issue_token(account=made.world.accounts["worker"], name="t", audience="api")
    head = {"Authorization": f"Bearer {token}"}
    from tests.ballots.making import ballots, said, units, vote

    good = Client().post(
        "/api/v1/decisions/count",
        json.dumps(vote(units(3), ballots(said(2)))),
        content_type="application/json",
        headers=head,
    )
    assert good.json()["motions"][0]["verdict"] == "passed"
    bad = Client().post("/api/v1/decisions/count", "{}", content_type="application/json", headers=head)
    assert bad.status_code == 409
    assert len(bad.json()["why"]) >= 3


def test_a_program_casts_the_owners_ballot_once_for_its_key_and_nobody_elses():
    made = live()
    row = made.row("3号楼101室").row

    def post(name, key, number=row, mark="yes"):
        token = issue_token(account=made.world.accounts[name], name="t", audience="api")
        head = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        body = json.dumps({"row": number, "marks": {"m1": mark}})
        return Client().post(
            f"/api/v1/decisions/{made.decision.pk}/ballots",
            body,
            content_type="application/json",
            headers=head,
        )

    first, again = post("resident", "a").json(), post("resident", "a").json()
    assert first == again
    assert len(first["words"]) == 6
    assert BoardLine.objects.filter(kind="ballot").count() == 1
    assert post("neighbour", "b").status_code == 404
    assert post("resident", "c", mark="perhaps").status_code == 409

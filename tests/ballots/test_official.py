"""A city system's result is reconciled with the roll, sealed like every ballot and counted anew; verification as a job; heads signed each evening."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from jinlin.ballots import jobs, results
from jinlin.ballots.models import BoardLine, Decision, Official, OpeningLook, Unsealing, Verification
from jinlin.ballots.official import import_official
from jinlin.base.models import StoredFile
from jinlin.base.parameters import shipped_parameters
from jinlin.base.rule import Refused
from jinlin.people.commands import issue_token
from tests.ballots.estate import END, OPEN, opened
from tests.ballots.test_decision_life import LATER, cast, refused
from tests.ballots.test_pages import browser, text

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ROWS = [
    ("3号楼101室", "191.00", "同意"), ("3号楼102室", "192.00", "同意"), ("3号楼103室", "200.00", "反对"), ("3号楼104室", "194.00", ""),
    ("3号楼106室", "", "弃权"), ("3号楼107室", "", "同意"), ("9号楼999室", "80.00", "同意"),
]  # fmt: skip


def sheet(rows=ROWS, heading="m1"):
    lines = [f"房号,面积,{heading}", *(",".join(one) for one in rows)]
    return "\n".join(lines).encode("utf-8-sig")


def packed(rows=ROWS, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in ({"结果/结果.csv": sheet(rows), "公证书.pdf": PDF} | more).items():
            # The same files make the same archive, however late the second one is packed.
            made.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def bring(made, data=None, name="结果.zip", **more):
    given = {
        "decision": made.decision.pk,
        "data": data if data is not None else packed(),
        "name": name,
        "system": "榕海市业主决策系统",
        "paper": "榕建决 12 号",
    }
    return import_official(**given | more, by=made.act("worker"), at=OPEN)


def test_the_file_is_reconciled_sealed_and_counted_with_the_roll_and_a_second_file_is_refused():
    made = opened(by_phone=False)
    looked = bring(made, only_check=True, told_persons=6)
    kinds = sorted(one["kind"] for one in looked["differences"])
    assert kinds == [
        "area",
        "missing",
        "missing",
        "missing",
        "missing",
        "missing",
        "missing",
        "totals",
        "unknown",
    ]
    assert BoardLine.objects.filter(kind="ballot").count() == 0
    answer = bring(made)
    assert (answer["told"]["persons"], answer["told"]["area"]) == (4, "969.00")
    assert {line.channel for line in BoardLine.objects.filter(kind="ballot")} == {"city"}
    assert bring(made) == answer
    assert BoardLine.objects.filter(kind="ballot").count() == 4
    refused("not_twice", bring, made, packed([ROWS[0]]))
    assert sorted(StoredFile.objects.filter(subject="decision").values_list("name", "seen")) == [
        ("公证书.pdf", "staff"),
        ("结果.csv", "staff"),
    ]
    made.take("close", "counter", on=LATER)
    made.take("count", "counter", on=LATER)
    found = results.verified(Decision.objects.get(pk=made.decision.pk))
    assert found["ok"], found
    made.take("verify", "monitor", on=LATER)


def test_units_of_one_holder_that_differ_are_not_sealed_and_every_fault_is_listed():
    made = opened(by_phone=False)
    answer = bring(made, packed([("3号楼101室", "", "同意"), ("3号楼102室", "", "反对")]))
    assert [one["unit"] for one in answer["differences"] if one["kind"] == "apart"] == [
        "3号楼101室、3号楼102室"
    ]
    assert answer["told"]["persons"] == 0
    Official.objects.all().delete()
    refused("wrong_mark", bring, made, sheet([("3号楼103室", "", "好")]), "a.csv")
    refused("no_column", bring, made, sheet(heading="别的"), "a.csv")
    refused("no_sheet", bring, made, packed(**{"又一个.csv": b"x"}))
    refused("wrong_file", bring, made, b"PK no zip")
    refused("wrong_name", bring, made, packed(**{"坏.exe": b"MZ"}))
    assert Official.objects.count() == 0


def test_a_zip_broken_anywhere_is_answered_in_words():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made_zip:
        made_zip.writestr("结果.csv", sheet())
        made_zip.writestr("公证书.pdf", PDF)
    whole, made, refusals = out.getvalue(), opened(by_phone=False), 0
    for place in range(0, len(whole), 3):
        for data in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :]):
            try:
                bring(made, data, only_check=True)
            except Refused as refusal:
                refusals += 1
                assert all(reason.words.zh for reason in refusal.reasons)
    assert refusals > 100
    assert Official.objects.count() == 0


def test_the_region_says_which_channel_is_allowed():
    made = opened(by_phone=False)
    known = shipped_parameters()
    before = {
        name: known.get(name, on=OPEN.date()).value for name in ("owners.official_import", "owners.own_phone")
    }
    try:
        for name in before:
            object.__setattr__(known.get(name, on=OPEN.date()), "value", False)
        refused("not_allowed", bring, made)
        draft = Decision.objects.filter(pk=made.decision.pk)
        draft.update(state="draft")
        rules = {"parking": "no", "conflict": "paper", "silent": "absent", "publication": "witnessed"}
        refused("not_by_phone", made.take, "set_rules", by_phone=True, **rules)
    finally:
        for name, value in before.items():
            object.__setattr__(known.get(name, on=OPEN.date()), "value", value)


def test_the_page_checks_first_and_shows_every_difference():
    made = opened(by_phone=False)
    client, way = browser(made, "worker"), f"/desk/decisions/{made.decision.pk}/official"
    form = {"system": "榕海市业主决策系统", "paper": "12 号", "file": SimpleUploadedFile("r.zip", packed())}
    assert "名册上没有这个房号" in text(client.post(way, form))
    assert Official.objects.count() == 0
    form["file"] = SimpleUploadedFile("r.zip", packed())
    assert "已导入" in text(client.post(way, form | {"seal": "1"}))
    assert client.post(way, {"system": "", "paper": ""}).status_code == 409
    assert browser(made, "clerk1").get(f"/desk/decisions/{made.decision.pk}/names").status_code == 404
    assert browser(made, "worker2").get(way).status_code == 404


def test_a_monitor_signs_the_head_once_each_evening_and_the_archive_still_verifies():
    made = opened()
    cast(made, "resident", "3号楼101室")
    head = Decision.objects.get(pk=made.decision.pk).head
    made.take("witness", "monitor", on=OPEN)
    refused("not_twice", made.take, "witness", "monitor", on=OPEN)
    line = BoardLine.objects.get(kind="witness")
    assert json.loads(line.text)["body"]["head"] == head
    assert "监小红" not in line.text
    made.take("close", "counter", on=END)
    made.take("count", "counter", on=LATER)
    assert results.verified(Decision.objects.get(pk=made.decision.pk))["ok"]


def test_a_large_verification_is_a_job_whose_page_shows_how_far_it_is(monkeypatch):
    made = opened()
    cast(made, "resident", "3号楼101室")
    made.take("close", "counter", on=END)
    made.take("count", "counter", on=LATER)
    monkeypatch.setattr(jobs, "LARGE", 1)
    client, way = browser(made, "monitor"), f"/desk/decisions/{made.decision.pk}/steps/verify"
    assert "开始核对" in text(client.get(way))
    assert "正在核对每一张票" in text(client.post(way))
    client.post(way)
    one = Verification.objects.get()
    jobs.verify_decision.func(one.pk)
    one.refresh_from_db()
    assert one.answer["ok"]
    assert one.done == one.lines == Decision.objects.get(pk=made.decision.pk).seq
    assert "全部成立" in text(client.get(f"/desk/decisions/{made.decision.pk}/verifying"))
    assert client.post(way, {"key": "v"}).status_code == 302
    assert Decision.objects.get(pk=made.decision.pk).state == "verified"


def test_opening_a_large_board_is_a_job_whose_page_shows_how_far_it_is_and_never_a_number(monkeypatch):
    made = opened()
    cast(made, "resident", "3号楼101室")
    made.take("close", "counter", on=END)
    Decision.objects.filter(pk=made.decision.pk).update(closes_at=END)
    monkeypatch.setattr(jobs, "LARGE", 1)
    client, way = browser(made, "counter"), f"/desk/decisions/{made.decision.pk}/steps/count"
    assert browser(made, "worker").get(f"/desk/decisions/{made.decision.pk}/unsealing").status_code == 404
    assert "开始读出总数" in text(client.get(way))
    assert "正在读出总数" in text(client.post(way))
    client.post(way)
    one = Unsealing.objects.get()
    assert OpeningLook.objects.filter(why="开票：读出总数").count() == 1
    jobs.open_sums.func(one.pk)
    page = text(client.get(f"/desk/decisions/{made.decision.pk}/unsealing"))
    assert "总数已经读出" in page
    assert "191.00" not in page
    row = Decision.objects.get(pk=made.decision.pk)
    assert (row.state, row.result) == ("closed", {})
    with connection.cursor() as cursor:
        cursor.execute("SELECT sums FROM ballots_unsealing")
        stored = cursor.fetchone()[0]
    assert "motions" not in stored
    for _ in range(2):
        assert client.post(way, {"key": "c"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.result["motions"][0]["options"]["yes"]["persons"]) == ("counted", 1)
    assert BoardLine.objects.filter(decision=row, kind="sums").count() == 1
    assert Unsealing.objects.get().sums == ""
    jobs.open_sums.func(one.pk)
    assert Unsealing.objects.get().sums == ""
    assert OpeningLook.objects.filter(why="开票：读出总数").count() == 1
    assert results.verified(row)["ok"]


def test_a_program_that_opens_or_verifies_a_large_board_is_told_to_come_again_while_a_job_works(monkeypatch):
    made = opened()
    cast(made, "resident", "3号楼101室")
    made.take("close", "counter", on=END)
    Decision.objects.filter(pk=made.decision.pk).update(closes_at=END)
    monkeypatch.setattr(jobs, "LARGE", 1)

    def post(name, step):
        token = issue_token(account=made.world.accounts[name], name=step, audience="api")
        way = f"/api/v1/decisions/{made.decision.pk}/steps/{step}"
        return Client().post(
            way, "{}", content_type="application/json", headers={"Authorization": f"Bearer {token}"}
        )

    for _ in range(2):
        answer = post("counter", "count")
        assert (answer.status_code, answer.json()["why"][0]["code"]) == (409, "not_ready")
        assert "0%" in answer.json()["why"][0]["zh"]
    assert post("worker", "count").status_code == 409
    assert Decision.objects.get(pk=made.decision.pk).state == "closed"
    assert OpeningLook.objects.filter(why="开票：读出总数").count() == 1
    jobs.open_sums.func(Unsealing.objects.get().pk)
    assert post("counter", "count").json()["state"] == "counted"
    assert post("monitor", "verify").json()["why"][0]["code"] == "not_ready"
    jobs.verify_decision.func(Verification.objects.get().pk)
    assert post("monitor", "verify").json()["state"] == "verified"


def test_what_was_read_at_an_older_head_of_the_board_is_not_used(monkeypatch):
    made = opened(conflict="hold", by_proxy=False)
    cast(made, "resident", "3号楼101室")
    made.take("close", "counter", on=END)
    one = jobs.ask_sums(Decision.objects.get(pk=made.decision.pk), by=made.act("counter"))
    jobs.open_sums.func(one.pk)
    assert results.sums_ready(Decision.objects.get(pk=made.decision.pk))
    line = BoardLine.objects.get(kind="ballot")
    made.take("settle_row", "monitor", on=LATER, row=line.row, line=line.n, reason="当面核实")
    assert results.sums_ready(Decision.objects.get(pk=made.decision.pk)) is None
    counted = made.take("count", "counter", on=LATER)
    assert counted.result["motions"][0]["options"]["yes"]["persons"] == 1
    assert results.verified(Decision.objects.get(pk=made.decision.pk))["ok"]


def test_the_list_of_names_of_an_open_vote_is_printed_after_publication_and_the_look_is_recorded():
    made = opened(publication="open")
    cast(made, "resident", "3号楼101室")
    for step, who in (("close", "counter"), ("count", "counter"), ("verify", "monitor")):
        made.take(step, who, on=LATER)
    way = f"/desk/decisions/{made.decision.pk}/names"
    client = browser(made, "worker")
    assert client.get(way).status_code == 404
    made.take("publish", on=LATER)
    page = text(client.get(way))
    assert "王秀兰" in page
    assert "同意" in page
    assert OpeningLook.objects.filter(why="公开记名名单").count() == 1

"""Pages of covenants: residents read, remark, compare and look back; workers draft and answer."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.deliberation.covenants.models import ClauseRemark, Covenant
from tests.cast import build
from tests.deliberation.covenant_steps import Pen
from tests.people.pages import sign_in
from tests.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def pen(world):
    made = Pen(world, timezone.now())
    made.draft()
    return made


def text(answer):
    return answer.content.decode()


def key_in(answer):
    return re.search(r'name="key" value="([^"]+)"', text(answer))[1]


def test_a_first_draft_is_nobodys_page_but_its_keepers(client, world, pen):
    assert client.get(f"/covenants/{pen.row.pk}").status_code == 404
    sign_in(client, world.accounts["worker2"])
    assert client.get(f"/covenants/desk/{pen.row.pk}").status_code == 404
    sign_in(client, world.accounts["worker"])
    assert "车停在线里" in text(client.get(f"/covenants/desk/{pen.row.pk}"))
    assert pen.row.name in text(client.get("/covenants/desk/"))


def test_a_resident_remarks_on_a_clause_and_reads_the_answer_without_any_name(client, world, pen):
    pen.round()
    page = text(client.get(f"/covenants/{pen.row.pk}"))
    assert page.count("对这条提意见") == 3
    clause = pen.clause("音响")
    sign_in(client, world.accounts["resident"])
    form = client.get(f"/covenants/{pen.row.pk}/remark?clause={clause}")
    sent = {"clause": clause, "text": "十点太晚了", "name": "", "key": key_in(form)}
    assert client.post(f"/covenants/{pen.row.pk}/remark", sent).status_code == 302
    remark = ClauseRemark.objects.get()
    assert remark.clause_id == clause
    client.logout()
    assert "十点太晚了" not in text(client.get(f"/covenants/{pen.row.pk}/rounds/1"))
    sign_in(client, world.accounts["worker"])
    assert "1 条意见等答复" in whole(client, "/today/")
    step = f"/covenants/desk/{pen.row.pk}/steps/answer"
    form = client.get(f"{step}?remark={remark.pk}")
    sent = {"remark": remark.pk, "taken": "partly", "answer": "改成九点半", "key": key_in(form)}
    assert client.post(step, sent).status_code == 302
    client.logout()
    page = text(client.get(f"/covenants/{pen.row.pk}/rounds/1"))
    for part in ("十点太晚了", "部分采纳", "改成九点半"):
        assert part in page
    assert "王秀兰" not in page


def second(pen):
    pen.round()
    pen.close()
    pen.take("redraft")
    pen.take("change_clause", clause=pen.clause("音响"), title="音响", text="晚上九点半后不放音响。")
    pen.take("add_clause", title="养狗", text="出门牵绳。")
    pen.round()


def test_two_rounds_stand_side_by_side_with_a_sentence(client, world, pen):
    second(pen)
    page = text(client.get(f"/covenants/{pen.row.pk}/compare"))
    for part in ("改了 1 条，新加的 1 条，没有改 2 条", "<del>", "<ins>", "第 1 稿和第 2 稿对照"):
        assert part in page, part
    assert "两版完全一样" in text(client.get(f"/covenants/{pen.row.pk}/compare?a=2&b=2"))


def test_a_flagged_passage_is_shown_with_its_clause_and_the_decision(client, world):
    pen = Pen(world, timezone.now())
    pen.draft(("停车", "乱停的罚款五十元。"))
    pen.round()
    sign_in(client, world.accounts["worker"])
    page = text(client.get(f"/covenants/desk/{pen.row.pk}"))
    for part in ("像是罚款", "行政处罚法", "依据未核实", "decide_flag?flag="):
        assert part in page, part
    assert "等社区处理" in text(client.get(f"/covenants/{pen.row.pk}/rounds/1"))
    pen.decide_all("change")
    assert "要改" in text(client.get(f"/covenants/{pen.row.pk}/rounds/1"))


def test_the_text_of_any_day_the_pedigree_and_the_paper(client, world, pen):
    pen.round()
    pen.close()
    pen.adopt()
    day = pen.on.date()
    page = text(client.get(f"/covenants/{pen.row.pk}?on={day}"))
    assert "应到 60，实到 45，同意 40" in page
    assert "那一天还没有施行的文本" in text(client.get(f"/covenants/{pen.row.pk}?on=2020-01-01"))
    assert client.get(f"/covenants/{pen.row.pk}?on=nonsense").status_code == 200
    page = text(client.get(f"/covenants/{pen.row.pk}/clauses/{pen.clause('停车')}"))
    assert "应到 60，实到 45，同意 40" in page
    paper = text(client.get(f"/covenants/{pen.row.pk}/paper?on={day}"))
    for part in ('class="qr"', "第1条 停车", "盖章处"):
        assert part in paper, part
    assert "征求意见" in text(client.get(f"/covenants/{pen.row.pk}/paper?draft=1"))


def test_a_covenant_is_begun_in_the_pages(client, world):
    sign_in(client, world.accounts["worker"])
    form = client.get("/covenants/desk/new")
    given = {"place": world.places["community"].pk, "name": "榕西社区居民公约", "key": key_in(form)}
    assert client.post("/covenants/desk/new", {**given, "act": "send"}).status_code == 302
    assert Covenant.objects.get().name == "榕西社区居民公约"


def test_the_page_asks_as_many_questions_for_twenty_clauses_as_for_three(client, world, pen):
    pen.round()
    address = f"/covenants/{pen.row.pk}"
    pages = (address, f"{address}/rounds/1", f"{address}/compare", "/covenants/")
    before = []
    for page in pages:
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        before.append(len(asked))
    other = Pen.__new__(Pen)
    other.world, other.on = world, timezone.now()
    from jinlin.deliberation.covenants.effects import make_covenant

    other.row = make_covenant(
        place=world.places["qingrong"], name="青榕花园公约", by=world.act("worker"), at=other.on
    )
    other.draft(*((f"第{n}项", "好好相处。") for n in range(20)))
    other.round(*((f"第{n}项", "意见") for n in range(12)))
    other.answer_all()
    address = f"/covenants/{other.row.pk}"
    for page, least in zip(
        (address, f"{address}/rounds/1", f"{address}/compare", "/covenants/"), before, strict=True
    ):
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        assert len(asked) <= least + 1, page


def test_covenants_go_their_way_through_the_api(client, world):
    from jinlin.people.public import issue_token

    def call(name, method, path, body=None):
        token = issue_token(account=world.accounts[name], audience="api", name="test")
        answer = getattr(client, method)(
            f"/api/v1{path}",
            data=body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        return answer.status_code, answer.json()

    status, made = call(
        "worker", "post", "/covenants", {"place": world.places["community"].code, "name": "榕西社区居民公约"}
    )
    assert status == 201
    steps = f"/covenants/{made['ref']}/steps"
    assert (
        call("worker", "post", f"{steps}/open_round", {"closes_on": "2030-01-01"})[1]["code"] == "no_clause"
    )
    assert call("worker", "post", f"{steps}/add_clause", {"title": "停车", "text": "停在线里。"})[0] == 200
    assert call("resident", "get", f"/covenants/{made['ref']}")[0] == 404
    status, row = call("worker", "post", f"{steps}/open_round", {"closes_on": "2030-01-01"})
    assert (status, row["state"], row["draft"][0]["title"]) == (200, "open", "停车")
    assert call("resident", "post", f"{steps}/remark", {"text": "写清楚哪些线"})[0] == 200
    assert call("worker", "post", f"{steps}/close_round", {})[1]["code"] == "not_yet"
    assert call("resident", "get", f"/covenants/{made['ref']}/text?on=2026-01-01")[1]["clauses"] == []
    assert call("resident", "get", f"/covenants/{made['ref']}/text?on=x")[0] == 422
    assert call("resident", "get", "/covenants")[1][0]["ref"] == made["ref"]


def test_somebody_without_an_account_remarks_by_receipt_and_comes_back_for_the_answer(client, world, pen):
    pen.round()
    address = f"/covenants/{pen.row.pk}/remark"
    form = client.get(f"{address}?clause={pen.clause('音响')}")
    sent = {"clause": pen.clause("音响"), "text": "十点太晚了", "key": key_in(form), "name": "不会收"}
    first = client.post(address, sent)
    again = client.post(address, sent)
    assert (first.status_code, first["Location"]) == (302, again["Location"]), "sent twice, written once"
    remark = ClauseRemark.objects.get()
    assert (remark.person_id, remark.name, remark.taken_by_id) == (None, "", None)
    receipt = first["Location"].split("?")[0]
    assert "还没有答复" in text(client.get(receipt))
    assert client.get(receipt[:-1] + "x").status_code == 404
    pen.take("answer", remark=remark.pk, taken="partly", answer="改成九点半")
    assert "改成九点半" in text(client.get(receipt))
    for number in range(11):
        client.post(address, {"text": f"第 {number} 条", "key": f"k{number}"})
    assert client.post(address, {"text": "太多了", "key": "more"}).status_code == 429
    pen.close()
    closed = client.get(address)
    assert closed.status_code == 409
    assert 'name="text"' not in text(closed)

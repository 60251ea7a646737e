"""Pages of notices: what residents read and do, what workers do, the paper, the archive, the same queries for any number."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.publicity import archive
from jinlin.publicity.desk import PUBLICATIONS
from jinlin.publicity.models import Inquiry, Publication
from tests.cast import build
from tests.people.pages import sign_in
from tests.publicity.notices import drafted, hung, published
from tests.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def now():
    return timezone.now()


def text(answer):
    return answer.content.decode()


def key_in(answer):
    return re.search(r'name="key" value="([^"]+)"', text(answer))[1]


def test_the_public_list_shows_what_hangs_and_never_a_draft(client, world, now):
    published(world, on=now, title="救助款公示")
    drafted(world, on=now, title="没发的草稿")
    page = text(client.get("/publicity/"))
    assert "救助款公示" in page
    assert "没发的草稿" not in page


def test_the_list_is_filtered_searched_and_exported(client, world, now):
    published(world, on=now, title="救助款公示")
    published(
        world,
        on=now,
        title="选民名单",
        kind="voter_list",
        event_on=(now + timezone.timedelta(days=60)).date(),
    )
    assert "选民名单" not in text(client.get("/publicity/?group=affairs"))
    assert "选民名单" in text(client.get("/publicity/?q=选民"))
    assert "选民名单" not in text(client.get("/publicity/?place=E0002"))
    assert "选民名单" in text(client.get("/publicity/?stand=hanging&sort=until"))
    assert "没有符合" in text(client.get("/publicity/?stand=withdrawn"))
    sheet = client.get("/publicity/?as=csv&group=affairs").content.decode("utf-8-sig")
    assert "救助款公示" in sheet
    assert "选民名单" not in sheet
    assert client.get("/publicity/?as=xlsx").content[:2] == b"PK"


def test_the_list_asks_as_many_questions_for_fifty_as_for_one(client, world, now):
    published(world, on=now)
    for address in ("/publicity/", "/publicity/archive", f"/places/{world.places['community'].code}"):
        with CaptureQueriesContext(
            connection,
        ) as one:
            client.get(address)
        for n in range(24 if address == "/publicity/" else 4):
            published(world, on=now, title=f"第{n}份")
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) <= len(one) + 1, address


def test_a_draft_is_no_page_for_a_stranger(client, world, now):
    row = drafted(world, on=now)
    assert client.get(f"/publicity/{row.pk}").status_code == 404
    sign_in(client, world.accounts["worker2"])
    assert client.get(f"/publicity/desk/{row.pk}").status_code == 404
    assert client.get("/publicity/none").status_code == 404


def test_a_notice_shows_period_clause_where_to_object_and_that_it_agrees_with_the_archive(client, world, now):
    row = hung(world, published(world, on=now), on=now)
    page = text(client.get(f"/publicity/{row.pk}"))
    for part in (
        "城市居民委员会组织法 34(2)",
        "提异议",
        "榕西社区服务窗口",
        "一致",
        row.number,
        "社区公开栏",
        archive.spoken(row.entries.get(seq=1).hash),
    ):
        assert part in page, part
    assert "天数未核实" not in page
    Publication.objects.filter(pk=row.pk).update(body="改了")
    assert "不一致" in text(client.get(f"/publicity/{row.pk}"))


def test_a_period_that_nobody_verified_says_so(client, world, now):
    row = published(world, on=now, kind="consultation")
    assert "天数未核实" in text(client.get(f"/publicity/{row.pk}"))


@pytest.mark.parametrize(("size", "name"), [("a4", "A3"), ("a3", "A4")])
def test_the_paper_carries_code_date_publisher_seal_and_words(client, world, now, size, name):
    row = published(world, on=now)
    page = text(client.get(f"/publicity/{row.pk}/paper?size={size}"))
    local = timezone.localdate(now)
    for part in (
        'class="qr"',
        f"{local.year}年{local.month}月{local.day}日",
        "榕西社区居民委员会",
        "盖章处",
        archive.words(),
        f'class="{size}"',
        f">{name}<",
    ):
        assert part in page, part
    assert f"/publicity/{row.pk}?t={row.text_hash[:16]}" in page


def test_the_papers_code_says_whether_the_paper_agrees(client, world, now):
    row = published(world, on=now)
    assert "纸的文字和这里一致" in text(client.get(f"/publicity/{row.pk}?t={row.text_hash[:16]}"))
    assert "对不上" in text(client.get(f"/publicity/{row.pk}?t=0123456789abcdef"))


def ask(client, row, **given):
    address = f"/publicity/{row.pk}/ask"
    key = key_in(client.get(address))
    return client.post(
        address, {"kind": "question", "text": "账在哪里看", "name": "老王", "phone": "", "key": key, **given}
    ), key


def test_somebody_without_an_account_objects_and_follows_the_answer(client, world, now):
    row = published(world, on=now)
    answer, key = ask(client, row, kind="objection", text="数字不对")
    assert answer.status_code == 302
    follow = answer.headers["Location"]
    assert "收到了，最迟" in text(client.get(follow))
    assert client.get(follow.replace("/asked/", "/asked/9")).status_code == 404
    assert client.get(re.sub(r"/[^/?]+\?", "/wrong?", follow)).status_code == 404
    again = client.post(
        f"/publicity/{row.pk}/ask",
        {"kind": "objection", "text": "数字不对", "name": "老王", "phone": "", "key": key},
    )
    assert again.headers["Location"] == follow
    assert Inquiry.objects.count() == 1


def test_an_objection_is_answered_by_a_worker_and_published_without_the_name(client, world, now):
    row = published(world, on=now)
    ask(client, row, kind="objection", text="我家 302 的没发")
    asked = Inquiry.objects.get()
    sign_in(client, world.accounts["worker"])
    assert "询问和异议" in whole(client, "/today/")
    assert "我家 302" in text(client.get("/publicity/questions/"))
    page = client.get(f"/publicity/questions/{asked.pk}/steps/answer")
    sent = {"outcome": "told", "answer": "名单以 9 月为准", "shown": "有一户的没发", "key": key_in(page)}
    assert client.post(f"/publicity/questions/{asked.pk}/steps/answer", sent).status_code == 302
    client.logout()
    page = text(client.get(f"/publicity/{row.pk}"))
    for part in ("有一户的没发", "名单以 9 月为准"):
        assert part in page
    for part in ("302", "老王"):
        assert part not in page
    follow = text(client.get(f"/publicity/asked/{asked.pk}/{asked.key}"))
    assert "不满意，请上级核查" in follow
    step = f"/publicity/asked/{asked.pk}/{asked.key}/steps/raise"
    key = key_in(client.get(step))
    assert client.post(step, {"note": "还是没发", "key": key}).status_code == 302
    assert Inquiry.objects.get().state == "raised"


def test_a_worker_of_another_community_sees_no_question(client, world, now):
    row = published(world, on=now)
    ask(client, row)
    asked = Inquiry.objects.get()
    sign_in(client, world.accounts["worker2"])
    assert client.get(f"/publicity/questions/{asked.pk}").status_code == 404
    assert "老王" not in text(client.get("/publicity/questions/?state="))


def test_a_notice_is_drafted_checked_and_published_in_the_pages(client, world):
    sign_in(client, world.accounts["worker"])
    address = "/publicity/desk/new?kind=affairs_money"
    given = {
        "kind": "affairs_money", "place": world.places["community"].pk, "publisher": "榕西社区居民委员会", "title": "捐款去向", "body": "共 3 万元",
        "channel": "窗口", "key": key_in(client.get(address)),
    }  # fmt: skip
    assert "核对" in text(client.post(address, {**given, "act": "look"}))
    assert client.post(address, {**given, "act": "send"}).status_code == 302
    row = Publication.objects.get()
    assert "自己起草的由另一位同事审核" in text(client.get(f"/publicity/desk/{row.pk}"))
    sign_in(client, world.accounts["secretary"])
    assert "捐款去向" in whole(client, "/today/")
    for step in ("check", "publish"):
        page = client.get(f"/publicity/desk/{row.pk}/steps/{step}")
        assert client.post(f"/publicity/desk/{row.pk}/steps/{step}", {"key": key_in(page)}).status_code == 302
    assert Publication.objects.get().state == "published"
    assert "期满还差什么" in text(client.get(f"/publicity/desk/{row.pk}"))
    assert client.get(f"/publicity/desk/{row.pk}/steps/revise").status_code == 409


def test_a_missing_result_is_told_in_public_and_leads_the_worker_to_draft_it(client, world, now):
    early = now - timezone.timedelta(days=60)
    given = {"result_by": (now - timezone.timedelta(days=1)).date().isoformat()}
    row = published(world, on=early, kind="decision", title="充电点决议", given=given)
    assert "尚未公布结果" in text(client.get(f"/publicity/{row.pk}"))
    assert "尚未公布结果" in text(client.get("/publicity/?stand=no_result"))
    sign_in(client, world.accounts["secretary"])
    assert "该公布结果的决议" in whole(client, "/today/")
    assert f"result_of={row.pk}" in text(client.get(f"/publicity/desk/{row.pk}"))
    result = published(world, on=now, kind="result", title="充电点建成了", result_of=row.pk)
    page = text(client.get(f"/publicity/{row.pk}"))
    assert "尚未公布结果" not in page
    assert "充电点建成了" in page
    assert "充电点决议" in text(client.get(f"/publicity/{result.pk}"))
    assert "没有符合" in text(client.get("/publicity/?stand=no_result"))


def test_a_withdrawn_notice_keeps_its_text_and_tells_why(client, world, now):
    row = published(world, on=now)
    PUBLICATIONS.take(row.pk, "withdraw", by=world.act("secretary"), given={"why": "统计口径有误"})
    page = text(client.get(f"/publicity/{row.pk}"))
    for part in ("已撤回", "统计口径有误", "12,000"):
        assert part in page
    assert "统计口径有误" in text(client.get(f"/publicity/{row.pk}/paper"))


def test_a_place_shows_what_hangs_there_and_above(client, world, now):
    published(world, on=now, title="社区的公示")
    published(world, on=now, title="小区的公示", place=world.places["qingrong"].pk, kind="consultation")
    estate = whole(client, f"/places/{world.places['qingrong'].code}")
    assert "社区的公示" in estate
    assert "小区的公示" in estate
    assert "社区的公示" not in whole(client, f"/places/{world.places['dongxi'].code}")


def test_the_archive_tells_its_head_and_checks_words_from_a_paper(client, world, now):
    assert "存档还是空的" in text(client.get("/publicity/archive"))
    published(world, on=now)
    archive.keep_head(now.date())
    words = archive.words()
    page = text(client.get("/publicity/archive"))
    assert page.count(words) >= 2
    assert "对得上" in text(client.get("/publicity/archive", {"seen": words}))
    assert "对不上" in text(client.get("/publicity/archive", {"seen": "春风 春风 春风 春风 春风 春风"}))


def test_evidence_of_hanging_is_a_step_with_a_spot_and_a_day(client, world, now):
    row = published(world, on=now)
    sign_in(client, world.accounts["worker"])
    step = f"/publicity/desk/{row.pk}/steps/hang"
    page = client.get(step)
    sent = {
        "spot": "board",
        "where": "居委会门口左侧",
        "hung_on": timezone.localdate(now).isoformat(),
        "key": key_in(page),
    }
    assert client.post(step, sent).status_code == 302
    assert "居委会门口左侧" in text(client.get(f"/publicity/{row.pk}"))

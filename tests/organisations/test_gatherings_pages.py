"""The pages of gatherings: lists that count, a door that signs in, a record on paper."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from jinlin.base import doorcode
from jinlin.organisations.gatherings.kinds import kinds
from jinlin.organisations.models import Gathering
from tests.organisations.test_gatherings_life import plan, take, world  # noqa: F401
from tests.organisations.test_pages import send, text
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, world):  # noqa: F811
    return lambda name: sign_in(client, world.accounts[name])


def held(world, n=1, **more):  # noqa: F811
    for number in range(n):
        Gathering.objects.create(
            organisation=world.branch, kind="theme_day", title=f"主题党日{number}", starts_at=timezone.now(), state="confirmed",
            attendance_count=number, **more,
        )  # fmt: skip


def test_the_list_filters_sorts_and_exports(page, world):  # noqa: F811
    held(world, 3)
    plan(world, kind="birthday", title="八月生日会")
    desk = page("chen")
    assert "八月生日会" in text(desk.get("/gatherings/"))
    only = text(desk.get("/gatherings/?kind=birthday&state=undone"))
    assert "八月生日会" in only and "主题党日0" not in only
    sorted_ = text(desk.get("/gatherings/?sort=came&kind=theme_day"))
    assert sorted_.index("主题党日2") < sorted_.index("主题党日0")
    assert "没有符合的活动" in text(desk.get("/gatherings/?q=没有这个"))
    book = openpyxl.load_workbook(io.BytesIO(desk.get("/gatherings/export?kind=theme_day").content))
    assert book.active.max_row == 5


def test_the_list_asks_as_often_for_fifty_as_for_one(page, world, django_assert_max_num_queries):  # noqa: F811
    desk = page("chen")
    held(world, 1)
    desk.get("/gatherings/")
    with django_assert_max_num_queries(12) as one:
        desk.get("/gatherings/")
    held(world, 49)
    with django_assert_max_num_queries(12) as many:
        desk.get("/gatherings/")
    assert len(one) == len(many)


def test_a_gathering_is_planned_by_its_form_and_called(page, world):  # noqa: F811
    desk = page("chen")
    way = f"{reverse('gathering_new')}?org={world.branch.code}&kind=theme_day"
    given = {
        "kind": "theme_day", "title": "清扫楼道", "agenda": "集合\n清扫", "starts_at": "2026-08-03T09:00", "venue": "中心广场",
        "host": "陈美玉", "entitled": "",
    }  # fmt: skip
    answer = send(desk, way, given)
    assert answer.status_code == 302
    made = Gathering.objects.get()
    assert (made.title, made.venue, made.attendances.count()) == ("清扫楼道", "中心广场", 10)
    shown = text(desk.get(answer.url))
    assert "发通知" in shown and "党员00" in shown
    answer = desk.post(f"/gatherings/{made.pk}/steps/call", {"note": "", "key": "k1"})
    assert answer.status_code == 302


def test_a_phone_signs_in_by_the_code_on_the_screen(page, world):  # noqa: F811
    made = plan(world)
    take(world, made, "call")
    door = text(page("chen").get(f"/gatherings/{made.pk}/door"))
    code = re.search(r"<b>([A-Z2-9]{8})</b>", door)[1]
    assert doorcode.is_fresh("gathering", made.pk, code, timezone.now())
    phone = page("resident")
    form = text(phone.get(f"/gatherings/{made.pk}/steps/sign_in?code={code}"))
    assert code in form
    assert phone.post(f"/gatherings/{made.pk}/steps/sign_in", {"code": code, "key": "k2"}).status_code == 302
    shown = text(phone.get(f"/gatherings/{made.pk}"))
    assert "到了" in shown and "党员00" not in shown
    assert phone.get(f"/gatherings/{made.pk}/print").status_code == 404


@pytest.mark.parametrize("name", ["neighbour", "grid_worker", "worker2", "manager"])
def test_strangers_get_not_found(page, world, name):  # noqa: F811
    made = plan(world)
    desk = page(name)
    assert desk.get(f"/gatherings/{made.pk}").status_code == 404
    assert desk.get(f"/gatherings/{made.pk}/door").status_code == 404
    assert desk.get(f"/gatherings/{made.pk}/steps/call").status_code == 404


def test_the_level_above_sees_that_it_was_held_and_no_names(page, world):  # noqa: F811
    made = plan(world, kind="birthday", title="八月生日会")
    take(world, made, "celebrate", person=world.members[0].pk, joined_on="1990-07-01")
    for name in ("street", "district"):
        shown = text(page(name).get(f"/gatherings/{made.pk}"))
        assert "八月生日会" in shown and "党员00" not in shown and "1990" not in shown
    assert "1990-07-01" in text(page("chen").get(f"/gatherings/{made.pk}"))
    assert "1990" not in text(page("worker").get(f"/gatherings/{made.pk}"))


def test_the_record_on_paper_says_who_came_and_what_passed(page, world):  # noqa: F811
    made = plan(world)
    take(world, made, "sign", people=[one.pk for one in world.members[:6]])
    take(world, made, "open")
    take(world, made, "vote", words="同意方案", yes=6, no=0, abstained=0)
    take(world, made, "vote", words="修改公约", yes=5, no=1, abstained=0)
    take(world, made, "close")
    take(world, made, "draft", minutes="一致同意。")
    paper = text(page("chen").get(f"/gatherings/{made.pk}/print"))
    assert "会议记录" in paper and "一致同意。" in paper
    assert paper.index("同意方案") < paper.index("；通过") < paper.index("修改公约") < paper.index("；没通过")


def test_every_kind_has_words_and_none_is_chosen_for_the_reader(page, world):  # noqa: F811
    shown = text(page("chen").get(f"{reverse('gathering_new')}?org={world.branch.code}"))
    assert all(one.words.zh in shown for one in kinds().values())

"""A chat group's chain becomes sign-ups, faces are guarded, photos carry marks, and a year later only numbers stay."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jinlin.base import keeping
from jinlin.base.models import StoredFile
from jinlin.people.models import Person
from jinlin.people.public import key_of
from jinlin.volunteering.activities import commands, presence
from jinlin.volunteering.activities.chain import Link, read_chain
from jinlin.volunteering.activities.desk import ACTIVITIES
from jinlin.volunteering.activities.presence import Fact, record
from jinlin.volunteering.models import Attendance, Feedback, Picture, Presence, SignUp
from tests.people.pages import sign_in
from tests.volunteering.activities.scene import Scene, scene

CHAIN = """#接龙
周日围棋课，要来的接
1. 王阿姨
2. 李国强 2人
3、小朵妈妈，带孩子
群主：大家抓紧
4) 张三（3号楼）
2. 李国强 2人
5 陈伯 +1
6. 1
"""


def test_a_chain_is_cut_into_who_comes_and_the_chat_around_it_is_left_out() -> None:
    assert read_chain(CHAIN) == [
        Link(1, "王阿姨", 1, ""), Link(2, "李国强", 2, "2人"), Link(3, "小朵妈妈", 1, "带孩子"), Link(4, "张三", 1, "3号楼"), Link(5, "陈伯", 2, "+1"),
    ]  # fmt: skip
    assert read_chain("大家好\n今天有课吗") == []


ODD = [
    ("１．张三 ２人", [("张三", 2)]),
    ("2️⃣ 李四", [("李四", 1)]),
    ("③王五+1", [("王五", 2)]),
    ("④ 王 五　３人", [("王五", 3)]),
    ("【5】赵六、钱七两人", [("赵六", 1), ("钱七", 1)]),
    ("6-A、B两人", [("A", 1), ("B", 1)]),
    ("7。陈伯和李婶 3人", [("陈伯", 2), ("李婶", 1)]),
    ("8、周九 2大1小", [("周九", 3)]),
    ("9. 3号楼501 林女士 2人", [("林女士", 2)]),
    ("10. 沈先生 十二人", [("沈先生", 12)]),
    ("11. 施阿姨 带2个孩子", [("施阿姨", 3)]),
    ("12. 张三X3", [("张三", 3)]),
    ("13 Mary Lee 2人", [("Mary Lee", 2)]),
    ("14. @吕老师 全家四口", [("吕老师", 4)]),
    ("15、小朵妈妈、带孩子", [("小朵妈妈", 1)]),
    ("16. 李和平", [("李和平", 1)]),
    ("17. 王五＋２", [("王五", 3)]),
    ("11.30日上午开始，地点活动室", []),
    ("10:30 集合", []),
    ("2026-11-26 周日", []),
]


@pytest.mark.parametrize(("line", "people"), ODD, ids=[line for line, _ in ODD])
def test_however_a_line_is_typed_it_names_who_comes_and_how_many(
    line: str, people: list[tuple[str, int]]
) -> None:
    assert [(one.name, one.people) for one in read_chain(line)] == people


def test_a_number_given_with_a_name_stands_by_itself_and_never_in_the_note() -> None:
    assert read_chain("9. 陈十二 139 0000 0001，忌海鲜") == [
        Link(9, "陈十二", 1, "忌海鲜", phone="13900000001")
    ]


@pytest.mark.parametrize(
    "line", ["2. 孙八（取消）", "2. 孙八 来不了了", "2. ~~孙八~~", "2. 取消", "2、孙八不来"]
)
def test_who_says_in_the_chain_that_they_do_not_come_is_marked(line: str) -> None:
    links = read_chain(f"1. 王五\n2. 孙八 2人\n{line}")
    assert [(one.name, one.gone) for one in links] == [("王五", False), ("孙八", True)]


@pytest.fixture
def made() -> Scene:
    return scene()


def worker(made: Scene) -> Client:
    return sign_in(Client(), made.world.accounts["worker"])


@pytest.mark.django_db
def test_what_the_worker_picks_is_signed_up_matched_and_the_rest_is_not_kept(made: Scene) -> None:
    before = commands.person_for(activity=made.first, name="李国强")
    old = made.series.occurrences.order_by("begins_at")[1]
    ACTIVITIES.take(old.pk, "publish", by=made.world.act("worker"))
    commands.sign_up(activity=old, people=[before], by=made.world.act("worker"))
    client, way = worker(made), reverse("activity_chain", args=[made.first.pk])
    page = client.post(way, {"cut": "1", "pasted": CHAIN})
    shown = page.content.decode()
    assert page["Cache-Control"] == "no-store, private"
    assert f'value="{before.pk}"' in shown and "张三" in shown
    picked = {
        "pick": ["0", "1"],
        "name-0": "王阿姨",
        "who-0": "-1",
        "name-1": "李国强",
        "who-1": str(before.pk),
        "note-1": "2 人",
        "key": "c1",
    }
    for _ in range(2):
        assert client.post(way, picked).status_code == 302
    rows = SignUp.objects.filter(occurrence=made.first).order_by("position")
    assert [(one.person.name, one.tie, one.note) for one in rows] == [
        ("王阿姨", "chain", ""),
        ("李国强", "chain", "2 人"),
    ]
    assert rows[1].person_id == before.pk
    assert not Person.objects.filter(name="张三").exists()
    assert client.post(way, {"cut": "1", "pasted": "没有序号"}).status_code == 422


@pytest.mark.django_db
def test_everybody_in_a_line_takes_a_place_and_the_same_chain_again_adds_nobody(made: Scene) -> None:
    known = Person.objects.create(name="陈十二", phone="13900000077", phone_key=key_of("13900000077"))
    client, way = worker(made), reverse("activity_chain", args=[made.first.pk])
    chain = "1. 王五 3人\n2. 陈十二 13900000077\n3. 孙八 取消\n4. 赵六、钱七"
    for said in ("报上 6 位", "没报上 6 位：已经报过了。"):
        page = client.post(way, {"cut": "1", "pasted": chain}).content.decode()
        assert f'value="{known.pk}"' in page, "the number and the name together say who it is"
        picked: dict[str, object] = dict(re.findall(r'name="([a-z]+-\d)" value="([^"]*)"', page))
        picked |= dict(re.findall(r'name="([a-z]+-\d)"[^>]*><option value="([^"]*)"', page))
        picked["pick"] = re.findall(r'name="pick" value="(\d)" checked', page)
        picked["key"] = said
        assert picked["pick"] == ["0", "1", "3", "4"], "who said they do not come is not ticked"
        shown = client.post(way, picked, follow=True).content.decode()
        assert said in shown
        names = SignUp.objects.filter(occurrence=made.first).order_by("position")
        assert [one.person.name for one in names] == [
            "王五", "王五（同来1）", "王五（同来2）", "陈十二", "赵六", "钱七",
        ]  # fmt: skip
    assert SignUp.objects.filter(occurrence=made.first, person=known).exists()


@pytest.mark.django_db
def test_a_long_chain_costs_no_more_looks_than_a_short_one(
    made: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, way = worker(made), reverse("activity_chain", args=[made.first.pk])
    client.post(way, {"cut": "1", "pasted": "1. 王五"})
    with CaptureQueriesContext(connection) as short:
        client.post(way, {"cut": "1", "pasted": "1. 王五 13900000077"})
    with django_assert_max_num_queries(len(short)):
        client.post(
            way, {"cut": "1", "pasted": "\n".join(f"{n}. 邻居{n}号 13900000077" for n in range(1, 60))}
        )


def held(made: Scene, count: int) -> list[Person]:
    people = [made.person(f"来的{number}") for number in range(count)]
    facts = [Fact(f"f{one.pk}", person=one.pk) for one in people]
    record(activity=made.first.pk, facts=facts, by=made.world.act("worker"), now=made.first.begins_at)
    ACTIVITIES.take(made.first.pk, "close", by=made.world.act("worker"), on=made.first.ends_at)
    return people


@pytest.mark.django_db
def test_faces_are_for_those_who_were_there_once_each_and_hidden_below_five(made: Scene) -> None:
    resident = made.world.accounts["resident"]
    people = held(made, 4)
    record(
        activity=made.first.pk,
        facts=[Fact("r", person=resident.person_id)],
        by=made.world.act("worker"),
        now=made.first.ends_at,
    )
    client, way = sign_in(Client(), resident), reverse("activity_feedback", args=[made.first.pk])
    for smile in ("3", "2"):
        assert client.post(way, {"smile": smile, "words": "棋盘再多两副"}).status_code == 302
    assert Feedback.objects.get().smile == 2
    assert sign_in(Client(), made.world.accounts["neighbour"]).get(way).status_code == 404
    for one in people[:3]:
        Feedback.objects.create(occurrence=made.first, person=one, smile=3, at=timezone.now())
    public, desk = reverse("activity", args=[made.first.pk]), reverse("activity_desk", args=[made.first.pk])
    assert "来过的人怎么说" not in Client().get(public).content.decode()
    hidden = worker(made).get(desk).content.decode()
    assert "先不显示" in hidden and "棋盘再多两副" not in hidden
    Feedback.objects.create(occurrence=made.first, person=people[3], smile=3, at=timezone.now())
    assert "满意 4" in Client().get(public).content.decode()
    assert "棋盘再多两副" in worker(made).get(desk).content.decode()
    assert "棋盘再多两副" not in Client().get(public).content.decode()


@pytest.mark.django_db
def test_a_photo_is_public_only_with_its_mark_and_never_of_a_child(made: Scene) -> None:
    held(made, 1)
    files = [
        StoredFile.objects.create(
            name=f"{n}.jpg",
            kind="image/jpeg",
            size=1,
            digest="d",
            path=f"p{n}",
            by_id=made.world.accounts["worker"].pk,
        )
        for n in range(3)
    ]
    given = {"summary": "来了一屋子人，下得很认真。", "files": [one.pk for one in files]}
    ACTIVITIES.take(made.first.pk, "summarise", by=made.world.act("worker"), given=given)
    client, way = worker(made), reverse("activity_photos", args=[made.first.pk])
    ids = list(Picture.objects.order_by("pk").values_list("pk", flat=True))
    assert len(ids) == 3 and not Picture.objects.filter(is_public=True).exists()
    marks = {
        f"shows-{ids[0]}": "agreed",
        f"public-{ids[0]}": "1",
        f"shows-{ids[1]}": "child",
        f"public-{ids[1]}": "1",
        f"shows-{ids[2]}": "unasked",
    }
    assert client.post(way, marks).status_code == 409
    assert list(Picture.objects.order_by("pk").values_list("is_public", flat=True)) == [True, False, False]
    assert list(StoredFile.objects.order_by("pk").values_list("seen", flat=True)) == [
        "public",
        "staff",
        "staff",
    ]
    page = Client().get(reverse("activity", args=[made.first.pk])).content.decode()
    assert "下得很认真" in page and page.count("活动照片") == 1
    assert client.post(way, {f"shows-{ids[0]}": "child"}).status_code == 302
    assert not Picture.objects.filter(is_public=True).exists()


@pytest.mark.django_db
def test_a_year_later_names_are_gone_and_numbers_stay(made: Scene) -> None:
    commands.sign_up(
        activity=made.first,
        people=[made.partner],
        by=made.world.act("resident"),
        manner=commands.Manner(note="坐轮椅"),
    )
    held(made, 6)
    record(
        activity=made.first.pk,
        facts=[Fact("h", kind="headcount", people=4)],
        by=made.world.act("worker"),
        now=made.first.ends_at,
    )
    keeping.sweep(made.first.ends_at + dt.timedelta(days=364), prefix="activity.")
    assert Presence.objects.filter(person__isnull=False).count() == 6
    assert (
        keeping.sweep(made.first.ends_at + dt.timedelta(days=367), prefix="activity.")["activity.names"] == 1
    )
    assert Presence.objects.filter(person__isnull=False).count() == 0
    assert list(SignUp.objects.values_list("person", "note", "state")) == [(None, "", "confirmed")]
    assert sum(Attendance.objects.values_list("people", flat=True)) == 10
    assert not Attendance.objects.filter(person__isnull=False).exists()
    assert presence.differences() == []
    assert worker(made).get(reverse("activity_desk", args=[made.first.pk])).status_code == 200

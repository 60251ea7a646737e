"""A wish that may be recorded twice is shown to whoever checks it; a person decides, and nobody else learns of it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jinlin.base.models import Event
from jinlin.base.trail import heads, verify
from jinlin.people.models import Household, Member, Person
from jinlin.places.models import Place
from jinlin.volunteering.models.wishes import Wish
from jinlin.volunteering.wishes.alike import alike
from jinlin.volunteering.wishes.desk import WISHES
from jinlin.volunteering.wishes.rules import Told, closeness, signs_of_same
from tests.cast import World, build
from tests.people.pages import sign_in
from tests.volunteering.wishing import record

LAMP = "孩子想要一盏台灯，晚上写作业看不清"


@pytest.fixture
def world() -> World:
    return build()


def signs(**more: Any) -> list[str]:
    one = {"person": 0, "place": "a/", "kind": "thing", "text": LAMP}
    other = {"person": 0, "place": "a/", "kind": "thing", "text": "想请人陪着去医院复诊"}
    mine = {name: value[0] for name, value in more.items()}
    theirs = {name: value[1] for name, value in more.items()}
    return [words.zh for words in signs_of_same(Told(**(one | mine)), Told(**(other | theirs)))]  # type: ignore[arg-type]


def test_person_home_telephone_and_name_are_signs_and_words_alone_only_next_door() -> None:
    assert signs() == []
    assert signs(person=(3, 3)) == ["同一个人的"]
    assert signs(person=(3, 4), homes=(frozenset({1}), frozenset({1, 2}))) == ["同一户的"]
    assert signs(phone=("k", "k")) == ["留的是同一个电话"]
    assert signs(called=("王阿姨", "王阿姨")) == ["同一个小区、同样的称呼"]
    assert signs(called=("王阿姨", "王阿姨"), place=("a/", "b/")) == []
    same = (LAMP, "孩子晚上写作业看不清，想要一盏台灯！")
    assert signs(text=same) == ["说的话很像"]
    assert signs(text=same, place=("a/", "b/")) == []
    assert signs(text=same, kind=("thing", "help")) == []
    assert signs(text=same, place=("a/", "b/"), phone=("k", "k")) == ["留的是同一个电话", "说的话很像"]


def test_nothing_said_and_nothing_known_is_never_alike() -> None:
    assert signs_of_same(Told(), Told()) == ()
    assert (closeness("", ""), closeness(LAMP, LAMP), closeness("灯", "灯")) == (0, 100, 0)


def unknown(world: World, **more: Any) -> Wish:
    return record(world, **({"person": None, "called": "", "text": "想请人修水龙头，一直滴水"} | more))


def found(wish: Wish) -> list[int]:
    return [one.wish.pk for one in alike(wish, timezone.now())]


@pytest.mark.django_db
def test_two_workers_record_the_same_wish_and_the_second_check_shows_the_first(world: World) -> None:
    first = unknown(world, called="王家奶奶", phone="13900000001", text=LAMP)
    unknown(world)
    second = unknown(
        world,
        by=world.act("worker"),
        called="王奶奶",
        phone="139 0000 0001",
        text="孩子晚上写作业看不清，想要一盏台灯",
    )
    (only,) = alike(second, timezone.now())
    assert only.wish.pk == first.pk
    assert [one.zh for one in only.why] == ["留的是同一个电话", "说的话很像"]


@pytest.mark.django_db
def test_two_of_one_household_are_shown_and_whoever_moved_out_is_not(world: World) -> None:
    door = Place.objects.create(
        level="dwelling",
        code="E0001-03-502",
        name="502",
        parent=world.places["building"],
        path=world.places["building"].path + "502/",
    )
    home, grandson = Household.objects.create(dwelling=door), Person.objects.create(name="王小宝")
    for person in (grandson, world.accounts["resident"].person):
        Member.objects.create(household=home, person=person, tie="family")
    mine = record(world)
    other = unknown(world, person=grandson)
    assert found(other) == [mine.pk]
    Member.objects.filter(person=grandson).update(until_on=timezone.localdate())
    assert found(other) == []


@pytest.mark.django_db
def test_what_was_declined_is_long_ago_or_elsewhere_is_not_shown(world: World) -> None:
    first, wish = record(world), record(world)
    assert found(wish) == [first.pk]
    Wish.objects.filter(pk=first.pk).update(place=world.places["dongxi"])
    assert found(wish) == []
    Wish.objects.filter(pk=first.pk).update(
        place=world.places["qingrong"], recorded_at=timezone.now() - dt.timedelta(days=400)
    )
    assert found(wish) == [first.pk]  # still open, however old
    Wish.objects.filter(pk=first.pk).update(ended_at=timezone.now())
    assert found(wish) == []
    Wish.objects.filter(pk=first.pk).update(recorded_at=timezone.now(), state="declined")
    assert found(wish) == []


@pytest.mark.django_db
def test_the_verifier_sees_why_and_decides_and_the_recipient_sees_none_of_it(world: World) -> None:
    first, wish = record(world), record(world)
    way = reverse("wish", args=[wish.pk])
    worker, resident = (sign_in(Client(), world.accounts[name]) for name in ("worker", "resident"))
    page = worker.get(way).content.decode()
    assert "可能登记过" in page and "同一个人的" in page and "说的话很像" in page
    words = re.sub(r"<[^>]*>", " ", page)  # addresses in links hold numbers of their own
    assert not re.search(r"(?<!\d)502(?!\d)", words) and "王秀兰" not in page
    assert "可能登记过" not in resident.get(way).content.decode()
    decline = reverse("wish_step", args=[wish.pk, "decline"])
    form = worker.get(f"{decline}?same={first.pk}").content.decode()
    assert f"和编号 {first.pk} 的心愿是同一个" in form
    assert (
        worker.post(
            decline, {"reason": "twice", "note": f"和编号 {first.pk} 的心愿是同一个", "key": "k"}
        ).status_code
        == 302
    )
    wish.refresh_from_db()
    assert wish.state == "declined"
    assert "可能登记过" not in worker.get(reverse("wish", args=[first.pk])).content.decode()


@pytest.mark.django_db
def test_a_person_may_wish_twice_and_the_trail_keeps_what_the_verifier_saw(world: World) -> None:
    first, wish = record(world), record(world)
    WISHES.take(wish.pk, "verify", by=world.act("worker"), given={"parts": [], "minutes": 40, "value": "60"})
    event = Event.objects.get(subject="wish", subject_id=wish.pk, thing="wish.compared")
    assert (event.data["alike"], event.seen) == ([first.pk], "staff")
    assert verify(heads())["faults"] == []
    wish.refresh_from_db()
    assert wish.state == "verified"


@pytest.mark.django_db
def test_looking_for_the_same_asks_as_much_for_many_as_for_one(world: World) -> None:
    wish = record(world)
    record(world)
    with CaptureQueriesContext(connection) as few:
        alike(wish, timezone.now())
    for _ in range(12):
        record(world)
    with CaptureQueriesContext(connection) as many:
        assert len(alike(wish, timezone.now())) == 5
    assert len(many) == len(few)

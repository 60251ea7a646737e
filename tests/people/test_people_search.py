"""Finding a person: by whole number, full name, initials or post; with purpose and matter, few, recorded, told to the person."""

from __future__ import annotations

import pytest

from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.people.commands import find_people
from jinlin.people.initials import initials, read_initials
from jinlin.people.models import Household, Look, Member, Person
from tests.cast import World, build
from tests.people.neighbours import settle

pytestmark = pytest.mark.django_db
WHY = "核实楼道灯的位置"


@pytest.fixture
def world() -> World:
    world = build()
    settle(world)
    return world


def find(world: World, words: str, by: str = "worker", **more):
    matter = more.pop("matter", None) or world.tell().matter
    return find_people(words=words, by=world.act(by), purpose=WHY, matter=matter, **more)


def refused(world: World, words: str, **more) -> list[str]:
    with pytest.raises(Refused) as caught:
        find(world, words, **more)
    return [reason.code for reason in caught.value.reasons]


@pytest.mark.parametrize(("name", "letters"), [("王秀兰", "wxl"), ("曾国强", "zgq"), ("单 雄信", "sxx"), ("", ""), ("Anna Li", "annali"), ("𠮷", "𠮷")])  # fmt: skip
def test_a_name_has_its_initials_as_people_say_it(name: str, letters: str):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("typed", "read"),
    [("wxl", "wxl"), ("W X L", "wxl"), ("w", ""), ("王xl", ""), ("wxlabcdef", ""), ("w%l", "")],
)
def test_what_was_typed_is_read_as_initials_only_where_it_is(typed: str, read: str):
    assert read_initials(typed) == read


def test_initials_find_a_neighbour_masked_and_the_person_is_told(world):
    (found,) = find(world, "WXL")

    assert (found.name, found.phone) == ("王**", "138****1234")
    told = Notice.objects.get(account=world.accounts["resident"], subject="look")
    assert WHY in told.zh


def test_initials_find_nobody_of_another_community(world):
    assert find(world, "cwl") == []


def test_a_name_that_came_without_initials_gets_them_when_somebody_looks(world):
    Person.objects.update(pinyin="")
    find(world, "zzz")

    assert Person.objects.get(name="王秀兰").pinyin == "wxl"


@pytest.mark.parametrize("words", ["w", "王", "王*", "王%", "?", "w_l", "王某", ""])
def test_a_letter_a_surname_or_a_pattern_finds_nobody(world, words):
    assert refused(world, words) == ["wrong_name"]
    assert not Look.objects.exists()


def test_more_than_ten_that_fit_are_not_listed_and_the_search_counts(world):
    home = Household.objects.select_related("dwelling").first()
    for _ in range(11):
        person = Person.objects.create(name="王秀丽", pinyin="wxl")
        Member.objects.create(household=home, person=person, tie="other")

    assert refused(world, "wxl") == ["too_wide"]
    assert refused(world, "王秀丽") == ["too_wide"]
    assert Look.objects.filter(what="search", person=None).count() == 2
    assert not Look.objects.filter(person__isnull=False).exists()


def test_a_post_finds_who_holds_it_where_the_worker_works(world):
    (found,) = find(world, "网格员")

    assert (found.name, found.post) == ("周**", "第 3 网格 · 网格员")
    assert Look.objects.filter(person__name="周敏").count() == 1


def test_a_post_of_another_community_is_not_found(world):
    assert {
        one.post for one in find(world, "网格员", by="worker2", matter=world.tell(place="dongxi").matter)
    } == set()


def test_a_search_needs_purpose_and_matter_whatever_it_is_by(world):
    for words in ("wxl", "网格员", "王秀兰"):
        with pytest.raises(Refused) as caught:
            find_people(words=words, by=world.act("worker"), purpose="", matter=None)
        assert [reason.code for reason in caught.value.reasons] == ["no_purpose", "no_matter"]


def test_twenty_searches_a_day_hold_for_every_way_together(world):
    matter = world.tell().matter
    for number in range(20):
        find(world, ("zzz", "没有这人", "网格长")[number % 3], matter=matter)

    assert refused(world, "wxl", matter=matter) == ["too_many"]
    assert refused(world, "网格员", matter=matter) == ["too_many"]


def test_the_page_says_how_and_shows_the_post(world, client, settings):
    settings.SECOND_FACTOR = False
    receipt = world.tell()
    client.force_login(
        world.accounts["worker"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    page = client.post(
        "/people/find", {"words": "网格员", "purpose": WHY, "matter": receipt.number}, follow=True
    )

    text = page.content.decode()
    assert "第 3 网格 · 网格员" in text and "周敏" not in text

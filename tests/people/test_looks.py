"""Looking at people: with a purpose, few, recorded, and told to the person."""

import pytest
from django.utils import timezone

from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.people.commands import find_people, look
from jinlin.people.commands.looks import read_matter
from jinlin.people.models import Look
from tests.cast import World, build
from tests.people.neighbours import NUMBERS, person_of, settle

pytestmark = pytest.mark.django_db
WHY = "核对楼道灯报修的联系人"


@pytest.fixture
def world() -> World:
    made = build()
    settle(made)
    return made


def codes(act) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [reason.code for reason in refused.value.reasons]


def test_a_look_is_told_to_the_person_with_who_when_and_why(world):
    person = person_of(world, "resident")
    values = look(by=world.act("worker"), person=person, purpose=WHY)
    assert values == {"name": "王秀兰", "phone": NUMBERS["resident"]}
    row = Look.objects.get(person=person)
    assert (row.title, row.purpose) == ("林晓 · 社区工作者 · 榕西社区", WHY)
    notice = Notice.objects.get(account=world.accounts["resident"])
    assert "林晓" in notice.zh and WHY in notice.zh


@pytest.mark.parametrize("purpose", ["", "   ", "看看"])
def test_a_look_without_a_purpose_is_refused_and_shows_nothing(world, purpose):
    assert codes(
        lambda: look(by=world.act("worker"), person=person_of(world, "resident"), purpose=purpose)
    ) == ["no_purpose"]
    assert not Look.objects.exists()


@pytest.mark.parametrize(
    "who", ["worker2", "street", "district", "clerk", "manager", "mediator", "neighbour"]
)
def test_only_the_neighbourhoods_workers_look_without_a_matter_at_hand(world, who):
    assert codes(lambda: look(by=world.act(who), person=person_of(world, "resident"), purpose=WHY)) == [
        "not_yours"
    ]


@pytest.mark.parametrize("who", ["grid_worker", "worker", "secretary"])
def test_workers_of_the_place_look_with_a_purpose(world, who):
    assert look(by=world.act(who), person=person_of(world, "resident"), purpose=WHY)["name"] == "王秀兰"


def test_who_works_on_the_matter_looks_for_that_matter_only(world):
    matter = world.tell().matter
    person = person_of(world, "stranger")
    assert look(by=world.act("worker"), person=person, purpose=WHY, matter=matter)
    assert codes(
        lambda: look(by=world.act("worker2"), person=person_of(world, "resident"), purpose=WHY, matter=matter)
    ) == ["not_yours"]


def test_a_search_needs_a_purpose_a_matter_and_a_whole_name(world):
    worker = world.act("worker")
    assert codes(lambda: find_people(words="王", by=worker, purpose="", matter=None)) == [
        "no_purpose",
        "wrong_name",
        "no_matter",
    ]
    matter = world.tell().matter
    for pattern in ("王", "王*", "王%", "王某", "__"):
        assert codes(lambda p=pattern: find_people(words=p, by=worker, purpose=WHY, matter=matter)) == [
            "wrong_name"
        ]
    assert codes(lambda: find_people(words="王秀兰", by=world.act("clerk"), purpose=WHY, matter=matter)) == [
        "no_matter"
    ]
    assert not Look.objects.exists()


@pytest.mark.parametrize("words", ["王秀兰", NUMBERS["resident"], "138 1234 1234"])
def test_a_whole_name_or_number_finds_one_neighbour_masked(world, words):
    matter = world.tell().matter
    (found,) = find_people(words=words, by=world.act("worker"), purpose=WHY, matter=matter)
    assert (found.name, found.phone) == ("王**", "138****1234")
    told = Notice.objects.filter(account=world.accounts["resident"], subject="look")
    assert told.count() == 1


def test_people_of_another_community_are_not_found(world):
    matter = world.tell().matter
    for words in ("陈外来", NUMBERS["stranger"]):
        assert find_people(words=words, by=world.act("worker"), purpose=WHY, matter=matter) == []


def test_twenty_searches_a_day_and_no_more(world):
    matter = world.tell().matter
    worker = world.act("worker")
    for _ in range(20):
        find_people(words="没有这人", by=worker, purpose=WHY, matter=matter)
    assert codes(lambda: find_people(words="王秀兰", by=worker, purpose=WHY, matter=matter)) == ["too_many"]
    assert find_people(words="王秀兰", by=world.act("secretary"), purpose=WHY, matter=matter)
    tomorrow = timezone.now() + timezone.timedelta(days=1)
    assert find_people(words="王秀兰", by=worker, purpose=WHY, matter=matter, at=tomorrow)


def test_a_searchs_words_are_kept_nowhere(world):
    matter = world.tell().matter
    find_people(words="王秀兰", by=world.act("worker"), purpose=WHY, matter=matter)
    assert "王秀兰" not in str(list(Look.objects.values()))


@pytest.mark.parametrize(
    ("typed", "read"),
    [("2026-001837", 1837), ("JL-2026-12", 12), ("2026001837", 1837), ("abc", None), ("", None)],
)
def test_a_matters_number_is_read_as_people_write_it(typed, read):
    assert read_matter(typed) == read

"""What was told is found again by any word of two characters and up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinlin.base.bigrams import folded, read_query
from jinlin.base.rule import Reason, Refused
from jinlin.matters import search
from jinlin.matters.models import Telling
from tests.cast import build

pytestmark = pytest.mark.django_db
TEXTS = [
    "3号楼电梯厅的灯不亮，晚上看不清",
    "电梯里很吵，灯也坏了",
    "乒乓球桌没人管，想修一修",
    "𠮷阿姨家 𬭚路口的路灯不亮",
    "WIFI密码和门禁卡ABC123",
]


def told(world):
    return {world.tell(text).matter: text for text in TEXTS}


@pytest.mark.parametrize(
    "word", ["电梯", "电梯厅", "不亮", "灯不亮", "𠮷阿", "𬭚路", "wifi", "ABC1", "没人管，想"]
)
def test_every_matter_that_holds_the_word_is_found_and_no_other(word):
    world = build()
    matters = told(world)
    parts = [
        part for part in "".join(c if c.isalnum() else " " for c in folded(word)).split() if len(part) > 1
    ]
    wanted = {pk for pk, text in matters.items() if all(part in folded(text) for part in parts)}
    if word == "没人管，想":
        with pytest.raises(Refused):
            search.find_ids(word)
        return
    assert set(search.find_ids(word)) == wanted
    assert wanted


def test_newest_comes_first_and_a_place_narrows_the_search():
    world = build()
    first = world.tell("路灯不亮了").matter
    second = world.tell("路灯又不亮了", place="dongxi").matter
    assert search.find_ids("路灯") == [second, first]
    assert search.find_ids("路灯", paths=[world.places["community"].path]) == [first]
    assert search.find_ids("路灯", paths=[world.places["dongxi"].path]) == [second]
    assert search.find_ids("路灯", paths=[world.places["street"].path]) == [second, first]


def test_one_character_is_refused_with_the_reason():
    assert isinstance(read_query("灯"), Reason)
    with pytest.raises(Refused) as refusal:
        search.find_ids("灯")
    assert refusal.value.reason.code == "too_short"


def test_a_dropped_telling_is_found_no_more_and_a_rebuilt_index_finds_the_same():
    world = build()
    receipt = world.tell("水管爆了快来人")
    telling = Telling.objects.get(pk=receipt.telling)
    codes = search.codes_of(telling.place.path)
    search.drop(search.Entry(telling.pk, f"{telling.text}\n{telling.spot}", codes))
    assert search.find_ids("水管") == []
    search.rebuild()
    assert search.find_ids("水管") == [receipt.matter]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet="电梯灯水管路口3号楼 ，A", min_size=2, max_size=30),
    start=st.integers(0, 20),
    size=st.integers(2, 4),
)
def test_any_substring_of_two_characters_and_up_leads_back_to_its_text(db, text, start, size):
    runs = ["".join(part) for part in "".join(c if c.isalnum() else " " for c in folded(text)).split()]
    words = [run[i : i + size] for run in runs for i in range(max(0, len(run) - size + 1))]
    if not words:
        return
    from jinlin.places.models import Place

    world = _world() if not Place.objects.exists() else None
    pk = (world or _world()).tell("啊" + "，" + text).matter
    assert pk in search.find_ids(words[start % len(words)])


def _world():
    from jinlin.matters.models import Category
    from jinlin.people.models import Account
    from jinlin.places.models import Place
    from tests.cast import World

    if not Place.objects.exists():
        return build()
    world = World()
    world.places = {"qingrong": Place.objects.get(code="E0001")}
    world.accounts = {account.username: account for account in Account.objects.all()}
    world.categories = {one.code: one for one in Category.objects.all()}
    return world

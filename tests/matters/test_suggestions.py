"""Suggestions: kinds learned from the deployment's own matters, open matters that tell the same, hot spots."""

import pytest
from django.utils import timezone

from jinlin.base.actor import ANYBODY
from jinlin.matters import hot, suggestions
from jinlin.matters.models import Matter
from tests.cast import build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
PARTS = ("一单元", "二单元", "三单元", "东门", "西门", "地下室", "架空层")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    from dataclasses import replace

    settings.ENV = replace(settings.ENV, data=tmp_path)


@pytest.fixture
def world():
    return build()


def labelled(world):
    """Enough matters of two kinds to learn from."""
    for number in range(40):
        part = PARTS[number % len(PARTS)]
        world.tell(f"{part}电梯停在{number}楼不动，按钮没反应", category=world.categories["lift"].pk)
        world.tell(f"{part}消防栓没有水，第{number}个箱子空的", category=world.categories["fire"].pk)


def test_nothing_is_suggested_before_anything_was_learned(world):
    matter = Matter.objects.get(pk=world.tell("电梯停了").matter)
    assert suggestions.category_suggestions(matter) == []
    assert suggestions.train_own()["trained_on"] == 0


def test_kinds_are_suggested_with_the_words_that_led_to_them_and_nothing_is_decided(world):
    labelled(world)
    assert suggestions.train_own()["trained_on"] >= 60
    matter = Matter.objects.get(pk=world.tell("早上电梯又不动了，按钮全都没反应").matter)
    kinds = suggestions.category_suggestions(matter)
    assert kinds[0].category == world.categories["lift"] and kinds[0].percent > 50
    assert any("电梯" in word or "按钮" in word for word in kinds[0].words)
    matter.refresh_from_db()
    assert matter.category is None


def test_open_matters_of_the_same_community_that_tell_the_same_are_suggested(world):
    twin = world.tell("3号楼电梯厅的灯不亮，晚上看不清，老人摔了一跤")
    other = world.tell("3号楼电梯厅的灯不亮，晚上看不清，老人摔了一跤", place="dongxi")
    closed = world.tell("3号楼电梯厅的灯不亮，晚上看不清啊")
    Matter.objects.filter(pk=closed.matter).update(state="closed", closed_at=timezone.now())
    world.tell("垃圾没人清运，味道很大")
    matter = Matter.objects.get(pk=world.tell("三号楼电梯厅的灯还是不亮，晚上看不清，有老人摔了一跤").matter)
    found = suggestions.duplicate_suggestions(matter)
    assert [one.matter.pk for one in found] == [twin.matter]
    assert found[0].kind in ("repeat", "same_topic") and found[0].words
    assert other.matter not in [one.matter.pk for one in found]


def test_the_suggestions_of_a_matter_are_for_those_who_work_on_it(world, client):
    twin = world.tell("3号楼电梯厅的灯不亮，晚上看不清")
    number = world.tell("3号楼电梯厅的灯不亮了，晚上看不清楚").number
    page = sign_in(client, world.accounts["worker"])
    thread = page.get(f"/matters/{number}").content.decode()
    assert f"/matters/{number}/suggestions" in thread
    body = page.get(f"/matters/{number}/suggestions", headers={"HX-Request": "true"}).content.decode()
    assert twin.number in body and "<html" not in body
    assert "<html" in page.get(f"/matters/{number}/suggestions").content.decode()
    assert sign_in(client, world.accounts["worker2"]).get(f"/matters/{number}/suggestions").status_code == 404


def test_the_cost_of_looking_for_the_same_does_not_grow_with_the_matters(
    world, django_assert_max_num_queries
):
    matter = Matter.objects.select_related("community").get(
        pk=world.tell("电梯厅的灯不亮，晚上看不清").matter
    )
    for number in range(50):
        world.tell(f"电梯厅的灯不亮，晚上看不清，第{number}次")
    with django_assert_max_num_queries(6):
        assert len(suggestions.duplicate_suggestions(matter)) == suggestions.SHOWN


def test_a_hot_spot_stands_on_the_page_with_its_heat_and_the_matters_behind_it(world, client):
    for number, words in enumerate(("开窗都不行", "熏得睡不着", "请管一管", "天天如此")):
        world.tell(
            f"青榕花园楼下烧烤店油烟扰民，{words}",
            name=f"居民{number}",
            phone=f"1380000000{number}",
            by=ANYBODY,
        )
    world.tell("路灯不亮")
    page = sign_in(client, world.accounts["worker"])
    assert "还没有看过" in page.get("/hot/").content.decode()
    answer = hot.look(world.places["community"], timezone.now())
    assert answer["topics"][0]["tellers"] == 4 and answer["topics"][0]["heat"] >= 40
    body = page.get("/hot/").content.decode()
    assert "油烟" in body and "热度 = 10" in body and body.count("烧烤店") >= 4
    assert "居民0" not in body and "13800000000" not in body


def test_hot_spots_of_another_place_are_not_shown(world, client):
    page = sign_in(client, world.accounts["worker"])
    assert page.get("/hot/?place=350999001002").context["place"] == world.places["community"]
    assert (
        sign_in(client, world.accounts["street"]).get("/hot/?place=350999001002").context["place"]
        == world.places["community2"]
    )


def test_only_places_where_something_was_told_are_looked_at_again(world):
    world.tell("电梯停了")
    hot.look_everywhere.call()
    first = {place.pk for place in hot._changed(timezone.now())}
    world.tell("井盖坏了", place="dongxi")
    again = {place.name for place in hot._changed(timezone.now())}
    assert first == set() and again == {"榕城区", "榕西街道", "东溪社区"}

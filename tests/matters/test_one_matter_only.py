"""Who was called to one matter learns of that one: no list, suggestion or step of it tells of another."""

import pytest

from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter
from jinlin.matters.procedure import MATTER
from tests.cast import build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
OTHER = "3号楼电梯厅的灯不亮，王家老人晚上看不清"


@pytest.fixture
def world():
    return build()


@pytest.fixture
def called(world):
    """A matter to which the fire brigade was called, beside one that tells the same and is not theirs."""
    world.tell(OTHER)
    told = world.tell("3号楼电梯厅的灯不亮，晚上看不清楚")
    given = {"institutions": [world.institutions["fire"].pk], "note": "请来看看"}
    MATTERS.take(told.matter, "accept", by=world.act("worker"), given={})
    MATTERS.take(told.matter, "whistle", by=world.act("worker"), given=given)
    return f"/matters/{told.number}"


@pytest.mark.parametrize("step", [one.code for one in MATTER.steps])
def test_no_step_of_it_shows_a_called_clerk_another_matter_and_a_closed_one_shows_no_form(
    world, called, client, step
):
    page = sign_in(client, world.accounts["fire_clerk"])
    assert page.get(called).status_code == 200
    answer = page.get(f"{called}/steps/{step}")
    body = answer.content.decode()
    assert OTHER not in body and "王家老人" not in body
    mine = set(MATTER.step(step).who) & {"called"}
    assert ("data-draft" in body) == bool(mine), answer.status_code
    sent = page.post(f"{called}/steps/{step}", {"key": step, "note": "我们写了半天"})
    assert OTHER not in sent.content.decode()
    if sent.status_code == 409 and any(one.name == "note" for one in MATTER.step(step).fields):
        assert "我们写了半天" in sent.content.decode()


def test_suggestions_are_for_whoever_may_sort_or_merge(world, called, client):
    page = sign_in(client, world.accounts["fire_clerk"])
    assert "suggestions" not in page.get(called).content.decode()
    assert page.get(f"{called}/suggestions").status_code == 404
    page = sign_in(client, world.accounts["worker"])
    assert OTHER in page.get(f"{called}/suggestions").content.decode()
    assert OTHER in page.get(f"{called}/steps/merge").content.decode()


def test_nothing_is_merged_into_what_one_may_not_see(world, called, client):
    hidden = world.tell("东溪的一件事", place="dongxi")
    page = sign_in(client, world.accounts["worker"])
    answer = page.post(f"{called}/steps/merge", {"key": "m", "into": hidden.matter})
    none = page.post(f"{called}/steps/merge", {"key": "n", "into": 999_999})
    for one in (answer, none):
        assert one.status_code == 422 and "没有这件事" in one.content.decode()
    assert Matter.objects.get(pk=hidden.matter).teller_count == 1

"""Organisations change from a day on: what was so before stays so for the days before."""

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.rule import Refused
from jinlin.organisations.commands import (
    cover,
    end_organisation,
    found_organisation,
    give_seat,
    make_seat,
    merge,
    move,
    rename,
    resite,
    split,
    uncover,
)
from jinlin.organisations.models import Former, Institution, Organisation, Succession, Tenure
from jinlin.organisations.public import load_templates
from jinlin.organisations.standings import standing
from jinlin.organisations.trees import lines
from jinlin.places.models import Place
from tests.cast import SINCE, build
from tests.organisations.seats import newcomer
from tests.organisations.test_tree_commands import found, level, refusal

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LAST_YEAR = SINCE + 100 * DAY


@pytest.fixture
def world():
    load_templates()
    made = build()
    for key, name, community in (("wanhua", "万华里", "community"), ("anhe", "安和新苑", "community")):
        parent = made.places[community]
        made.places[key] = Place.objects.create(
            level="estate", code=key, name=name, parent=parent, path=f"{parent.path}{key}/"
        )
    return made


@pytest.fixture
def tree(world):
    made = {"top": found(world, "five_level.district_committee", "district")}
    made["street"] = found(world, "five_level.street_committee", "street", parent=made["top"])
    for key in ("community", "community2"):
        made[key] = found(world, "five_level.community_committee", key, parent=made["street"])
    made["branch"] = found(world, "five_level.estate_branch", "qingrong", parent=made["community"])
    made["group"] = found(world, "five_level.building_group", "building", parent=made["branch"])
    return made


def then(organisation, on):
    row = standing(on).get(pk=organisation.pk)
    return row.name_then, row.parent_then, row.place_name_then


def test_a_new_name_leaves_last_year_s_name_to_last_year(world, tree):
    rename(organisation=tree["branch"], name="青榕党支部", on=LAST_YEAR, by=world.act("street"))
    rename(
        organisation=tree["branch"], name="青榕花园党总支", on=LAST_YEAR + 30 * DAY, by=world.act("street")
    )
    assert then(tree["branch"], LAST_YEAR - DAY)[0] == "qingrong的组织"
    assert then(tree["branch"], LAST_YEAR)[0] == "青榕党支部"
    assert then(tree["branch"], LAST_YEAR + 29 * DAY)[0] == "青榕党支部"
    assert then(tree["branch"], timezone.localdate())[0] == "青榕花园党总支"


def test_a_change_lies_between_the_last_one_and_today(world, tree):
    street, today = world.act("street"), timezone.localdate()
    given = {"organisation": tree["branch"], "name": "新名", "by": street}
    assert refusal(rename, **given, on=SINCE - DAY) == "wrong_dates"
    assert refusal(rename, **given, on=today + DAY) == "wrong_dates"
    rename(**given, on=LAST_YEAR)
    assert refusal(rename, **given | {"name": "再改"}, on=LAST_YEAR - DAY) == "wrong_dates"
    assert refusal(rename, **given | {"by": world.act("secretary")}, on=today) == "not_yours"


def test_two_changes_of_one_day_leave_one_earlier_standing(world, tree):
    street = world.act("street")
    rename(organisation=tree["branch"], name="甲", on=LAST_YEAR, by=street)
    rename(organisation=tree["branch"], name="乙", on=LAST_YEAR, by=street)
    assert Former.objects.filter(organisation=tree["branch"]).count() == 1
    assert then(tree["branch"], LAST_YEAR)[0] == "乙"


def test_an_organisation_moves_under_another_parent_from_a_day_on(world, tree):
    street = world.act("street")
    same = {"organisation": tree["group"], "parent": tree["branch"], "on": LAST_YEAR, "by": street}
    assert refusal(move, **same) == "no_change"
    assert refusal(move, **same | {"parent": tree["community"]}) == "wrong_parent"
    other = found(world, "five_level.estate_branch", "wanhua", parent=tree["community"])
    assert refusal(move, **same | {"parent": other}) == "wrong_parent"
    cover(organisation=other, place=world.places["qingrong"], from_on=LAST_YEAR, by=street)
    move(**same | {"parent": other})
    assert then(tree["group"], LAST_YEAR - DAY)[1] == tree["branch"].pk
    assert then(tree["group"], LAST_YEAR)[1] == other.pk


def test_an_organisation_may_come_to_cover_another_place(world, tree):
    street = world.act("street")
    other = found(world, "five_level.estate_branch", "wanhua", parent=tree["community"])
    given = {"organisation": other, "place": world.places["anhe"], "on": LAST_YEAR, "by": street}
    assert refusal(resite, **given | {"place": world.places["qingrong"]}) == "not_twice"
    assert refusal(resite, **given | {"place": world.places["dongxi"]}) == "wrong_parent"
    assert refusal(resite, **given | {"place": world.places["building"]}) == "wrong_level"
    assert refusal(resite, **given | {"organisation": tree["branch"]}) == "not_covered"
    resite(**given)
    assert then(other, LAST_YEAR - DAY)[2] == "万华里"
    assert then(other, LAST_YEAR)[2] == "安和新苑"


def test_a_part_taken_out_remembers_where_it_came_from(world, tree):
    street = world.act("street")
    given = {"organisation": tree["branch"], "name": "万华里党支部", "on": LAST_YEAR, "by": street}
    assert refusal(split, **given, place=world.places["dongxi"]) == "wrong_parent"
    cover(organisation=tree["branch"], place=world.places["wanhua"], from_on=SINCE, by=street)
    made = split(**given, place=world.places["wanhua"])
    assert (made.founded_on, made.parent) == (LAST_YEAR, tree["community"])
    assert Succession.objects.get(after=made).before == tree["branch"]
    assert not tree["branch"].reaches.filter(until_on__isnull=True).exists()
    assert tree["branch"].pk in standing(LAST_YEAR).values_list("pk", flat=True)


def test_two_branches_become_one_that_covers_both_estates(world, tree):
    street = world.act("street")
    other = found(world, "five_level.estate_branch", "wanhua", parent=tree["community"])
    seat = make_seat(role="estate_secretary", organisation=tree["branch"], by=street)
    give_seat(seat=seat, person=newcomer(), from_on=LAST_YEAR - DAY, by=street)
    today = timezone.localdate()
    given = {"organisation": tree["branch"], "into": other, "on": today, "by": street}
    assert refusal(merge, **given | {"into": tree["community"]}) == "wrong_level"
    assert refusal(merge, **given | {"into": tree["branch"]}) == "no_change"
    covered = {line.level.code: line.covered for line in lines(tree["branch"].level.template, street)}
    merge(**given)
    after = {line.level.code: line.covered for line in lines(tree["branch"].level.template, street)}
    assert after["estate_branch"] == covered["estate_branch"] == 2
    tree["group"].refresh_from_db()
    assert tree["group"].parent == other
    assert Tenure.objects.get(seat=seat).handed_over_at is not None
    assert standing(today - DAY).filter(pk=tree["branch"].pk).exists()
    assert not standing(today).filter(pk=tree["branch"].pk).exists()
    assert refusal(merge, **given) == "not_living"
    assert trail.verify([("organisation", Organisation), ("institution", Institution)])["faults"] == []


def test_an_organisation_covers_further_places_of_its_community_only(world, tree):
    street = world.act("street")
    given = {"organisation": tree["branch"], "from_on": LAST_YEAR, "by": street}
    assert refusal(cover, **given, place=world.places["dongxi"]) == "wrong_place"
    assert refusal(cover, **given, place=world.places["qingrong"]) == "not_twice"
    cover(**given, place=world.places["wanhua"])
    assert refusal(cover, **given, place=world.places["wanhua"]) == "not_twice"
    leave = {"organisation": tree["branch"], "place": world.places["wanhua"], "by": street}
    assert refusal(uncover, **leave, on=LAST_YEAR - DAY) == "wrong_dates"
    uncover(**leave, on=LAST_YEAR)
    assert refusal(uncover, **leave, on=LAST_YEAR) == "not_covered"


def test_what_ends_leaves_its_further_places_too(world, tree):
    street, today = world.act("street"), timezone.localdate()
    end_organisation(organisation=tree["group"], on=today, by=street)
    cover(organisation=tree["branch"], place=world.places["wanhua"], from_on=LAST_YEAR, by=street)
    end_organisation(organisation=tree["branch"], on=today, by=street)
    assert not tree["branch"].reaches.filter(until_on__isnull=True).exists()


def test_nothing_is_founded_at_a_level_that_ended(world, tree):
    which = level("five_level.building_group")
    which.ended_on = timezone.localdate()
    which.save()
    with pytest.raises(Refused) as refused:
        found_organisation(
            level=which, place=world.places["building"], name="三号楼", parent=tree["branch"], founded_on=SINCE,
            by=world.act("street"),
        )  # fmt: skip
    assert refused.value.reason.code == "not_living"

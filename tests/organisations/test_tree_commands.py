"""Trees are founded from the top down by those above, renamed with their history kept, and ended from below."""

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.rule import Refused
from jinlin.organisations.commands import (
    change_institution,
    end_organisation,
    found_organisation,
    make_institution,
    rename,
)
from jinlin.organisations.models import Institution, Level, Organisation
from jinlin.organisations.public import load_templates
from tests.cast import SINCE, build

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def world():
    load_templates()
    return build()


def refusal(command, **given):
    with pytest.raises(Refused) as refused:
        command(**given)
    return refused.value.reason.code


def level(name):
    template, code = name.split(".")
    return Level.objects.get(template__code=template, code=code)


def found(world, which, place, *, parent=None, by="district", **more):
    given = {"name": f"{place}的组织", "founded_on": SINCE} | more
    return found_organisation(
        level=level(which), place=world.places[place], parent=parent, by=world.act(by), **given
    )


@pytest.fixture
def top(world):
    return found(world, "five_level.district_committee", "district")


def test_a_tree_grows_from_the_top_down(world, top):
    assert (
        refusal(found, world=world, which="five_level.community_committee", place="community") == "no_parent"
    )
    street = found(world, "five_level.street_committee", "street", parent=top, by="district")
    skipped = {"world": world, "which": "five_level.community_committee", "place": "community", "parent": top}
    assert refusal(found, **skipped) == "wrong_parent"
    made = found(world, "five_level.community_committee", "community", parent=street, by="street")
    assert (made.parent, made.code) == (street, "community_committee-350999001001")


def test_one_organisation_of_a_level_stands_at_a_place_at_a_time(world, top):
    again = {"world": world, "which": "five_level.district_committee", "place": "district"}
    assert refusal(found, **again) == "not_twice"
    end_organisation(organisation=top, on=timezone.localdate(), by=world.act("district"))
    assert found(**again).code == "district_committee-350999000000-2"


@pytest.mark.parametrize(
    ("more", "code"),
    [({"founded_on": dt.date(2999, 1, 1)}, "wrong_dates"), ({"name": "  "}, "no_name"), ({"name": "长" * 121}, "no_name"), ({"by": "street"}, "not_yours")],
)  # fmt: skip
def test_what_cannot_stand_is_not_founded(world, more, code):
    assert (
        refusal(found, world=world, which="five_level.district_committee", place="district", **more) == code
    )
    assert not Organisation.objects.exists()


def test_an_organisation_covers_a_place_of_its_level_s_kind(world, top):
    assert (
        refusal(found, world=world, which="five_level.street_committee", place="community", parent=top)
        == "wrong_level"
    )


def test_a_branch_stands_under_its_own_community_and_no_other(world, top):
    street = found(world, "five_level.street_committee", "street", parent=top)
    other = found(world, "five_level.community_committee", "community2", parent=street)
    assert (
        refusal(found, world=world, which="five_level.estate_branch", place="qingrong", parent=other)
        == "wrong_parent"
    )


def test_a_tree_ends_from_below_and_within_its_own_days(world, top):
    street = found(world, "five_level.street_committee", "street", parent=top)
    district, on = world.act("district"), timezone.localdate()
    assert refusal(end_organisation, organisation=top, on=on, by=district) == "not_empty"
    assert refusal(end_organisation, organisation=street, on=on + DAY, by=district) == "wrong_dates"
    assert refusal(end_organisation, organisation=street, on=SINCE - DAY, by=district) == "wrong_dates"
    assert refusal(end_organisation, organisation=street, on=on, by=world.act("secretary")) == "not_yours"
    end_organisation(organisation=street, on=on, by=district)
    assert refusal(end_organisation, organisation=street, on=on, by=district) == "not_living"
    assert refusal(rename, organisation=street, name="新名", by=district) == "not_living"
    gone = {
        "world": world,
        "which": "five_level.community_committee",
        "place": "community",
        "parent": Organisation.objects.get(pk=street.pk),
    }
    assert refusal(found, **gone) == "not_living"


def test_a_former_name_stays_in_the_chain(world, top):
    rename(organisation=top, name="榕城区委员会", by=world.act("district"))
    rename(organisation=top, name="榕城区委员会", by=world.act("district"))
    lines = trail.Event.objects.filter(subject="organisation", subject_id=top.pk).order_by("seq")
    assert [line.thing for line in lines] == ["organisation.founded", "organisation.renamed"]
    assert lines[1].data["before"] == "district的组织"
    assert trail.verify([("organisation", Organisation), ("institution", Institution)])["faults"] == []


def test_an_institution_is_entered_over_the_place_it_serves(world):
    given = {"name": "榕西司法所", "kind": "department", "place": world.places["street"], "phone": " 0990-1 "}
    made = make_institution(**given, by=world.act("street"))
    assert (made.phone, made.code) == ("0990-1", f"department-{made.pk}")
    assert refusal(make_institution, **given | {"kind": "club"}, by=world.act("street")) == "wrong_kind"
    assert refusal(make_institution, **given, by=world.act("secretary")) == "not_yours"
    change = {"institution": world.institutions["fire"], "name": "消防", "phone": ""}
    assert refusal(change_institution, **change, by=world.act("street")) == "not_yours"

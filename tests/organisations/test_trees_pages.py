"""Pages of trees that change: forms with a second look, coverage with reasons, overlaps, vacancies, templates, a day in the past."""

import datetime as dt
import io
import tomllib

import openpyxl
import pytest
from django.utils import timezone

from jinlin.organisations.models import Gap, Level, Organisation, ReportIn, Seat, Template, Tenure, Village
from jinlin.organisations.templates_data import load_templates
from jinlin.people.models import Person
from jinlin.places.models import Place
from tests.cast import SINCE
from tests.organisations.test_pages import send, text
from tests.organisations.test_tree_commands import found
from tests.organisations.test_trees_changes import LAST_YEAR, tree, world  # noqa: F401
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def page(client, world):  # noqa: F811
    return lambda name: sign_in(client, world.accounts[name])


def test_an_organisation_is_renamed_split_merged_and_its_past_is_read(page, world, tree):  # noqa: F811
    street, branch = page("street"), tree["branch"]
    way = f"/organisations/{branch.code}"
    assert send(street, f"{way}/rename", {"name": "青榕党支部", "on": str(LAST_YEAR)}).status_code == 302
    given = {"place": world.places["wanhua"].pk, "name": "万华里党支部", "on": str(LAST_YEAR)}
    assert send(street, f"{way}/split", given).status_code == 302
    part = Organisation.objects.get(name="万华里党支部")
    past = text(street.get(f"{way}/history"))
    assert "qingrong的组织" in past and "青榕党支部" in past and "万华里党支部" in past
    assert (
        send(street, f"/organisations/{part.code}/merge", {"into": branch.pk, "on": str(TODAY())}).status_code
        == 302
    )
    part.refresh_from_db()
    assert part.ended_on == TODAY()
    assert "已撤销" in text(street.get(f"/organisations/{part.code}"))
    then = text(street.get(f"/organisations/then?on={SINCE + dt.timedelta(days=1)}&level=estate_branch"))
    assert "qingrong的组织" in then and "后来叫青榕党支部" in then and "万华里党支部" not in then


def test_a_move_offers_only_parents_that_cover_the_place(page, world, tree):  # noqa: F811
    other = found(world, "five_level.estate_branch", "wanhua", parent=tree["community"], name="万华里党支部")
    street = page("street")
    assert street.get(f"/organisations/{tree['group'].code}/move").status_code == 302
    given = {"place": world.places["building"].pk, "on": str(TODAY())}
    assert send(street, f"/organisations/{other.code}/cover", given).status_code == 302
    assert "万华里党支部" in text(street.get(f"/organisations/{tree['group'].code}/move"))
    given = {"parent": other.pk, "on": str(TODAY())}
    assert send(street, f"/organisations/{tree['group'].code}/move", given).status_code == 302
    tree["group"].refresh_from_db()
    assert tree["group"].parent == other


@pytest.mark.parametrize("what", ["rename", "move", "place", "split", "merge", "cover", "share", "end"])
def test_forms_of_trees_open_to_the_street_and_above_only(page, world, tree, what):  # noqa: F811
    for name in ("secretary", "worker", "worker2", "resident"):
        assert page(name).get(f"/organisations/{tree['branch'].code}/{what}").status_code in (302, 404)


def test_institutions_share_a_branch_and_leave_it(page, world, tree):  # noqa: F811
    street, way = page("street"), f"/organisations/{tree['branch'].code}/share"
    given = {"institution": world.institutions["housing"].pk, "on": str(TODAY())}
    assert send(street, way, given).status_code == 302
    assert "榕城区住建局" in text(street.get(f"/organisations/{tree['branch'].code}/history"))
    assert send(street, way, given).status_code == 302
    assert not tree["branch"].sharings.filter(until_on__isnull=True).exists()


def test_coverage_says_in_a_sentence_what_is_missing_and_why(page, world, tree):  # noqa: F811
    street, wanhua = page("street"), world.places["wanhua"]
    shown = text(street.get("/organisations/coverage"))
    assert "4 处小区里，1 处有小区党支部（25.0%）" in shown and "还没说明原因 3 处" in shown
    way = f"/organisations/coverage/why?tree=five_level&level=estate_branch&place={wanhua.code}"
    refused = street.post(
        way, {"reason": "few_members", "full_members": "3", "note": "", "act": "look", "key": "a"}
    )
    assert refused.status_code == 409 and "已够成立" in text(refused)
    assert (
        street.post(
            way, {"reason": "few_members", "full_members": "", "note": "", "act": "look", "key": "a"}
        ).status_code
        == 409
    )
    assert (
        send(street, way, {"reason": "few_members", "full_members": "2", "note": "等下半年"}).status_code
        == 302
    )
    shown = text(street.get("/organisations/coverage?why=few_members"))
    assert (
        "党员不足三名 1 处" in shown
        and "等下半年" in shown
        and "安和新苑" not in shown.split("还没有的 1 处")[1]
    )
    found(world, "five_level.estate_branch", "wanhua", parent=tree["community"])
    assert Gap.objects.get().until_on == SINCE
    book = openpyxl.load_workbook(io.BytesIO(street.get("/organisations/coverage/export").content))
    assert book.sheetnames == ["覆盖情况", "还没有的"]


def test_the_community_says_why_and_a_stranger_does_not(page, world, tree):  # noqa: F811
    way = (
        f"/organisations/coverage/why?tree=five_level&level=estate_branch&place={world.places['wanhua'].code}"
    )
    assert page("secretary").get(way).status_code == 200
    for name in ("worker", "grid_worker", "clerk", "worker2"):
        assert page(name).get(way).status_code == 404


def test_coverage_asks_as_often_for_fifty_as_for_one(page, world, tree, django_assert_max_num_queries):  # noqa: F811
    street = page("street")
    street.get("/organisations/coverage")
    with django_assert_max_num_queries(12) as one:
        street.get("/organisations/coverage")
    parent = world.places["community"]
    Place.objects.bulk_create(
        Place(level="estate", code=f"X{n}", name=f"小区{n}", parent=parent, path=f"{parent.path}X{n}/")
        for n in range(49)
    )
    with django_assert_max_num_queries(12) as many:
        street.get("/organisations/coverage")
    assert len(one) == len(many)


def test_overlaps_name_estates_and_never_who_is_a_member(page, world, tree):  # noqa: F811
    person = Person.objects.create(name="何志远")
    ReportIn.objects.create(
        person=person,
        organisation=tree["branch"],
        kind="serving",
        state="confirmed",
        reported_on=SINCE,
        confirmed_on=SINCE,
    )
    for role in ("estate_secretary", "owners_chair"):
        seat = Seat.objects.create(role=role, place=world.places["qingrong"])
        Tenure.objects.create(seat=seat, person=person, from_on=SINCE)
    found(world, "owners.owners_committee", "qingrong")
    for name in ("street", "district", "secretary"):
        shown = text(page(name).get("/organisations/overlaps?kind=chairs"))
        assert "青榕花园" in shown and "100.0%" in shown and "何志远" not in shown
    assert "青榕花园" in text(page("street").get("/organisations/overlaps?kind=both"))
    for name in ("worker", "grid_worker", "clerk", "resident"):
        assert page(name).get("/organisations/overlaps").status_code in (302, 404)
    book = openpyxl.load_workbook(io.BytesIO(page("street").get("/organisations/overlaps/export").content))
    assert book.active.max_row == 4


def test_vacant_seats_say_since_when_and_who_fills_them(page, world):  # noqa: F811
    seat = Seat.objects.create(role="building_head", place=world.places["building"], made_on=LAST_YEAR)
    left = Seat.objects.create(role="estate_secretary", place=world.places["qingrong"])
    Tenure.objects.create(
        seat=left,
        person=Person.objects.create(name="卸任"),
        from_on=SINCE,
        ended_on=LAST_YEAR + dt.timedelta(days=9),
    )
    soon = Seat.objects.create(role="estate_member", place=world.places["qingrong"])
    Tenure.objects.create(
        seat=soon,
        person=Person.objects.create(name="快到期"),
        from_on=SINCE,
        to_on=TODAY() + dt.timedelta(days=30),
    )
    shown = text(page("street").get("/seats/vacancies"))
    assert str(LAST_YEAR) in shown and "社区党组织书记" in shown and "快到期" in shown
    assert shown.index(f"/seats/{seat.pk}") < shown.index(f"/seats/{left.pk}")
    assert "每个岗位都有人" in text(page("worker2").get("/seats/vacancies"))


def test_the_district_changes_a_template_and_its_file_can_be_taken_elsewhere(page, world, tree):  # noqa: F811
    district = page("district")
    group = Level.objects.get(code="building_group")
    branch = Level.objects.get(code="estate_branch")
    way = "/organisations/templates"
    given = {
        "code": "stair_group",
        "zh": "单元党小组",
        "en": "",
        "covers": "stairwell",
        "rank": "6",
        "on": str(TODAY()),
    }
    assert send(district, f"{way}/five_level/levels/new", given).status_code == 302
    given = {"zh": "楼宇党小组", "en": "Group of a building", "on": str(LAST_YEAR)}
    assert send(district, f"{way}/levels/{group.pk}/rename", given).status_code == 302
    refused = district.post(f"{way}/levels/{branch.pk}/end", {"on": str(TODAY()), "act": "look", "key": "k"})
    assert refused.status_code == 409 and "还有组织在运行" in text(refused)
    refused = district.post(
        f"{way}/levels/{branch.pk}/move", {"rank": "1", "on": str(TODAY()), "act": "look", "key": "k"}
    )
    assert refused.status_code == 409
    shown = text(district.get(way))
    assert "楼宇党小组" in shown and "以前叫楼栋党小组" in shown and "本地改过" in shown
    assert "楼栋党小组" in text(district.get(f"/organisations/then?on={SINCE}"))
    file = tomllib.loads(text(district.get(f"{way}/export")))
    assert [one["code"] for one in file["five_level"]["levels"]][-2:] == ["building_group", "stair_group"]
    assert load_templates()["unchanged"] == Template.objects.count()
    assert Level.objects.get(code="stair_group").ended_on is None


def test_a_level_without_organisations_ends_and_those_below_move_up(page, world):  # noqa: F811
    district = page("district")
    first = Level.objects.get(code="residents_committee")
    way = "/organisations/templates"
    assert send(district, f"{way}/levels/{first.pk}/end", {"on": str(TODAY())}).status_code == 302
    assert Level.objects.get(code="residents_group").rank == 1
    last = Level.objects.get(code="residents_group")
    refused = district.post(f"{way}/levels/{last.pk}/end", {"on": str(TODAY()), "act": "look", "key": "k"})
    assert "至少要留一级" in text(refused)


def test_a_further_kind_of_tree_is_made_by_the_district_alone(page, world):  # noqa: F811
    given = {
        "code": "women", "zh": "妇女组织", "en": "", "source": "", "first_code": "women_union", "first_zh": "社区妇联", "covers": "community",
    }  # fmt: skip
    assert page("street").get("/organisations/templates/new").status_code == 404
    assert send(page("district"), "/organisations/templates/new", given).status_code == 302
    assert Template.objects.get(code="women").levels.get().zh == "社区妇联"


def test_villages_settled_in_an_estate_are_entered(page, world):  # noqa: F811
    way = f"/organisations/villages/new?place={world.places['anhe'].code}"
    given = {"name": "上安村", "households": "80", "since_on": str(LAST_YEAR)}
    assert send(page("secretary"), way, given).status_code == 302
    assert Village.objects.get().households == 80
    assert page("worker2").get(way).status_code == 404

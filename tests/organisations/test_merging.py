"""What a merger of branches, a zone's branch, a sheet of organisations and an own page do with members."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jinlin.base.figures import figure, value
from jinlin.base.nodes import find
from jinlin.base.periods import parse
from jinlin.organisations.commands import found_organisation, give_seat, make_seat, merge
from jinlin.organisations.importing import import_file
from jinlin.organisations.members import commands
from jinlin.organisations.members.desk import REPORTS
from jinlin.organisations.models import (
    Attendance,
    Commitment,
    Gathering,
    Organisation,
    PostHeld,
    ReportIn,
    Village,
)
from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from jinlin.places.models import Place
from tests.cast import SINCE
from tests.organisations.test_tree_commands import found, level
from tests.organisations.test_trees_changes import tree, world  # noqa: F401
from tests.organisations.test_trees_import import HEAD, ROWS
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def member(branch, name: str, state: str = "confirmed", **more) -> ReportIn:
    person = Person.objects.create(name=name)
    days = {"reported_on": SINCE, "confirmed_on": SINCE if state in ("confirmed", "active") else None}
    return ReportIn.objects.create(
        person=person, organisation=branch, kind="serving", state=state, **(days | more)
    )


def test_members_go_over_to_the_heir_and_earlier_days_stay_with_the_old_branch(world, tree):  # noqa: F811
    heir = found(world, "five_level.estate_branch", "wanhua", parent=tree["community"])
    old = tree["branch"]
    active, waiting = member(old, "钱一", "active"), member(old, "钱二", "reported")
    both = member(old, "钱三")
    ReportIn.objects.create(
        person=both.person,
        organisation=heir,
        kind="serving",
        state="confirmed",
        reported_on=SINCE,
        confirmed_on=SINCE,
    )
    PostHeld.objects.create(report_in=active, post="grid_helper", from_on=SINCE)
    Commitment.objects.create(
        report_in=active, text="扫楼道", due_on=TODAY + dt.timedelta(days=9), published_on=SINCE
    )
    on = TODAY - dt.timedelta(days=10)
    merge(organisation=old, into=heir, on=on, by=world.act("street"))
    assert not ReportIn.objects.filter(organisation=old, ended_on__isnull=True).exists()
    there = ReportIn.objects.filter(organisation=heir, ended_on__isnull=True)
    assert sorted(there.values_list("person__name", "state")) == [
        ("钱一", "active"),
        ("钱三", "confirmed"),
        ("钱二", "reported"),
    ]
    heir_row = there.get(person=active.person)
    assert (heir_row.reported_on, heir_row.confirmed_on) == (SINCE, on)
    assert (
        heir_row.posts.get(until_on__isnull=True).post == "grid_helper"
        and not active.posts.filter(until_on__isnull=True).exists()
    )
    assert heir_row.commitments.get().text == "扫楼道"
    before, now = parse(f"{on.year - 1}", today=TODAY), parse(f"{TODAY:%Y}", today=TODAY)
    counts = [
        value(figure("L03"), find(world.places[place].code), period).number
        for period in (before, now) for place in ("qingrong", "wanhua", "community")
    ]  # fmt: skip
    assert counts == [2, 1, 2, 0, 2, 2]
    assert ReportIn.objects.get(pk=waiting.pk).state == "moved"


def test_a_functional_branch_of_a_zone_takes_report_ins_by_its_own_secretary(world, tree):  # noqa: F811
    community = world.places["community"]
    zone = Place.objects.create(
        level="zone", code="Z01", name="青榕商圈", parent=community, path=f"{community.path}Z01/"
    )
    branch = found_organisation(
        level=level("functional.functional_branch"), place=zone, parent=None, name="青榕商圈党支部", founded_on=SINCE, by=world.act("district")
    )  # fmt: skip
    seat = make_seat(role="zone_secretary", organisation=branch, by=world.act("street"))
    person = Person.objects.create(name="连经理")
    account = Account.objects.create_user("zone_secretary", kind="staff", person=person)
    give_seat(seat=seat, person=person, from_on=SINCE, by=world.act("street"))
    keeper = actor(account)
    row = commands.invite(organisation=branch, name="店员党员", by=keeper)
    row.state, row.reported_on = "reported", TODAY
    row.save()
    REPORTS.take(row.pk, "confirm", by=keeper)
    assert "店员党员" in sign_in(Client(), account).get(f"/members/branches/{branch.code}").content.decode()
    assert value(figure("L03"), find(community.code), parse(f"{TODAY:%Y}", today=TODAY)).number == 1
    assert (
        sign_in(Client(), world.accounts["worker2"]).get(f"/members/branches/{branch.code}").status_code
        == 404
    )


def a_sheet(tmp_path: Path, *rows, head=HEAD) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in (head, *rows):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    return SimpleUploadedFile("组织.xlsx", (tmp_path / "list.xlsx").read_bytes())


def test_a_sheet_is_looked_at_before_anything_is_founded_and_its_bad_rows_come_back(world, tmp_path):  # noqa: F811
    client = sign_in(Client(), world.accounts["district"])
    bad = ("哪里的支部", "小区党支部", "没有这个小区", "", "", "2024-07-01", "", "")
    page = client.post("/organisations/import", {"file": a_sheet(tmp_path, *ROWS, bad)}).content.decode()
    assert "没有这个地点" in page and not Organisation.objects.exists()
    token, key = (page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("token", "key"))
    sent = {"token": token, "key": key, "act": "send"}
    done = client.post("/organisations/import", sent).content.decode()
    assert Organisation.objects.count() == 4 and "已成立 4 个组织" in done
    link = done.split('href="/organisations/import/')[1].split('"')[0]
    assert client.get(f"/organisations/import/{link}").status_code == 200
    stranger = sign_in(Client(), world.accounts["street"])
    assert stranger.get(f"/organisations/import/{link}").status_code == 404
    assert stranger.post("/organisations/import", {"token": token}).status_code == 422
    assert client.post("/organisations/import", sent).status_code == 422, (
        "the file is gone once it was brought in"
    )
    assert Organisation.objects.count() == 4


def test_a_column_that_was_not_recognised_is_chosen_by_hand(world, tmp_path):  # noqa: F811
    client = sign_in(Client(), world.accounts["district"])
    file = a_sheet(
        tmp_path, ("榕城区委", "区委", "榕城区", "2000-01-01"), head=("叫什么", "级别", "地点", "成立日期")
    )
    page = client.post("/organisations/import", {"file": file})
    assert page.status_code == 422 and "叫什么" in page.content.decode()
    token = page.content.decode().split('name="token" value="')[1].split('"')[0]
    chosen = {
        "column-name": "叫什么",
        "column-level": "级别",
        "column-place": "地点",
        "column-founded_on": "成立日期",
    }
    again = client.post("/organisations/import", {"token": token, "act": "look", **chosen})
    assert again.status_code == 200 and "导入 1 个组织" in again.content.decode()


def test_villages_stand_on_their_estates_place_with_the_way_to_enter_one(world):  # noqa: F811
    Village.objects.create(estate=world.places["qingrong"], name="上安村", households=120, since_on=SINCE)
    page = sign_in(Client(), world.accounts["secretary"]).get("/places/tree/E0001").content.decode()
    assert "上安村" in page and "/organisations/villages/new?place=E0001" in page
    page = sign_in(Client(), world.accounts["grid_worker"]).get("/places/tree/E0001").content.decode()
    assert "上安村" in page and "villages/new" not in page


def test_gatherings_one_is_called_to_stand_on_ones_own_page(world, tree, client):  # noqa: F811
    person = world.accounts["resident"].person
    for title, days, state in (
        ("下周党课", 7, "called"),
        ("上月主题党日", -20, "confirmed"),
        ("还没通知的", 9, "planned"),
    ):
        held = Gathering.objects.create(
            organisation=tree["branch"], kind="lecture", title=title, starts_at=timezone.now() + dt.timedelta(days=days), state=state
        )  # fmt: skip
        Attendance.objects.create(gathering=held, person=person, state="present" if days < 0 else "due")
    client.force_login(world.accounts["resident"])
    page = client.get("/me/").content.decode()
    assert page.index("下周党课") < page.index("上月主题党日") and "还没通知的" not in page
    client.force_login(world.accounts["neighbour"])
    assert "我的支部活动" not in client.get("/me/").content.decode()


def test_the_same_file_by_command_and_by_page_gives_the_same(world, tmp_path):  # noqa: F811
    a_sheet(tmp_path, *ROWS)
    rehearsed = import_file(tmp_path / "list.xlsx", dry_run=True)
    assert (rehearsed["read"], rehearsed["recorded"], rehearsed["refused"]) == (4, 4, 0)
    assert not Organisation.objects.exists()

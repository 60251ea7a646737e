"""The pages of organisations, seats and institutions: read from one's own seats, changed by those above."""

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.utils import timezone

from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter
from jinlin.organisations.commands import found_organisation, give_seat, make_seat
from jinlin.organisations.models import Institution, Level, Organisation, Seat, Tenure
from jinlin.organisations.public import load_templates, roles
from jinlin.people.models import Account, Person
from jinlin.places.models import Place
from tests.cast import SINCE, build
from tests.organisations.seats import newcomer, operator, seat_of, tenure_of
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MOST = 12


@pytest.fixture
def world():
    load_templates()
    return build()


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def page(client, world):
    def opened(name):
        return sign_in(client, world.accounts[name])

    return opened


def found(world, level, place, name, parent=None):
    template, code = level.split(".")
    return found_organisation(
        level=Level.objects.get(template__code=template, code=code), place=world.places[place], name=name, parent=parent,
        founded_on=SINCE, by=world.act("district"),
    )  # fmt: skip


@pytest.fixture
def tree(world):
    top = found(world, "five_level.district_committee", "district", "榕城区委")
    street = found(world, "five_level.street_committee", "street", "榕西街道党工委", top)
    community = found(world, "five_level.community_committee", "community", "榕西社区党委", street)
    branch = found(world, "five_level.estate_branch", "qingrong", "青榕花园党支部", community)
    return {"top": top, "street": street, "community": community, "branch": branch}


def text(answer):
    return answer.content.decode()


def key_in(answer):
    return re.search(r'name="key" value="([^"]+)"', text(answer))[1]


def send(page, address, given):
    """Fill the form in, look at it once more, send it."""
    key = key_in(page.get(address))
    looked = page.post(address, {**given, "key": key, "act": "look"})
    assert looked.status_code == 200, text(looked)
    assert "核对" in text(looked)
    return page.post(address, {**given, "key": key, "act": "send"})


# --- trees


def test_a_tree_shows_its_levels_with_counts_and_what_has_no_organisation_yet(world, page, tree):
    body = text(page("district").get("/organisations/?tree=five_level"))
    assert "1 ÷ 2" in body and "50%" in body and "榕城区委" in body and "榕西街道党工委" in body
    missing = text(page("district").get("/organisations/?tree=five_level&level=estate_branch&missing=1"))
    assert "东溪里" in missing and "青榕花园" not in missing and "登记时就没有" in missing


def test_what_has_none_is_dated_from_the_last_one_that_ended_there(world, page, tree, on):
    Organisation.objects.filter(pk=tree["branch"].pk).update(ended_on=on - 9 * DAY)
    Place.objects.filter(pk=world.places["qingrong"].pk).update(valid_from=SINCE)
    Place.objects.filter(pk=world.places["dongxi"].pk).update(valid_from=SINCE + DAY)
    missing = text(page("district").get("/organisations/?tree=five_level&level=estate_branch&missing=1"))
    assert (on - 9 * DAY).isoformat() in missing and (SINCE + DAY).isoformat() in missing


@pytest.mark.parametrize(
    ("code", "level"),
    [("four_level", "社区大党委"), ("grid_building_stairwell", "单元"), ("five_level", "楼栋党小组")],
)
def test_every_template_is_data_and_has_its_own_tree(world, page, code, level):
    assert level in text(page("worker").get(f"/organisations/?tree={code}"))


def test_the_four_level_tree_goes_from_the_community_by_its_grid_to_the_building(world):
    big = found(world, "four_level.big_committee", "community", "榕西社区大党委")
    group = found(world, "four_level.grid_group", "grid", "第 3 网格工作组", big)
    head = found(world, "four_level.building_head", "building", "3 号楼楼栋长", group)
    assert head.parent == group


def test_a_node_shows_its_kin_its_seats_with_their_terms_and_its_history(world, page, tree, on):
    seat = make_seat(role="estate_secretary", organisation=tree["branch"], by=world.act("street"))
    give_seat(
        seat=seat,
        person=newcomer("高书记"),
        from_on=on,
        to_on=on + 60 * DAY,
        how="elected",
        by=world.act("street"),
    )
    body = text(page("street").get(f"/organisations/{tree['branch'].code}"))
    assert "高书记" in body and "选举" in body and (on + 60 * DAY).isoformat() in body and "快到期" in body
    assert "榕西社区党委" in body and "成立" in body
    assert "青榕花园党支部" in text(page("street").get(f"/organisations/{tree['community'].code}"))


def test_a_tree_is_read_below_one_s_seats_and_on_the_way_up_and_nowhere_else(world, page, tree):
    neighbour = page("worker2")
    assert neighbour.get(f"/organisations/{tree['street'].code}").status_code == 200
    assert neighbour.get(f"/organisations/{tree['branch'].code}").status_code == 404
    assert "青榕花园党支部" not in text(neighbour.get("/organisations/?tree=five_level&level=estate_branch"))
    for name in ("clerk", "manager", "resident"):
        assert page(name).get(f"/organisations/{tree['top'].code}").status_code == 404


def test_an_organisation_in_a_home_is_seen_from_above_it_only(world, page):
    big = found(world, "four_level.big_committee", "community", "榕西社区大党委")
    group = found(world, "four_level.grid_group", "grid", "第 3 网格工作组", big)
    head = found(world, "four_level.building_head", "building", "3 号楼楼栋长", group)
    home = Place.objects.create(
        level="dwelling",
        code="E0001-03-302",
        name="302 室",
        parent=world.places["building"],
        path=world.places["building"].path + "E0001-03-302/",
    )
    world.places["home"] = home
    household = found(world, "four_level.member_household", "home", "302 党员中心户", head)
    address = f"/organisations/{household.code}"
    assert page("worker").get(address).status_code == 200
    person = newcomer()
    seat = Seat.objects.create(role="building_head", place=Place.objects.create(
        level="dwelling", code="X1", name="x", parent=home, path=home.path + "X1/"))  # fmt: skip
    Tenure.objects.create(seat=seat, person=person, from_on=SINCE)
    world.accounts["below"] = person.account
    assert page("below").get(address).status_code == 404


def test_an_organisation_is_founded_renamed_and_ended_by_the_street_with_a_second_look(world, page, tree, on):
    street = page("street")
    address = f"/organisations/new?tree=five_level&level=estate_branch&place={world.places['dongxi'].code}"
    early = street.post(
        address, {"name": "东溪里党支部", "founded_on": on.isoformat(), "key": "k", "act": "look"}
    )
    assert early.status_code == 409 and "请先成立上一级组织" in text(early) and "东溪里党支部" in text(early)
    parent = found(world, "five_level.community_committee", "community2", "东溪社区党委", tree["street"])
    given = {"name": "东溪里党支部", "founded_on": on.isoformat(), "parent": parent.pk}
    assert not Organisation.objects.filter(name="东溪里党支部").exists()
    assert send(street, address, given).status_code == 302
    made = Organisation.objects.get(name="东溪里党支部")
    again = street.post(address, {**given, "key": "other", "act": "look"})
    assert again.status_code == 409 and "这里已经有这一级组织" in text(again)
    assert (
        send(
            street,
            f"/organisations/{made.code}/rename",
            {"name": "东溪里小区党支部", "on": str(timezone.localdate())},
        ).status_code
        == 302
    )
    assert "东溪里党支部 → 东溪里小区党支部" in text(street.get(f"/organisations/{made.code}"))
    refused = street.post(
        f"/organisations/{parent.code}/end", {"on": on.isoformat(), "key": "e", "act": "send"}
    )
    assert refused.status_code == 409 and "下面还有组织" in text(refused)
    assert send(street, f"/organisations/{made.code}/end", {"on": on.isoformat()}).status_code == 302
    assert Organisation.objects.get(pk=made.pk).ended_on == on


def test_ending_an_organisation_ends_its_seats_and_their_tenures_the_same_day(world, page, tree, on):
    seat = make_seat(role="estate_secretary", organisation=tree["branch"], by=world.act("street"))
    person = newcomer()
    give_seat(seat=seat, person=person, from_on=SINCE, by=world.act("street"))
    send(page("street"), f"/organisations/{tree['branch'].code}/end", {"on": on.isoformat()})
    assert Seat.objects.get(pk=seat.pk).ended_on == on
    assert Tenure.objects.get(person=person).handed_over_at is not None


# --- people with seats


def test_the_list_shows_seats_below_one_s_own_place_with_their_holders(world, page):
    body = text(page("secretary").get("/seats/"))
    assert "林晓" in body and "周敏" in body and "何静" not in body
    body = text(page("street").get("/seats/"))
    assert "何静" in body and "吴区办" not in body


def test_the_list_filters_by_role_place_vacancy_and_ending_term(world, page, on):
    street = page("street")
    empty = make_seat(role="mediator", place=world.places["community2"], by=world.act("street"))
    Tenure.objects.filter(pk=tenure_of(world, "worker").pk).update(to_on=on + 80 * DAY)
    by_role = text(street.get("/seats/?role=grid_worker"))
    assert "周敏" in by_role and "林晓" not in by_role
    by_place = text(street.get(f"/seats/?place={world.places['community2'].code}"))
    assert "何静" in by_place and "林晓" not in by_place
    vacant = text(street.get("/seats/?only=vacant"))
    assert f"/seats/{empty.pk}" in vacant and "何静" not in vacant and "空岗" in vacant
    ending = text(street.get("/seats/?only=ending"))
    assert "林晓" in ending and "快到期" in ending and "何静" not in ending
    assert street.get(f"/seats/?place={world.places['district'].code}").status_code == 400
    for sort in ("place", "role", "end", "name"):
        assert "林晓" in text(street.get(f"/seats/?sort={sort}"))


def test_one_person_with_several_seats_is_found_from_seats_and_dates(world, page, on):
    seat = make_seat(role="owners_chair", place=world.places["qingrong"], by=world.act("street"))
    give_seat(
        seat=seat, person=world.accounts["worker"].person, from_on=on, how="elected", by=world.act("street")
    )
    street = page("street")
    body = text(street.get("/seats/?only=several"))
    assert "林晓" in body and "青榕花园" in body and "何静" not in body
    assert "1 人身兼几个岗位" in body
    Tenure.objects.filter(seat=seat).update(ended_on=on)
    assert "0 人身兼几个岗位" in text(street.get("/seats/?only=several"))


def test_the_list_leaves_as_a_workbook_without_telephone_numbers(world, page):
    Person.objects.filter(account__username="worker").update(phone="13900000001")
    answer = page("street").get("/seats/export?role=community_worker")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [str(cell.value) for row in book.active for cell in row if cell.value is not None]
    assert "林晓" in cells and "周敏" not in cells
    assert not any("13900000001" in cell for cell in cells)


@pytest.mark.parametrize(
    "path", ["/seats/", "/institutions/", "/organisations/?tree=five_level&level=estate_branch&missing=1"]
)
def test_a_page_asks_no_more_questions_for_fifty_rows_than_for_one(
    world, page, path, django_assert_max_num_queries
):
    street = page("street")
    street.get(path)
    for number in range(50):
        estate = Place.objects.create(
            level="estate", code=f"E9{number}", name=f"小区{number}", parent=world.places["community"],
            path=f"{world.places['community'].path}E9{number}/",
        )  # fmt: skip
        seat = Seat.objects.create(role="estate_secretary", place=estate)
        Tenure.objects.create(seat=seat, person=Person.objects.create(name=f"人{number}"), from_on=SINCE)
        firm = Institution.objects.create(
            code=f"f{number}", name=f"物业{number}", kind="property", place=estate
        )
        Tenure.objects.create(
            seat=Seat.objects.create(role="property_clerk", institution=firm),
            person=seat.tenures.get().person,
            from_on=SINCE,
        )
    with django_assert_max_num_queries(MOST):
        assert street.get(path).status_code == 200


def test_a_node_with_many_below_asks_no_more_questions(world, page, tree, django_assert_max_num_queries):
    for number in range(40):
        estate = Place.objects.create(
            level="estate", code=f"E9{number}", name=f"小区{number}", parent=world.places["community"],
            path=f"{world.places['community'].path}E9{number}/",
        )  # fmt: skip
        Organisation.objects.create(
            level=tree["branch"].level,
            code=f"o{number}",
            name=f"支部{number}",
            parent=tree["community"],
            place=estate,
            founded_on=SINCE,
        )
        seat = Seat.objects.create(
            role="estate_member", organisation=tree["community"], place=world.places["community"]
        )
        Tenure.objects.create(seat=seat, person=Person.objects.create(name=f"人{number}"), from_on=SINCE)
    street = page("street")
    street.get("/seats/")
    with django_assert_max_num_queries(MOST):
        assert "支部39" in text(street.get(f"/organisations/{tree['community'].code}"))


# --- giving and ending


def test_a_seat_is_given_by_form_after_a_second_look_and_the_same_form_twice_gives_it_once(world, page, on):
    seat = make_seat(role="community_worker", place=world.places["community"], by=world.act("street"))
    newcomer("新来的")
    street, address = page("street"), f"/seats/{seat.pk}/give"
    given = {"who": "newcomer", "how": "appointed", "from_on": on.isoformat(), "to_on": ""}
    key = key_in(street.get(address))
    looked = street.post(address, {**given, "key": key, "act": "look"})
    assert "核对" in text(looked) and not seat.tenures.exists()
    changed = street.post(address, {**given, "key": key, "act": "edit"})
    assert 'value="newcomer"' in text(changed)
    for _ in range(2):
        assert street.post(address, {**given, "key": key, "act": "send"}).status_code == 302
    assert seat.tenures.count() == 1
    assert "任职 新来的" in text(street.get(f"/seats/{seat.pk}"))
    assert "新来的" in text(street.get(f"/seats/{seat.pk}"))


def test_what_was_typed_stays_where_a_seat_cannot_be_given(world, page, on):
    seat = seat_of(world, "worker")
    newcomer()
    street, address = page("street"), f"/seats/{seat.pk}/give"
    taken = street.post(
        address, {"who": "newcomer", "how": "sent", "from_on": on.isoformat(), "key": "a", "act": "look"}
    )
    assert taken.status_code == 409 and "已经有人" in text(taken) and 'value="newcomer"' in text(taken)
    unknown = street.post(
        address, {"who": "没这个人", "how": "sent", "from_on": on.isoformat(), "key": "b", "act": "look"}
    )
    assert unknown.status_code == 409 and "没有这位工作人员" in text(unknown) and "没这个人" in text(unknown)
    wrong = street.post(
        address, {"who": "newcomer", "how": "sent", "from_on": "明天", "key": "c", "act": "look"}
    )
    assert wrong.status_code == 422 and 'value="明天"' in text(wrong)
    assert not Person.objects.filter(name="没这个人").exists()


def test_somebody_new_is_entered_with_the_seat_and_signs_in_only_after_an_invitation(world, page, on):
    seat = make_seat(role="community_worker", place=world.places["community"], by=world.act("street"))
    given = {"who": "方新", "username": "fangxin", "how": "appointed", "from_on": on.isoformat()}
    send(page("street"), f"/seats/{seat.pk}/give", given)
    account = Account.objects.get(username="fangxin")
    assert account.person.name == "方新" and account.is_staff and not account.has_usable_password()
    head = make_seat(role="building_head", place=world.places["building"], by=world.act("secretary"))
    given = {"who": "楼长李", "phone": "139 0000 0002", "how": "elected", "from_on": on.isoformat()}
    send(page("secretary"), f"/seats/{head.pk}/give", given)
    assert head.tenures.get().person.phone == "13900000002"
    assert not Account.objects.filter(person=head.tenures.get().person).exists()


def test_people_of_one_name_are_told_apart_by_sign_in_name_or_telephone(world, page, on):
    newcomer("重名", username="one")
    newcomer("重名", username="two")
    seat = make_seat(role="mediator", place=world.places["community"], by=world.act("street"))
    address, given = f"/seats/{seat.pk}/give", {"how": "appointed", "from_on": on.isoformat()}
    unclear = page("street").post(address, {**given, "who": "重名", "key": "a", "act": "look"})
    assert unclear.status_code == 409 and "有几位同名" in text(unclear)
    send(page("street"), address, {**given, "who": "two"})
    assert seat.tenures.get().person.account.username == "two"


def test_a_tenure_is_ended_by_form_with_a_successor_who_gets_the_open_matters(world, page, on):
    matter = world.tell().matter
    MATTERS.take(matter, "accept", by=world.act("worker"))
    newcomer()
    tenure = tenure_of(world, "worker")
    address = f"/seats/tenures/{tenure.pk}/end"
    key = key_in(page("street").get(address))
    page("street").post(address, {"on": on.isoformat(), "who": "newcomer", "key": key, "act": "look"})
    assert Matter.objects.get(pk=matter).owner.username == "worker"
    page("street").post(address, {"on": on.isoformat(), "who": "newcomer", "key": key, "act": "send"})
    assert Matter.objects.get(pk=matter).owner.username == "newcomer"
    assert "随岗位交接" in text(
        page("secretary").get(f"/matters/{Matter.objects.get(pk=matter).told_at.year}-{matter:06d}")
    )


@pytest.mark.parametrize(
    ("name", "status"),
    [("street", 200), ("district", 200), ("secretary", 404), ("worker", 404), ("clerk", 404)],
)
def test_forms_of_a_community_s_seats_open_to_those_above_only(world, page, name, status):
    seat, tenure = seat_of(world, "worker"), tenure_of(world, "worker")
    for address in (f"/seats/{seat.pk}/give", f"/seats/{seat.pk}/end", f"/seats/tenures/{tenure.pk}/end"):
        assert page(name).get(address).status_code == status
    assert page(name).get(f"/seats/new?place={world.places['community'].code}").status_code in (
        status,
        404 if name != "secretary" else 200,
    )


def test_an_operator_keeps_every_seat_of_the_district(world, client):
    keeper = operator(world)
    page = sign_in(client, Account.objects.get(pk=keeper.account))
    for name in ("grid_worker", "secretary", "street", "district", "clerk"):
        assert page.get(f"/seats/{seat_of(world, name).pk}/give").status_code == 200


def test_a_seat_is_set_up_and_taken_away_by_form(world, page, on):
    secretary = page("secretary")
    address = f"/seats/new?place={world.places['building'].code}"
    assert "楼栋长" in text(secretary.get(address)) and "网格员" not in text(secretary.get(address))
    send(secretary, address, {"role": "building_head"})
    seat = Seat.objects.get(role="building_head")
    send(secretary, f"/seats/{seat.pk}/end", {"on": on.isoformat()})
    assert Seat.objects.get(pk=seat.pk).ended_on == on
    assert "已撤岗" in text(secretary.get(f"/seats/{seat.pk}"))


# --- institutions


def test_institutions_show_whom_they_serve_who_sits_there_and_what_is_open_with_them(world, page):
    matter = world.tell().matter
    MATTERS.take(matter, "accept", by=world.act("worker"))
    MATTERS.take(
        matter,
        "whistle",
        by=world.act("worker"),
        given={"institutions": [world.institutions["fire"].pk], "note": "请来"},
    )
    body = text(page("worker").get("/institutions/?kind=department"))
    assert "榕城区消防大队" in body and "安居物业" not in body
    row = body[body.index("榕城区消防大队") :].split("</tr>")[0]
    assert re.findall(r'class="n"[^>]*>(\d+)<', row) == ["1", "1"]
    one = text(page("worker").get("/institutions/fire"))
    assert "孙队" in one and "手上没办完的" in one


def test_a_clerk_reads_the_own_institution_and_no_other(world, page):
    clerk = page("clerk")
    assert clerk.get("/institutions/housing").status_code == 200
    assert clerk.get("/institutions/fire").status_code == 404
    assert "安居物业" not in text(clerk.get("/institutions/"))
    assert clerk.get("/seats/").status_code == 404


def test_an_institution_is_entered_and_changed_by_those_over_the_place_it_serves(world, page):
    given = {
        "name": "榕西司法所",
        "kind": "department",
        "place": world.places["street"].pk,
        "phone": "0990-1234567",
    }
    assert send(page("street"), "/institutions/new", given).status_code == 302
    made = Institution.objects.get(name="榕西司法所")
    send(page("street"), f"/institutions/{made.code}/change", {"name": "榕西街道司法所", "phone": ""})
    made.refresh_from_db()
    assert (made.name, made.phone) == ("榕西街道司法所", "")
    assert page("secretary").get(f"/institutions/{made.code}/change").status_code == 404
    assert page("street").get("/institutions/fire/change").status_code == 404
    wrong = page("street").post("/institutions/new", {**given, "name": "", "key": "x", "act": "look"})
    assert wrong.status_code == 422 and "0990-1234567" in text(wrong)


def test_the_head_of_a_page_names_ones_seat_in_the_language_of_the_page(world, client):
    sign_in(client, world.accounts["secretary"])
    words = roles()[world.act("secretary").seats[0].role].words
    for language, name in (("zh-hans", words.zh), ("en", words.en)):
        client.cookies["jinlin-language"] = language
        head = client.get("/seats/").content.decode().partition('class="who-am-i')[2].partition("</div>")[0]
        assert f"· {name}</span>" in head

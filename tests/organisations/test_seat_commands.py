"""Seats are given for a term by those who sit above, one holder at a time, and rights come from them alone."""

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.events import _handlers, subscribe
from jinlin.base.rule import Refused
from jinlin.matters.desk import MATTERS
from jinlin.organisations.commands import end_seat, end_tenure, give_seat, make_seat
from jinlin.organisations.models import Seat, Tenure
from jinlin.organisations.public import actor, roles
from jinlin.people.models import AccessToken, Person
from jinlin.people.public import issue_token
from tests.cast import SINCE, build
from tests.organisations.seats import newcomer, operator, seat_of, tenure_of
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def world():
    return build()


@pytest.fixture
def on():
    return timezone.localdate()


def refusal(command, **given):
    with pytest.raises(Refused) as refused:
        command(**given)
    return refused.value.reason.code


@pytest.fixture
def free_seat(world):
    return make_seat(role="community_worker", place=world.places["community"], by=world.act("street"))


@pytest.fixture
def published():
    heard = []

    def hear(**facts):
        heard.append(facts)

    for thing in ("tenure.given", "tenure.ended"):
        subscribe(thing, hear)
    yield heard
    for thing in ("tenure.given", "tenure.ended"):
        _handlers[thing].remove(hear)


def test_a_seat_given_gives_its_rights_from_its_first_day_to_its_last(world, free_seat, on, published):
    person = newcomer()
    tenure = give_seat(
        seat=free_seat,
        person=person,
        from_on=on + DAY,
        to_on=on + 30 * DAY,
        how="appointed",
        by=world.act("street"),
    )
    held = [bool(actor(person.account, on=day).seats) for day in (on, on + DAY, on + 30 * DAY, on + 31 * DAY)]
    assert held == [False, True, True, False]
    assert published[-1]["tenure"] == tenure


def test_a_person_without_a_current_seat_can_do_nothing(world, client):
    person = newcomer()
    receipt = world.tell()
    former = actor(person.account)
    assert former.seats == () and not former.staff
    assert refusal(MATTERS.take, subject=receipt.matter, step="accept", by=former) == "not_yours"
    page = sign_in(client, person.account)
    for path in ("/today/", "/matters/", f"/matters/{receipt.number}"):
        assert page.get(path).status_code == 404


def test_a_seat_ended_today_gives_no_right_tomorrow_and_none_today(world, on):
    end_tenure(tenure=tenure_of(world, "mediator"), on=on, by=world.act("street"))
    assert actor(world.accounts["mediator"], on=on).seats == ()
    assert actor(world.accounts["mediator"], on=on + DAY).seats == ()


def test_a_seat_that_ends_tomorrow_is_held_today_and_not_tomorrow(world, on):
    tenure = tenure_of(world, "mediator")
    end_tenure(tenure=tenure, on=on + DAY, by=world.act("street"))
    assert actor(world.accounts["mediator"], on=on).seats
    assert actor(world.accounts["mediator"], on=on + DAY).seats == ()
    assert Tenure.objects.get(pk=tenure.pk).handed_over_at is None


def test_where_rights_shrink_sessions_and_tokens_end_at_once(world, client, on):
    account = world.accounts["mediator"]
    page = sign_in(client, account)
    issue_token(account=account, audience="api")
    assert page.get("/today/").status_code == 200
    end_tenure(tenure=tenure_of(world, "mediator"), on=on, by=world.act("street"))
    assert not AccessToken.objects.filter(account=account, ended_at__isnull=True).exists()
    assert page.get("/today/").status_code == 302


def test_one_holder_at_a_time(world, free_seat, on):
    street = world.act("street")
    give_seat(seat=free_seat, person=newcomer(), from_on=on, to_on=on + 10 * DAY, by=street)
    other = newcomer("另一位", username="other")
    assert refusal(give_seat, seat=free_seat, person=other, from_on=on + 10 * DAY, by=street) == "not_free"
    after = give_seat(seat=free_seat, person=other, from_on=on + 11 * DAY, by=street)
    assert after.from_on == on + 11 * DAY
    assert refusal(give_seat, seat=free_seat, person=other, from_on=SINCE, by=street) == "not_free"
    before = give_seat(seat=free_seat, person=other, from_on=SINCE, to_on=on - DAY, by=street)
    assert before.until == on


def test_an_end_is_not_moved_into_the_next_holder_s_days(world, free_seat, on):
    street = world.act("street")
    first = give_seat(seat=free_seat, person=newcomer(), from_on=on, by=street)
    end_tenure(tenure=first, on=on + 5 * DAY, by=street)
    give_seat(seat=free_seat, person=newcomer("另一位", username="other"), from_on=on + 5 * DAY, by=street)
    assert refusal(end_tenure, tenure=first, on=on + 6 * DAY, by=street) == "not_free"
    end_tenure(tenure=first, on=on + 3 * DAY, by=street)


@pytest.mark.parametrize(
    ("from_days", "to_days", "code"), [(0, -1, "wrong_dates"), (0, 0, None), (5, 4, "wrong_dates")]
)
def test_a_term_does_not_end_before_it_begins(world, free_seat, on, from_days, to_days, code):
    given = {
        "seat": free_seat, "person": newcomer(), "from_on": on + from_days * DAY, "to_on": on + to_days * DAY,
        "by": world.act("street"),
    }  # fmt: skip
    if code:
        assert refusal(give_seat, **given) == code
    else:
        assert give_seat(**given).to_on == on


def test_a_tenure_ends_within_its_own_days_and_only_once(world, on):
    street, tenure = world.act("street"), tenure_of(world, "mediator")
    assert refusal(end_tenure, tenure=tenure, on=SINCE - DAY, by=street) == "wrong_dates"
    end_tenure(tenure=tenure, on=on, by=street)
    assert refusal(end_tenure, tenure=tenure, on=on, by=street) == "not_held"


def test_a_seat_that_was_taken_away_is_given_to_nobody(world, free_seat, on):
    street = world.act("street")
    end_seat(seat=free_seat, on=on, by=street)
    assert refusal(give_seat, seat=free_seat, person=newcomer(), from_on=on, by=street) == "not_standing"
    assert refusal(end_seat, seat=free_seat, on=on, by=street) == "not_standing"
    assert refusal(end_seat, seat=seat_of(world, "worker"), on=on, by=street) == "not_free"


def test_nobody_gives_or_ends_a_seat_of_their_own(world, free_seat, on):
    street = world.act("street")
    own = Person.objects.get(pk=street.person)
    assert refusal(give_seat, seat=free_seat, person=own, from_on=on, by=street) == "not_oneself"
    keeper = operator(world)
    mine = Tenure.objects.get(person_id=keeper.person)
    assert refusal(end_tenure, tenure=mine, on=on, by=keeper) == "not_oneself"


GIVERS = {
    "grid_worker": ("grid", {"secretary", "street", "district", "operator"}),
    "building_head": ("building", {"secretary", "street", "district", "operator"}),
    "community_worker": ("community", {"street", "district", "operator"}),
    "community_secretary": ("community", {"street", "district", "operator"}),
    "instructor": ("qingrong", {"street", "district", "operator"}),
    "street_supervisor": ("street", {"district", "operator"}),
    "operator": ("district", {"district", "operator"}),
    "auditor": ("district", {"district", "operator"}),
}


@pytest.mark.parametrize("role", sorted(GIVERS))
def test_seats_are_given_by_those_above_and_by_nobody_else(world, role):
    place, expected = GIVERS[role]
    keeper = operator(world)
    who = [name for name, account in world.accounts.items() if account.kind == "staff"]
    actors = {name: world.act(name) for name in who} | {"operator": keeper}
    may = set()
    for name, by in actors.items():
        try:
            make_seat(role=role, place=world.places[place], by=by)
        except Refused as refused:
            assert refused.reason.code == "not_yours"
        else:
            may.add(name)
    assert may == expected


def test_a_street_keeps_no_seats_of_another_street_and_a_community_none_of_its_neighbour(world):
    others = make_seat(role="mediator", place=world.places["community2"], by=world.act("street"))
    assert (
        refusal(make_seat, role="mediator", place=world.places["district"], by=world.act("street"))
        == "not_yours"
    )
    seat = Seat.objects.create(role="building_head", place=world.places["dongxi"])
    given = {"seat": seat, "person": newcomer(), "from_on": SINCE, "by": world.act("secretary")}
    assert refusal(give_seat, **given) == "not_yours"
    assert others.where == world.places["community2"]


@pytest.mark.parametrize(
    ("role", "place", "code"),
    [("grid_worker", "building", "wrong_place"), ("nobody", "street", "wrong_role"), ("department_clerk", "street", "wrong_institution")],
)  # fmt: skip
def test_a_seat_stands_where_its_role_says(world, role, place, code):
    assert refusal(make_seat, role=role, place=world.places[place], by=world.act("district")) == code


def test_an_institution_s_clerk_is_given_over_the_place_that_it_serves(world, on):
    housing = world.institutions["housing"]
    assert (
        refusal(make_seat, role="department_clerk", institution=housing, by=world.act("street"))
        == "not_yours"
    )
    seat = make_seat(role="department_clerk", institution=housing, by=world.act("district"))
    person = newcomer()
    give_seat(seat=seat, person=person, from_on=on, by=world.act("district"))
    assert actor(person.account).institutions == {housing.pk}


def test_each_giving_and_ending_stands_in_the_seat_s_chain(world, free_seat, on):
    street = world.act("street")
    tenure = give_seat(seat=free_seat, person=newcomer(), from_on=on, how="elected", by=street)
    end_tenure(tenure=tenure, on=on, by=street)
    things = list(
        trail.Event.objects.filter(subject="seat", subject_id=free_seat.pk)
        .order_by("seq")
        .values_list("thing", flat=True)
    )
    assert things == ["seat.made", "seat.given", "seat.vacated"]
    assert trail.verify([("seat", Seat)])["faults"] == []


@pytest.mark.parametrize("role", ["first_secretary", "instructor", "street_leader"])
def test_a_seat_given_from_outside_is_shown_at_its_place_and_gives_no_say_in_matters(world, client, on, role):
    street = world.act("street")
    seat = make_seat(role=role, place=world.places["community"], by=street)
    person = newcomer("高选派")
    give_seat(seat=seat, person=person, from_on=on, how="sent", by=street)
    shown = client.get(f"/places/{world.places['community'].code}").content.decode()
    assert "高选派" in shown and roles()[role].words.zh in shown
    receipt = world.tell(category=world.categories["quarrel"].pk)
    assert (
        refusal(MATTERS.take, subject=receipt.matter, step="accept", by=actor(person.account)) == "not_yours"
    )
    assert sign_in(client, person.account).get(f"/matters/{receipt.number}").status_code == 404

"""Many at once for one room and one hour: exactly one has it, the rest are told why. On both databases."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connections

from jinlin.base.rule import Refused
from jinlin.organisations.public import actor
from jinlin.people.models import Account, Person
from jinlin.venues import commands
from jinlin.venues.models import Booking, Occupancy
from tests.venues.house import house

CLIENTS = 12


@pytest.mark.django_db(transaction=True)
def test_of_twelve_who_want_halves_and_hall_at_once_no_quarter_is_had_twice() -> None:
    made = house()
    people = []
    for number in range(CLIENTS):
        person = Person.objects.create(name=f"人{number}")
        account = Account.objects.create(username=f"p{number}", kind="resident", person=person, password="!")
        people.append(actor(account))
    gate, said = threading.Barrier(CLIENTS), Counter()
    rooms = [made.hall, made.half_a, made.half_b]

    def want(number: int) -> None:
        gate.wait()
        try:
            commands.book(space=rooms[number % 3], asked=made.asked(), by=people[number])
            said["had"] += 1
        except Refused as refusal:
            said[refusal.reason.code] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=want, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    had = list(Booking.objects.filter(state="confirmed").values_list("space__code", flat=True))
    assert sorted(had) in (["ST1-H"], ["ST1-A", "ST1-B"])
    assert said == Counter({"had": len(had), "not_free": CLIENTS - len(had)})
    assert Occupancy.objects.count() == 8  # both halves, four quarters each

"""Many at once for one place: exactly one has it, the others stand in a stable order. On both databases."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from jinlin.organisations.public import actor
from jinlin.volunteering.activities import commands
from jinlin.volunteering.models import SignUp
from tests.volunteering.activities.scene import scene

CLIENTS = 50


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_for_one_place_left_exactly_one_is_confirmed() -> None:
    made = scene()
    for account in made.residents(19):
        commands.sign_up(activity=made.first, people=[account.person], by=actor(account))
    people = [actor(made.account(f"同时{number:02}")) for number in range(CLIENTS)]
    family = {one.account: one.person for one in people}
    gate, faults = threading.Barrier(CLIENTS), []

    def want(number: int) -> None:
        by = people[number]
        gate.wait()
        try:
            from jinlin.people.models import Person

            (one,) = commands.sign_up(
                activity=made.first, people=[Person.objects.get(pk=family[by.account])], by=by
            )
            if one.sign_up is None:
                faults.append(one.reason)
        except Exception as error:  # whatever it is, it is told below
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=want, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    rows = list(
        SignUp.objects.filter(occurrence=made.first).order_by("position").values_list("position", "state")
    )
    assert rows == [(n, "confirmed") for n in range(1, 21)] + [(n, "waiting") for n in range(21, 70)]

"""At two stations at once: a voter gets one ballot, an agent three proxies, a box two sheets; none is lost."""

import pytest

from jinlin.ballots.elections import commands
from jinlin.ballots.elections.models import BallotGiven, VoterProxy
from tests.ballots.polling import PUBLISHED, VOTE, stand
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_voter_gets_one_ballot_and_an_agent_at_most_three_proxies():
    made = stand()
    made.take("add_station", on=PUBLISHED, name="北门", where="门卫室", booth=True)

    def proxy(number):
        return lambda: made_take(number)

    def made_take(number):
        from jinlin.ballots.elections.desk import ELECTIONS

        given = {"number": number, "agent": 30, "signed_on": "2026-09-20"}
        ELECTIONS.take(made.election.pk, "give_proxy", by=made.act("clerk1"), given=given, on=PUBLISHED)

    said = at_once(*[proxy(number) for number in (20, 21, 22, 23, 24)])
    assert said == {"done": 3, "too_many_proxies": 2}
    assert VoterProxy.objects.count() == 3
    made.take("print_ballots", on=VOTE, printed=4, witnesses="监小红")
    made.take("open", on=VOTE)
    stations, by = [made.station().pk, made.station("北门").pk], made.act("clerk1")

    def give(station, number):
        return lambda: commands.give_ballot(station=station, number=number, by=by, at=VOTE)

    said = at_once(*[give(stations[n % 2], 5) for n in range(4)], give(stations[0], 6))
    assert said == {"done": 2, "not_twice": 3}
    assert at_once(*[give(stations[n % 2], 7 + n) for n in range(4)]) == {"done": 2, "no_ballots": 2}
    assert BallotGiven.objects.count() == 4

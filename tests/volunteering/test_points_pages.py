"""Pages of points ask a dozen questions at most, as many for one line as for many."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jinlin.volunteering.models import LedgerAccount, PointRule, Redemption
from jinlin.volunteering.models.teams import TeamMember
from jinlin.volunteering.points import commands, ledger
from jinlin.volunteering.teams.waiting import teams
from tests.people.pages import sign_in
from tests.volunteering.crew import DEPUTY, LEADER, MEMBER, Crew, crew
from tests.volunteering.test_points import account, in_force

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.fixture
def made() -> Crew:
    return crew()


def more(made: Crew, mine: LedgerAccount, number: int) -> None:
    """One of everything: points earned, a reward on the shelf, one of them kept for its holder."""
    ledger.grant(
        account=mine, amount=30, source=f"hours:{number}", zh=f"站岗 {number}", on=timezone.localdate()
    )
    reward = commands.put_reward(
        place=made.team.place, name=f"理发 {number}", sort="service", cost=10, stock=9, by=made.act("worker")
    )
    commands.reserve(reward=reward, account=mine, by=made.act(MEMBER), key=f"r{number}")
    commands.draft_rule(
        place=made.team.place, from_on=timezone.localdate() + dt.timedelta(days=number), per_hour={"A": number},
        by=made.act("worker"),
    )  # fmt: skip


def asked(client: Client, way: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(way).status_code == 200, way
    return len(caught)


def test_pages_of_points_ask_a_dozen_questions_for_one_line_and_for_many(made: Crew) -> None:
    in_force(made)
    mine = account(made)
    more(made, mine, 1)
    own = [reverse(name) for name in ("my_points", "rewards", "points_proof")]
    own.append(reverse("redemption", args=[Redemption.objects.get().pk]))
    desk = [reverse(name) for name in ("points_desk", "points_accounts")]
    desk.append(reverse("points_account", args=[mine.pk]))
    desk.append(reverse("point_rule", args=[PointRule.objects.order_by("pk").first().pk]))  # type: ignore[union-attr]
    clients = {who: sign_in(Client(), made.world.accounts[who]) for who in (MEMBER, "worker")}
    ways = [(clients[MEMBER], way) for way in own] + [(clients["worker"], way) for way in desk]
    for client, way in ways:
        client.get(way)
    few = {way: asked(client, way) for client, way in ways}
    for number in range(2, 12):
        more(made, mine, number)
    for who in (LEADER, DEPUTY):
        ledger.grant(
            account=account(made, who), amount=5, source=f"hours:{who}", zh="x", on=timezone.localdate()
        )
    many = {way: asked(client, way) for client, way in ways}
    assert {way: (few[way], many[way]) for way in few if many[way] > few[way]} == {}
    assert {way: count for way, count in many.items() if count > MOST} == {}


@pytest.mark.parametrize("who", ["worker", "secretary", "street", "district"])
def test_every_link_of_the_desk_of_points_and_of_what_waits_opens_for_its_reader(
    made: Crew, who: str
) -> None:
    in_force(made)
    more(made, account(made), 1)
    TeamMember.objects.filter(team=made.team).exclude(role="leader").update(state="applied")
    client = sign_in(Client(), made.world.accounts[who])
    page = client.get(reverse("points_desk")).content.decode()
    assert "理发 1" in page
    links = set(re.findall(r'href="(/desk/points/(?:rules|rewards)/\d+|/points/[^"?#]+)"', page))
    items = list(teams(made.act(who), timezone.now(), 9))
    for way in links | {one.link for one in items}:
        assert client.get(way).status_code == 200, way
    assert bool(items) == (who in ("worker", "secretary"))


@pytest.mark.parametrize("who", ["worker", "street", "district"])
def test_every_link_of_the_lists_of_service_and_of_claims_opens_for_its_reader(made: Crew, who: str) -> None:
    made.record()
    client = sign_in(Client(), made.world.accounts[who])
    pages = [client.get(reverse(name)).content.decode() for name in ("service_desk", "claims_desk")]
    assert "<b>" in pages[0]
    links = set(re.findall(r'href="(/service-records/\d+|/claims/[a-z]+/new)"', "".join(pages)))
    for way in links:
        assert client.get(way).status_code == 200, way
    assert bool(links) == (who == "worker")

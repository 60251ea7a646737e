"""Claims both ways: either side proposes, both accept, nothing is promised twice, both evaluate blind, two publications."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jinlin.base.engine import Faulty
from jinlin.base.figures import Value, figures, value
from jinlin.base.models import Notice
from jinlin.base.periods import parse
from jinlin.base.rule import Refused
from jinlin.base.trail import heads, verify
from jinlin.organisations.partners.evidence import offered, proof_of, token
from jinlin.organisations.public import clause_kinds
from jinlin.people.public import issue_token
from jinlin.places.public import node_of
from jinlin.volunteering.claims import commands, jobs
from jinlin.volunteering.claims.desk import NEEDS, PROJECTS, PROPOSALS, RESOURCES, project_relations
from jinlin.volunteering.claims.queries import chair_list, evaluations, reserved, three_lists
from jinlin.volunteering.models.claims import ClaimProject, ClaimPublication, Need
from tests.cast import World, build
from tests.people.pages import sign_in
from tests.volunteering.claiming import agreed, need, proposed, resource, terms, today
from tests.whole import whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def refused(act: object, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **more)  # type: ignore[operator]
    return caught.value.reason.code


def signed(world: World, who: str) -> Client:
    return sign_in(Client(), world.accounts[who])


def delivered(world: World) -> ClaimProject:
    project = agreed(world)
    PROJECTS.take(project.pk, "begin", by=world.act("worker"), given={})
    given = {"used": 6, "on": today(), "people": 30, "minutes": 360, "note": "排练了三个上午"}
    return PROJECTS.take(project.pk, "deliver", by=world.act("manager"), given=given)  # type: ignore[no-any-return]


def test_a_project_stands_only_after_both_sides_accepted_the_same_version(world: World) -> None:
    row = proposed(world)
    assert refused(PROPOSALS.take, row.pk, "accept", by=world.act("manager"), given={}) == "not_yours"
    PROPOSALS.take(row.pk, "counter", by=world.act("worker"), given=terms(6, terms="隔周一次"))
    assert refused(PROPOSALS.take, row.pk, "accept", by=world.act("worker"), given={}) == "not_yours"
    assert not ClaimProject.objects.exists()
    PROPOSALS.take(row.pk, "accept", by=world.act("manager"), given={})
    project = ClaimProject.objects.get()
    assert (
        project.amount,
        row.versions.count(),
        project.proposal.versions.get(number=2).accepted_at is not None,
    ) == (6, 2, True)
    assert Need.objects.get().state == "matched"
    assert verify(heads())["faults"] == []


def test_the_community_may_ask_first_and_strangers_to_both_sides_may_not(world: World) -> None:
    offer = resource(world)
    row = commands.propose(
        by=world.act("worker"), values=terms(5), resource=offer, community=world.places["community"]
    )
    assert (row.from_side, row.waits_for, row.need) == ("community", "institution", None)
    for who in ("resident", "worker2", "clerk"):
        assert (
            refused(
                commands.propose,
                by=world.act(who),
                values=terms(5),
                resource=offer,
                community=world.places["community"],
            )
            == "not_open"
        )
    assert (
        refused(
            commands.list_need,
            place=world.places["qingrong"],
            by=world.act("manager"),
            title="x",
            kind="other",
        )
        == "not_yours"
    )


def test_nothing_is_promised_twice_and_ended_projects_give_back(world: World) -> None:
    offer = resource(world, amount=10)
    first = proposed(world, 6, resource=offer)
    second = proposed(world, 6, resource=offer)  # both asked while all was free
    PROPOSALS.take(first.pk, "accept", by=world.act("worker"), given={})
    assert refused(PROPOSALS.take, second.pk, "accept", by=world.act("worker"), given={}) == "not_enough"
    assert reserved(offer) == 6
    with pytest.raises(Faulty) as caught:
        proposed(world, 5, resource=offer)
    assert caught.value.faults["amount"].code == "not_enough"
    assert refused(RESOURCES.take, offer.pk, "end", by=world.act("manager"), given={}) == "not_settled"
    PROJECTS.take(
        ClaimProject.objects.get().pk, "terminate", by=world.act("manager"), given={"note": "会议室要装修"}
    )
    assert reserved(offer) == 0
    assert first.need is not None
    first.need.refresh_from_db()
    assert first.need.state == "listed"
    PROPOSALS.take(second.pk, "accept", by=world.act("worker"), given={})


def test_less_delivered_than_agreed_gives_the_rest_back_and_is_seen(world: World) -> None:
    project = delivered(world)
    assert (project.used, project.amount, reserved(project.resource)) == (6, 8, 6)
    assert Need.objects.get().state == "finished"


def test_a_need_is_met_once_and_one_proposal_stands_between_two(world: World) -> None:
    wanted = need(world)
    proposed(world, need=wanted)
    assert refused(proposed, world, need=wanted) == "not_twice"
    other = commands.propose(by=world.act("clerk"), values=terms(8), need=wanted)
    PROPOSALS.take(other.pk, "accept", by=world.act("worker"), given={})
    mine = wanted.proposals.get(state="proposed")
    assert refused(PROPOSALS.take, mine.pk, "accept", by=world.act("worker"), given={}) == "not_open"


def test_silence_is_reminded_after_seven_days_and_stands_on_the_chairs_list_after_fourteen(
    world: World,
) -> None:
    row = proposed(world)
    now, second = timezone.now(), dt.timedelta(seconds=1)
    # The last day moves on where it is a holiday, so the moments are the row's own.
    assert row.answer_by - now >= dt.timedelta(days=7)
    assert row.chair_at - now >= dt.timedelta(days=14)
    assert [jobs.remind(at) for at in (now, row.answer_by - second, row.answer_by, row.chair_at)] == [
        0,
        0,
        1,
        0,
    ]
    assert not chair_list(world.act("secretary"), row.chair_at - second).exists()
    assert chair_list(world.act("street"), row.chair_at).get() == row
    assert not chair_list(world.act("worker2"), row.chair_at).exists()
    assert jobs.expire(now + dt.timedelta(days=40)) == 1
    assert Notice.objects.filter(account=world.accounts["worker"], subject="proposal").count() >= 2


def test_both_evaluate_blind_once_and_within_ten_days(world: World) -> None:
    project = delivered(world)
    PROJECTS.take(
        project.pk, "evaluate", by=world.act("worker"), given={"pleased": "partly", "text": "门开晚了一次"}
    )
    as_firm = project_relations(project, world.act("manager"))
    assert [(one.given, one.row is not None) for one in evaluations(project, as_firm)] == [
        (True, False),
        (False, False),
    ]
    page = signed(world, "manager").get(reverse("claim_project", args=[project.pk])).content.decode()
    assert "门开晚了" not in page
    assert "已经评价，等另一方评价后可见" in page
    assert (
        refused(PROJECTS.take, project.pk, "evaluate", by=world.act("secretary"), given={"pleased": "yes"})
        == "not_twice"
    )
    late = timezone.now() + dt.timedelta(days=20)
    assert (
        refused(
            PROJECTS.take, project.pk, "evaluate", by=world.act("manager"), given={"pleased": "yes"}, on=late
        )
        == "too_late"
    )
    PROJECTS.take(project.pk, "evaluate", by=world.act("manager"), given={"pleased": "yes"})
    project.refresh_from_db()
    assert project.state == "evaluated"
    assert (
        "门开晚了"
        in signed(world, "manager").get(reverse("claim_project", args=[project.pk])).content.decode()
    )
    assert "门开晚了" not in Client().get(reverse("claim_project", args=[project.pk])).content.decode()


def test_decision_and_result_are_two_publications_in_order_and_closing_waits_for_both(world: World) -> None:
    project = delivered(world)
    say = {"text": "六月起每周六上午排练"}
    assert (
        refused(PROJECTS.take, project.pk, "publish_result", by=world.act("worker"), given=say)
        == "no_decision"
    )
    PROJECTS.take(project.pk, "publish_decision", by=world.act("worker"), given=say)
    assert (
        refused(PROJECTS.take, project.pk, "publish_decision", by=world.act("worker"), given=say)
        == "not_twice"
    )
    assert refused(PROJECTS.take, project.pk, "close", by=world.act("worker"), given={}) == "not_yet"
    PROJECTS.take(project.pk, "publish_result", by=world.act("worker"), given={"text": "排练三次，三十人"})
    assert [one.sort for one in ClaimPublication.objects.order_by("pk")] == ["decision", "result"]
    for who in ("worker", "manager"):
        PROJECTS.take(project.pk, "evaluate", by=world.act(who), given={"pleased": "yes"})
    assert PROJECTS.take(project.pk, "close", by=world.act("worker"), given={}).state == "closed"
    assert "排练三次，三十人" in Client().get(reverse("claim_project", args=[project.pk])).content.decode()


def test_what_was_delivered_is_evidence_for_the_agreement_and_nothing_before(world: World) -> None:
    firm, community = world.institutions["property"].pk, world.places["community"].pk
    agreed(world)
    assert offered(firm, community, today(), today()) == []
    project = delivered(world)
    proof = offered(firm, community, today(), today())[0]
    assert (proof.kind, proof.sort, proof.minutes, proof.gives) == (
        "claim_project",
        "claim.venue",
        360,
        "institution",
    )
    assert proof_of(token("claim_project", project.pk)) == proof
    assert proof.sort in clause_kinds()["venue_hours"].evidence


def test_the_wall_has_two_columns_and_the_three_lists_go_by_lead_and_age(world: World) -> None:
    wanted = need(world)
    resource(world)
    commands.list_need(
        place=world.places["qingrong"],
        by=world.act("worker"),
        title="晚上广场舞太吵",
        sort="opinion",
        kind="other",
    )
    NEEDS.take(wanted.pk, "lead", by=world.act("worker"), given={"lead": world.institutions["housing"].pk})
    page = Client().get(reverse("claims_wall")).content.decode()
    assert "老年合唱队" in page and "物业会议室" in page
    assert "广场舞" not in page
    found = three_lists(world.places["community"], today() + dt.timedelta(days=3))
    assert [(one.title[:3], days) for one, days in found["needs"]] == [("老年合", 3)]
    assert len(found["opinions"]) == len(found["resources"]) == 1
    listed = signed(world, "worker").get(reverse("claims_lists")).content.decode()
    assert "榕城区住建局" in listed and "晚上广场舞太吵" in listed
    assert "物业会议室" in signed(world, "worker").get(reverse("claims_export")).content.decode("utf-8-sig")
    assert (
        signed(world, "worker2")
        .get(reverse("claims_lists") + f"?place={world.places['community'].code}")
        .content.decode()
        .count("广场舞")
        == 0
    )
    opinion = Need.objects.get(sort="opinion")
    assert Client().get(reverse("claim_need", args=[opinion.pk])).status_code == 404


def test_the_forms_propose_and_answer_and_others_get_not_found(world: World) -> None:
    wanted = need(world)
    way = f"{reverse('claim_propose')}?need={wanted.pk}"
    firm = signed(world, "manager")
    assert "我们单位来认领" in firm.get(reverse("claim_need", args=[wanted.pk])).content.decode()
    typed = {
        "amount": "8",
        "from_on": terms()["from_on"].isoformat(),
        "to_on": terms()["to_on"].isoformat(),
        "terms": "每周六",
        "key": "p1",
        "act": "send",
    }
    assert {firm.post(way, typed).status_code for _ in range(2)} == {302}
    row = wanted.proposals.get()
    assert (
        "等您这一方答复"
        in signed(world, "worker").get(reverse("claim_proposal", args=[row.pk])).content.decode()
    )
    assert "双向认领等答复" in whole(signed(world, "worker"), reverse("today"))
    for who in ("worker2", "clerk", "resident"):
        assert signed(world, who).get(reverse("claim_proposal", args=[row.pk])).status_code == 404
    step = reverse("claim_proposal_step", args=[row.pk, "accept"])
    assert signed(world, "worker").post(step, {"key": "a1"}).status_code == 302
    for way in (reverse("claims_desk"), reverse("claims_desk") + "?show=projects"):
        assert "老年合唱队" in signed(world, "manager").get(way).content.decode()
        assert "老年合唱队" not in signed(world, "worker2").get(way).content.decode()


def test_lists_ask_as_much_for_one_as_for_many(world: World) -> None:
    ways = [
        (Client(), reverse("claims_wall")),
        (signed(world, "worker"), reverse("claims_desk")),
        (signed(world, "worker"), reverse("claims_lists")),
    ]
    proposed(world, resource=resource(world))
    need(world)
    counts = []
    for client, way in ways:
        client.get(way)
        with CaptureQueriesContext(connection) as few:
            client.get(way)
        counts.append(len(few))
    for _ in range(6):
        proposed(world, resource=resource(world))
        need(world)
    for (client, way), before in zip(ways, counts, strict=True):
        with CaptureQueriesContext(connection) as many:
            client.get(way)
        assert len(many) <= before <= 12, (way, before)


def test_the_api_proposes_accepts_and_says_why_not(world: World) -> None:
    def client(who: str) -> Client:
        return Client(HTTP_AUTHORIZATION=f"Bearer {issue_token(account=world.accounts[who], audience='api')}")

    wanted = need(world)
    body = {
        "need": wanted.pk,
        "amount": 8,
        "from_on": terms()["from_on"].isoformat(),
        "to_on": terms()["to_on"].isoformat(),
        "terms": "每周六",
    }
    made = client("manager").post(
        "/api/v1/claims", body, content_type="application/json", HTTP_IDEMPOTENCY_KEY="a"
    )
    again = client("manager").post(
        "/api/v1/claims", body, content_type="application/json", HTTP_IDEMPOTENCY_KEY="a"
    )
    assert (made.status_code, again.json()["ref"]) == (201, made.json()["ref"])
    assert client("clerk").get(f"/api/v1/proposals/{made.json()['ref']}").status_code == 404
    assert client("stranger").post("/api/v1/claims", body, content_type="application/json").status_code == 409
    done = client("worker").post(
        f"/api/v1/proposals/{made.json()['ref']}/steps/accept", "{}", content_type="application/json"
    )
    assert (done.status_code, done.json()["state"]) == (200, "accepted")
    assert client("stranger").get("/api/v1/claims?place=E0001").json()["needs"] == []


def test_figures_count_needs_projects_deliveries_and_days_to_an_answer(world: World) -> None:
    delivered(world)
    need(world)
    now = today()
    period, node = parse(f"{now:%Y-%m}", today=now), node_of(world.places["district"])
    codes = (
        "claims.needs",
        "claims.met",
        "claims.projects",
        "claims.delivered",
        "claims.silent",
        "claims.answer_days",
    )
    assert [figures[code].rows(node, period).count() for code in codes] == [2, 1, 1, 1, 0, 1]
    assert value(figures["claims.answer_days"], node, period) == Value(0, None, 1)

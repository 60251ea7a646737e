"""Owners' votes with their legal notices, and what they decide: a motion's step, a covenant's clauses. Only the very words."""

import datetime as dt

import pytest

from jinlin.ballots.models import Decision, Item
from jinlin.base.engine import Faulty, desks
from jinlin.base.rule import Refused
from jinlin.deliberation import commands, facts
from jinlin.deliberation.covenants import queries
from jinlin.deliberation.models import Covenant, Result, Ruling
from jinlin.publicity.asking import ask
from jinlin.publicity.models import Inquiry
from jinlin.publicity.public import (
    PUBLICATIONS,
    kind_of,
    notices_for,
    standing_notice,
    verify_archive,
    withdraw_notice,
)
from jinlin.publicity.waiting import to_be_reminded
from tests.ballots.estate import DAY, END, FROZEN, LISTED, OPEN, estate
from tests.deliberation.circle import joint
from tests.deliberation.covenant_steps import Pen
from tests.deliberation.test_motions import Walk, refused_code
from tests.deliberation.voting import frozen, listed, owners, published

pytestmark = pytest.mark.django_db


def test_a_vote_serves_its_roll_its_notice_and_its_result_and_the_archive_keeps_them():
    made = estate()
    made.take("publish_roll", on=LISTED)
    roll = standing_notice("decision", made.decision.pk, "owners_roll")
    assert "共 11 位业主" in roll.body
    assert (roll.objects_until, roll.link) == (roll.until_on, f"/decisions/{made.decision.pk}")
    made.take("freeze", on=FROZEN, closes_at=END)
    vote = standing_notice("decision", made.decision.pk, "owners_vote")
    assert vote.event_on == made.decision.opens_on
    assert made.decision.package_hash in vote.body
    assert "用维修资金十二万元修三号楼电梯" in vote.body
    assert "参与的不少于 2/3，同意的占参与的超过 1/2" in vote.body
    published(made, OPEN)
    result = standing_notice("decision", made.decision.pk, "owners_decision")
    assert "同意用维修资金修电梯：通过" in result.body
    assert "人数 100%" in result.body and "9 人、" not in result.body, (
        "a small roll shows whole per cents alone"
    )
    assert result.result_due_at is not None
    assert verify_archive()["faults"] == []


def test_a_vote_waits_for_its_notices_and_for_every_answer_to_them():
    made = estate()
    made.take("publish_roll", on=LISTED)
    roll = standing_notice("decision", made.decision.pk, "owners_roll")
    ask(
        raw={"kind": "objection", "text": "102 室的面积不对", "name": "", "phone": ""},
        by=made.act("neighbour"),
        publication=roll,
        at=DAY,
    )
    assert refused_code(lambda: made.take("freeze", on=FROZEN, closes_at=END)) == "not_answered"
    asked = Inquiry.objects.get()
    given = {"outcome": "refused", "answer": "与登记簿一致", "shown": ""}
    desks["inquiry"].take(asked.pk, "answer", by=made.act("worker"), given=given, on=FROZEN)
    made.take("freeze", on=FROZEN, closes_at=END)
    notice = standing_notice("decision", made.decision.pk, "owners_vote")
    withdraw_notice(notice=notice, why="印错了日期", by=made.act("secretary"), at=FROZEN)
    offer = next(
        one
        for one in desks["decision"].offers(made.decision, made.act("worker"), on=OPEN)
        if one.step.code == "open"
    )
    assert [one.code for one in offer.reasons] == ["no_notice"], (
        "the button says why, before anybody presses it"
    )
    assert refused_code(lambda: made.take("open", on=OPEN)) == "no_notice"
    made.take("withdraw", on=OPEN, note="重来")
    assert {one.state for one in notices_for("decision", made.decision.pk)} == {"withdrawn"}


def to_the_vote(matter="278.8"):
    """A motion on parking, an owners' matter, that stands before its last step."""
    made = owners()
    walk = Walk(world=made.world, matter=matter)
    walk.to_review()
    walk.decide("representatives", 5, 1)
    walk.now += dt.timedelta(days=20)
    walk.step("advance")
    return made, walk


def test_a_motion_is_decided_by_the_owners_ballots_and_its_decision_and_result_hang():
    made, walk = to_the_vote()
    assert refused_code(lambda: walk.step("list_it", meeting=1)) == "not_here"
    numbers = {"entitled": 11, "present": 11, "in_favour": 11, "against": 0, "abstained": 0, "files": []}
    assert refused_code(lambda: walk.step("enter_vote", **numbers)) == "not_by_hand"
    walk.step("call_vote")
    decision = walk.fresh().decision
    assert decision.items.get().text == f"{walk.motion.text}\n\n全文指纹（SHA-256）：{walk.motion.text_hash}"
    assert decision.items.get().matter == "278.8"
    for step, given in (
        ("call_vote", {}),
        ("rewrite", {"text": "改", "note": "x"}),
        ("withdraw", {"note": "x"}),
    ):
        assert refused_code(lambda step=step, given=given: walk.step(step, **given)) == "not_while_voting"
    opens = frozen(made, listed(made, decision, walk.now))
    walk.now = published(made, opens)
    ruling = Ruling.objects.get(motion=walk.motion, gate=3)
    assert (ruling.passed, ruling.entitled, ruling.present, ruling.in_favour) == (True, 11, 9, None)
    assert "人数 100%" in ruling.why
    row = walk.fresh()
    assert (row.state, row.notice.kind, row.served_until.date()) == (
        "serving",
        "owners_decision",
        row.notice.until_on,
    )
    late = {
        "lead": walk.world.institutions["property"].pk,
        "due": (walk.now + dt.timedelta(days=200)).date().isoformat(),
    }
    walk.now += dt.timedelta(days=30)
    assert refused_code(lambda: walk.step("conclude", **late)) == "no_paper", "the gate's board as well"
    walk.hang()
    walk.now += dt.timedelta(days=30)
    walk.step("conclude", **late)
    notice = walk.fresh().notice
    assert (notice.lead.name, notice.result_due_at.date()) == ("安居物业", Result.objects.get().due_at.date())
    carry_out(walk)
    hung = notices_for("motion", walk.motion.pk).get(kind="result")
    assert hung.result_of == notice
    assert "照片看得到" in hung.body
    assert verify_archive()["faults"] == []


def carry_out(walk):
    result, manager = Result.objects.get(), walk.world.act("manager")
    for one in result.milestones.all():
        given = {"milestone": one.pk, "note": "照片看得到"}
        desks["result"].take(result.pk, "reach", by=manager, given=given, on=walk.now)
    desks["result"].take(result.pk, "report", by=manager, given={"note": "好了"}, on=walk.now)
    desks["result"].take(result.pk, "accept", by=walk.worker, on=walk.now)
    walk.step("finish")


def test_a_vote_on_changed_words_is_not_frozen_and_a_lost_one_turns_the_motion_down():
    made, walk = to_the_vote()
    walk.step("call_vote")
    decision = walk.fresh().decision
    ready = listed(made, decision, walk.now)
    said = decision.items.get().text
    Item.objects.filter(decision=decision).update(text=said.replace("，", "；", 1))
    assert refused_code(lambda: frozen(made, ready)) == "wrong_text"
    Item.objects.filter(decision=decision).update(text=said)
    published(made, frozen(made, ready), mark="no")
    assert walk.fresh().state == "rejected"
    assert not Ruling.objects.get(motion=walk.motion, gate=3).passed


def test_a_withdrawn_vote_lets_the_motion_be_changed_or_handed_over_anew():
    made, walk = to_the_vote()
    walk.step("call_vote")
    made.decision = walk.fresh().decision
    made.take("withdraw", on=walk.now, note="名册要重做")
    walk.step("call_vote")
    assert Decision.objects.filter(motions=walk.motion).count() == 1


@pytest.mark.parametrize(
    ("where", "variant", "field"),
    [("community", "four_steps", "place"), ("qingrong", "two_two_two", "variant")],
)
def test_an_owners_matter_belongs_to_an_estate_and_to_a_way_that_holds_a_vote(where, variant, field):
    walk = Walk()
    with pytest.raises(Faulty) as faulty:
        commands.draft_motion(
            title="停车",
            text="收费",
            variant=variant,
            place=walk.world.places[where],
            by=walk.worker,
            matter="278.8",
            at=walk.now,
        )
    assert field in faulty.value.faults


def test_what_residents_decide_themselves_still_goes_to_their_assembly():
    walk = Walk()
    assert facts.variant_of(walk.motion).gates[3].bodies == ("assembly", "representatives")
    assert not facts.gate_of(walk.motion).owners_vote


def ready(made, **more):
    """An estate's covenant after a round of remarks, all answered."""
    pen = Pen(made.world, place="qingrong")
    pen.draft()
    pen.round(("停车", "访客怎么停"))
    pen.close()
    pen.take("finish")
    return pen


def test_owners_adopt_the_very_words_that_were_open_to_remarks():
    made = owners()
    pen = ready(made)
    pen.take("put_to_vote", way="owners")
    made_round = queries.last_round(pen.row)
    decision = pen.row.decision
    assert made_round.text_hash in decision.items.get().text
    assert (
        refused_code(
            lambda: pen.take(
                "adopt",
                decided_on="2026-03-13",
                effective_on="2026-03-13",
                entitled=1,
                present=1,
                in_favour=1,
                against=0,
                abstained=0,
            )
        )
        == "not_by_hand"
    )
    on = published(made, frozen(made, listed(made, decision, pen.on)))
    row = Covenant.objects.get(pk=pen.row.pk)
    adoption = row.adoptions.get()
    assert (row.state, adoption.way, adoption.decision, adoption.text_hash) == (
        "adopted",
        "owners",
        decision,
        made_round.text_hash,
    )
    assert adoption.in_favour is None, "a small roll's exact numbers stay with the monitors"
    assert "同意" not in adoption.votes.zh
    assert queries.text_at(row, on.date())[0].title == "停车"
    assert notices_for("covenant", row.pk).filter(kind="covenant").exists()


def test_a_covenants_vote_on_other_words_is_not_frozen_and_a_lost_one_sends_it_back():
    made = owners()
    pen = ready(made)
    pen.take("put_to_vote", way="owners")
    decision = pen.row.decision
    when = listed(made, decision, pen.on)
    said = decision.items.get().text
    Item.objects.filter(decision=decision).update(text=said.replace("线里", "线外"))
    assert refused_code(lambda: frozen(made, when)) == "wrong_text"
    Item.objects.filter(decision=decision).update(text=said)
    published(made, frozen(made, when), mark="no")
    row = Covenant.objects.get(pk=pen.row.pk)
    assert (row.state, row.decision, row.adoptions.count()) == ("drafting", None, 0)


def test_a_community_has_no_owners_who_could_vote_on_its_covenant():
    made = owners()
    pen = Pen(made.world)
    pen.draft()
    pen.round()
    pen.close()
    pen.take("finish")
    assert refused_code(lambda: pen.take("put_to_vote", way="owners")) == "wrong_place"


def test_a_draft_hangs_its_whole_period_before_it_goes_to_a_vote():
    pen = Pen(Walk().world)
    pen.draft()
    pen.round(days=2)
    pen.close(days=3)
    assert refused_code(lambda: pen.take("finish")) == "not_yet"
    pen.days(7)
    assert pen.take("finish").state == "ready"


def test_an_assembly_opens_on_its_legal_notice_and_a_moved_one_is_announced_anew():
    walk = Walk()
    body = walk.bodies["assembly"]
    meeting = commands.call_meeting(
        body=body, begins_at=walk.now + dt.timedelta(days=14), by=walk.worker, at=walk.now
    )
    desk, who = desks["meeting"], walk.worker
    desk.take(meeting.pk, "add_item", by=who, given={"title": "换届方案"}, on=walk.now)
    desk.take(meeting.pk, "announce", by=who, on=walk.now)
    first = standing_notice("meeting", meeting.pk, "residents_assembly")
    assert "换届方案" in first.body and first.event_on == meeting.begins_at.date()
    moved = (walk.now + dt.timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
    desk.take(meeting.pk, "move", by=who, given={"begins": moved, "note": "会场有别的用"}, on=walk.now)
    first.refresh_from_db()
    notice = standing_notice("meeting", meeting.pk, "residents_assembly")
    assert (first.state, notice.pk != first.pk) == ("withdrawn", True)
    withdraw_notice(notice=notice, why="误发", by=who, at=walk.now)
    hour = walk.now + dt.timedelta(days=20)
    with pytest.raises(Refused) as refused:
        desk.take(meeting.pk, "open", by=who, on=hour)
    assert refused.value.reason.code == "no_notice"


def test_changed_words_take_the_old_notice_down_and_a_hearing_lasts_as_long_as_its_notice():
    walk = Walk("hearing")
    walk.step("submit")
    walk.step("hear")
    row = walk.fresh()
    assert (row.notice.kind, row.hear_until.date()) == ("consultation", row.notice.until_on)
    assert "还没有作决定" in row.notice.body
    PUBLICATIONS.take(
        row.notice.pk,
        "lengthen",
        by=walk.worker,
        given={"until_on": (row.notice.until_on + dt.timedelta(days=5)).isoformat(), "note": "多听几天"},
        on=walk.now,
    )
    assert walk.fresh().hear_until.date() == row.notice.until_on + dt.timedelta(days=5)
    walk.step("rewrite", text=walk.motion.text + "\n三、试行半年。", note="补一条")
    row.notice.refresh_from_db()
    assert (row.notice.state, walk.fresh().notice) == ("withdrawn", None)
    assert "补一条" in row.notice.withdrawn_why
    assert kind_of("consultation").period.count == 7


def test_whoever_chairs_the_joint_meeting_is_reminded_of_a_missing_result():
    walk = Walk("hearing")
    circle = joint(walk.world, on=walk.now)
    walk.step("submit")
    walk.step("hear")
    chair = circle.body.meetings.order_by("begins_at").first().chair
    name = next(name for name, member in circle.members.items() if member == chair)
    assert circle.clerk(name).account in to_be_reminded(walk.fresh().notice)

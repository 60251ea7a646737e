"""One text through four bodies: no step is skipped, and a changed comma is refused at the next gate."""

import datetime as dt

import pytest

from jinlin.base.engine import Faulty
from jinlin.base.models import Event, Notice
from jinlin.base.rule import Refused
from jinlin.deliberation import commands, facts, queries
from jinlin.deliberation.desk import ITEMS, MEETINGS, MOTIONS, RESULTS
from jinlin.deliberation.models import Item, Member, Motion, Remark, Result
from jinlin.deliberation.rules import text_hash
from jinlin.people.models import Person
from jinlin.publicity.public import PUBLICATIONS, kind_of
from tests.cast import at, build

pytestmark = pytest.mark.django_db
TEXT = "一、地面划线车位先到先停。\n二、月租 150 元，用于小区绿化。"


class Walk:
    """A community with its bodies, and a motion on parking walked through them."""

    def __init__(self, variant: str = "four_steps", world=None, matter: str = "residents") -> None:
        self.world, self.now = world or build(), at("2026-03-02 09:00")
        place, worker = self.world.places["community"], self.world.act("secretary")
        self.bodies = {}
        for kind, count in (("committee", 3), ("representatives", 6), ("assembly", 4)):
            body = commands.make_body(name=f"榕西{kind}", kind=kind, place=place, by=worker, at=self.now)
            for number in range(count):
                commands.add_member(
                    body=body, person=Person.objects.create(name=f"{kind}{number}"), by=worker, at=self.now
                )
            self.bodies[kind] = body
        self.motion = commands.draft_motion(
            title="小区停车规则",
            text=TEXT,
            variant=variant,
            place=self.world.places["qingrong"],
            by=worker,
            matter=matter,
            at=self.now,
        )

    @property
    def worker(self):
        return self.world.act("secretary")

    def fresh(self) -> Motion:
        return Motion.objects.get(pk=self.motion.pk)

    def step(self, code: str, by=None, **given):
        self.now += dt.timedelta(minutes=1)
        return MOTIONS.take(self.motion.pk, code, by=by or self.worker, given=given, on=self.now)

    def item(self, kind: str) -> Item:
        """The motion on the agenda of a meeting of that kind, being talked about, everybody there."""
        begins = self.now + dt.timedelta(days=14)
        meeting = commands.call_meeting(body=self.bodies[kind], begins_at=begins, by=self.worker, at=self.now)
        self.step("list_it", meeting=meeting.pk)
        MEETINGS.take(meeting.pk, "announce", by=self.worker, on=self.now)
        self.now = begins
        MEETINGS.take(meeting.pk, "open", by=self.worker, on=begins)
        for member in Member.objects.filter(body=self.bodies[kind]):
            MEETINGS.take(
                meeting.pk, "check_in", by=self.worker, given={"member": member.pk, "way": "list"}, on=begins
            )
        self.now += dt.timedelta(minutes=5)
        return ITEMS.take(meeting.items.get().pk, "take_up", by=self.worker, on=self.now)

    def decide(self, kind: str, in_favour: int, against: int = 0, abstained: int = 0) -> Item:
        item = self.item(kind)
        self.now += dt.timedelta(minutes=5)
        given = {"in_favour": in_favour, "against": against, "abstained": abstained, "note": "议过了"}
        done = ITEMS.take(item.pk, "resolve", by=self.worker, given=given, on=self.now)
        self.hang()
        return done

    def hang(self) -> None:
        """What the motion's step published hangs on the boards that its kind names."""
        notice = self.fresh().notice
        for spot in kind_of(notice.kind).hang if notice else ():
            day = self.now.date().isoformat()
            PUBLICATIONS.take(
                notice.pk, "hang", by=self.worker, given={"spot": spot, "hung_on": day}, on=self.now
            )

    def hear(self) -> None:
        self.step("hear")
        self.now += dt.timedelta(days=8)
        self.step("end_hearing")

    def to_review(self) -> None:
        self.step("submit")
        self.decide("committee", 3)
        self.step("advance")
        self.hear()
        self.decide("committee", 2, 1)
        self.step("advance")


@pytest.fixture
def walk():
    return Walk()


def refused_code(call) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.reason.code


def test_four_steps_to_a_decision_and_its_result(walk):
    walk.to_review()
    assert [one.stand for one in queries.stations(walk.fresh())] == ["done", "done", "now", ""]
    walk.decide("representatives", 4, 2)
    assert refused_code(lambda: walk.step("advance")) == "too_early", "fifteen days up"
    walk.now += dt.timedelta(days=16)
    walk.step("advance")
    walk.decide("assembly", 3, 1)
    assert refused_code(lambda: walk.step("conclude", lead=1, due="2026-12-01")) == "too_early"
    walk.now += dt.timedelta(days=19)
    walk.step(
        "conclude", lead=walk.world.institutions["property"].pk, due="2026-12-01", milestones="划线\n收费牌"
    )
    result = Result.objects.get()
    assert result.milestones.count() == 2
    assert refused_code(lambda: walk.step("finish")) == "not_done"
    manager = walk.world.act("manager")
    for one in result.milestones.all():
        RESULTS.take(
            result.pk, "reach", by=manager, given={"milestone": one.pk, "note": "看得到"}, on=walk.now
        )
    RESULTS.take(result.pk, "report", by=manager, given={"note": "好了"}, on=walk.now)
    RESULTS.take(result.pk, "accept", by=walk.worker, on=walk.now)
    assert walk.step("finish").state == "done"
    assert queries.steps_gone(walk.fresh()) == 4
    hashes = {
        event.data["text_hash"] for event in Event.objects.filter(subject="motion", thing="motion.pass_gate")
    }
    assert hashes == {text_hash(TEXT)}, "one text through four bodies"


def test_no_step_is_skipped(walk):
    assert refused_code(lambda: walk.step("advance")) == "wrong_state"
    walk.step("submit")
    for code in ("advance", "conclude", "finish"):
        assert refused_code(lambda code=code: walk.step(code, lead=1, due="2026-12-01")) == "wrong_state"
    assert refused_code(lambda: walk.step("pass_gate")) == "not_yours", "no hand passes a gate"
    from jinlin.base.actor import THE_CLOCK

    for code in ("pass_gate", "advance"):
        with pytest.raises(Refused):
            walk.step(code, by=THE_CLOCK)
    meeting = commands.call_meeting(
        body=walk.bodies["representatives"],
        begins_at=walk.now + dt.timedelta(days=9),
        by=walk.worker,
        at=walk.now,
    )
    with pytest.raises(Faulty):
        walk.step("list_it", meeting=meeting.pk)


def test_a_changed_comma_goes_back_to_the_step_that_the_rules_name(walk):
    walk.to_review()
    assert walk.fresh().gate == 2
    walk.step("rewrite", text=TEXT.replace("，", "；"), note="标点")
    row = walk.fresh()
    assert (row.gate, row.round, row.state) == (1, 2, "waiting"), (
        "review sends changed words back to the discussion"
    )
    assert refused_code(lambda: walk.step("list_it", meeting=1)) == "not_heard"


def test_a_comma_changed_behind_the_platforms_back_is_refused_at_the_next_gate(walk):
    walk.to_review()
    item = walk.item("representatives")
    Motion.objects.filter(pk=walk.motion.pk).update(text=TEXT.replace("，", "；"))
    given = {"in_favour": 6, "against": 0, "abstained": 0, "note": "过"}
    with pytest.raises(Refused) as refused:
        ITEMS.take(item.pk, "resolve", by=walk.worker, given=given, on=walk.now)
    assert refused.value.reason.code == "wrong_text"
    changed = TEXT.replace("，", "；")
    Motion.objects.filter(pk=walk.motion.pk).update(text=changed, text_hash=text_hash(changed))
    Item.objects.filter(pk=item.pk).update(text_hash=text_hash(changed))
    walk.motion.wordings.update(text=changed, text_hash=text_hash(changed))
    with pytest.raises(Refused) as refused:
        ITEMS.take(item.pk, "resolve", by=walk.worker, given=given, on=walk.now)
    assert refused.value.reason.code == "wrong_text", "the body before passed another text"
    assert facts.text_is_broken(walk.fresh())


def test_a_motion_rewritten_after_it_was_listed_is_not_decided(walk):
    walk.step("submit")
    item = walk.item("committee")
    walk.step("rewrite", text=TEXT + "\n三、夜间不收。", note="补一条")
    with pytest.raises(Refused) as refused:
        ITEMS.take(
            item.pk,
            "resolve",
            by=walk.worker,
            given={"in_favour": 3, "against": 0, "abstained": 0, "note": "过"},
            on=walk.now,
        )
    assert refused.value.reason.code == "wrong_text"


@pytest.mark.parametrize(("here", "yes", "ends"), [(4, 3, "serving"), (4, 2, "rejected")])
def test_representatives_need_two_thirds_present_and_more_than_half_of_those(walk, here, yes, ends):
    """Law B2 29 on six representatives: four present are exactly two thirds; two of four is not more than half."""
    walk.to_review()
    item = walk.item("representatives")
    stays = list(item.meeting.stays.all())
    for stay in stays[here:]:
        MEETINGS.take(item.meeting_id, "check_out", by=walk.worker, given={"stay": stay.pk}, on=walk.now)
    given = {"in_favour": yes, "against": here - yes, "abstained": 0, "note": "表决"}
    ITEMS.take(item.pk, "resolve", by=walk.worker, given=given, on=walk.now)
    assert walk.fresh().state == ends


def test_three_of_six_representatives_decide_nothing(walk):
    walk.to_review()
    item = walk.item("representatives")
    for stay in list(item.meeting.stays.all())[3:]:
        MEETINGS.take(item.meeting_id, "check_out", by=walk.worker, given={"stay": stay.pk}, on=walk.now)
    with pytest.raises(Refused) as refused:
        ITEMS.take(
            item.pk,
            "resolve",
            by=walk.worker,
            given={"in_favour": 3, "against": 0, "abstained": 0, "note": "过"},
            on=walk.now,
        )
    assert refused.value.reason.code == "no_quorum"


def test_every_remark_is_answered_before_the_hearing_ends(walk):
    walk.step("submit")
    walk.decide("committee", 3)
    walk.step("advance")
    walk.step("hear")
    walk.step("remark", by=walk.world.act("resident"), text="租金太高")
    walk.step("remark", by=walk.world.act("neighbour"), text="支持，早该管了")
    assert refused_code(lambda: walk.step("end_hearing")) == "too_early"
    walk.now += dt.timedelta(days=8)
    assert refused_code(lambda: walk.step("end_hearing")) == "not_answered"
    assert (
        refused_code(lambda: walk.step("remark", by=walk.world.act("resident"), text="来晚了")) == "too_late"
    )
    for remark in Remark.objects.all():
        walk.step("answer_remark", remark=remark.pk, taken="partly", note="改成 120 元再议")
    walk.step("end_hearing")
    assert walk.fresh().heard


def test_those_for_and_against_follow_alike_and_are_told_of_the_result(walk):
    walk.step("submit")
    walk.decide("committee", 3)
    walk.step("advance")
    walk.step("hear")
    for name, text in (("resident", "我反对"), ("neighbour", "我赞成")):
        walk.step("remark", by=walk.world.act(name), text=text)
    walk.step("follow", by=walk.world.act("stranger"))
    walk.now += dt.timedelta(days=8)
    for remark in Remark.objects.all():
        walk.step("answer_remark", remark=remark.pk, taken="not", note="说明了理由")
    walk.step("end_hearing")
    walk.decide("committee", 3)
    told = set(
        Notice.objects.filter(subject="motion", zh__contains="通过了这一步").values_list("account", flat=True)
    )
    assert {walk.world.accounts[name].pk for name in ("resident", "neighbour", "stranger")} <= told
    walk.step("unfollow", by=walk.world.act("stranger"))
    assert not walk.motion.followers.filter(account=walk.world.accounts["stranger"]).exists()


def test_a_plain_hearing_ends_with_a_summary_and_decides_nothing():
    walk = Walk("hearing")
    walk.step("submit")
    assert refused_code(lambda: walk.step("list_it", meeting=1)) == "not_heard"
    walk.step("hear")
    walk.now += dt.timedelta(days=30)
    walk.step("end_hearing")
    assert refused_code(lambda: walk.step("list_it", meeting=1)) == "not_here"
    walk.step("sum_up", note="收到 0 条")
    walk.hang()
    walk.now += dt.timedelta(days=30)
    assert refused_code(lambda: walk.step("conclude", lead=1, due="2026-12-01")) == "not_here"
    assert walk.step("file").state == "done"


def _talked_and_joined(walk):
    """Residents discuss in the pavilion, the joint meeting settles, and the decision has been published long enough."""
    street, place = walk.world.act("street"), walk.world.places
    walk.bodies["talk"] = commands.make_body(
        name="议事亭", kind="talk", place=place["qingrong"], by=walk.worker, is_open=True, at=walk.now
    )
    walk.bodies["joint"] = commands.make_body(
        name="联席会议", kind="joint", place=place["community"], by=street, convened_by="street", at=walk.now
    )
    walk.step("submit")
    walk.hear()
    item = walk.item("talk")
    ITEMS.take(
        item.pk,
        "resolve",
        by=walk.worker,
        given={"in_favour": 9, "against": 1, "abstained": 0, "note": "大家同意"},
        on=walk.now,
    )
    walk.step("advance")
    meeting = commands.call_meeting(
        body=walk.bodies["joint"], begins_at=walk.now + dt.timedelta(days=9), by=street, at=walk.now
    )
    walk.step("list_it", meeting=meeting.pk)
    MEETINGS.take(meeting.pk, "announce", by=street, on=walk.now)
    MEETINGS.take(meeting.pk, "open", by=street, on=meeting.begins_at)
    item = ITEMS.take(meeting.items.get().pk, "take_up", by=street, on=meeting.begins_at)
    ITEMS.take(
        item.pk,
        "resolve",
        by=street,
        given={"in_favour": 5, "against": 0, "abstained": 0, "note": "定"},
        on=meeting.begins_at,
    )
    walk.now = meeting.begins_at
    walk.hang()
    walk.now += dt.timedelta(days=30)
    return street


def test_two_ratings_are_given_before_the_result_is_published():
    walk = Walk("two_two_two")
    street = _talked_and_joined(walk)
    walk.step("conclude", lead=walk.world.institutions["property"].pk, due="2026-12-01")
    result = Result.objects.get()
    assert result.body == walk.bodies["joint"], "its missing result would stand on the joint meeting's agenda"
    manager = walk.world.act("manager")
    RESULTS.take(
        result.pk,
        "reach",
        by=manager,
        given={"milestone": result.milestones.get().pk, "note": "好了"},
        on=walk.now,
    )
    RESULTS.take(result.pk, "report", by=manager, given={"note": "好了"}, on=walk.now)
    RESULTS.take(result.pk, "accept", by=street, on=walk.now)
    assert refused_code(lambda: walk.step("finish")) == "not_rated"
    for number in (1, 2):
        walk.step("rate", which=number, note="配合好")
    assert walk.step("finish").state == "done"


def test_a_town_that_votes_takes_the_votes_numbers(walk, monkeypatch):
    from dataclasses import replace

    from jinlin.deliberation import variants

    known = dict(variants.variants())
    gates = known["four_steps"].gates
    known["four_steps"] = replace(
        known["four_steps"], gates=(replace(gates[0], by="vote", bodies=()), *gates[1:])
    )
    monkeypatch.setattr(facts, "variants", lambda: known)
    walk.step("submit")
    assert refused_code(lambda: walk.step("list_it", meeting=1)) == "not_here"
    passed = commands.rule_by_vote(
        motion=walk.motion,
        entitled=100,
        present=60,
        in_favour=31,
        against=29,
        abstained=0,
        by_name="业主投票",
        at=walk.now,
    )
    assert passed
    assert walk.fresh().state == "serving"
    with pytest.raises(Refused):
        commands.rule_by_vote(
            motion=walk.motion,
            entitled=100,
            present=60,
            in_favour=31,
            against=29,
            abstained=0,
            by_name="业主投票",
            at=walk.now,
        )

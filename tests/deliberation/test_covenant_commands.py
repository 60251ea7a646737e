"""A covenant in rounds: every remark answered, flags decided, the very words put to the vote, the text as of any day."""

import datetime as dt

import pytest

from jinlin.base.actor import THE_CLOCK
from jinlin.base.engine import Faulty, desks
from jinlin.base.rule import Refused
from jinlin.deliberation.covenants import queries
from jinlin.deliberation.covenants.desk import COVENANTS, close_rounds
from jinlin.deliberation.covenants.effects import make_covenant
from jinlin.deliberation.covenants.models import Adoption, ClauseFlag, ClauseRemark, Covenant
from jinlin.deliberation.models import Motion, Ruling
from jinlin.publicity.public import notices_for
from tests.cast import at, build
from tests.deliberation.covenant_steps import START, Pen

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def pen(world):
    made = Pen(world)
    made.draft()
    return made


def refused(act):
    with pytest.raises(Refused) as found:
        act()
    return found.value.reason.code


def test_workers_of_the_place_begin_a_covenant_and_others_do_not(world):
    assert (
        refused(lambda: make_covenant(place=world.places["community"], name="公约", by=world.act("worker2")))
        == "not_yours"
    )
    assert (
        refused(lambda: make_covenant(place=world.places["community"], name="公约", by=world.act("resident")))
        == "not_yours"
    )


def test_a_place_has_one_covenant_of_a_name(world, pen):
    assert (
        refused(
            lambda: make_covenant(place=world.places["community"], name=pen.row.name, by=world.act("worker"))
        )
        == "not_twice"
    )


def test_an_empty_covenant_is_not_put_before_people(world):
    empty = Pen(world)
    assert refused(lambda: empty.take("open_round", closes_on="2026-04-01")) == "no_clause"


def test_a_clause_is_put_before_another(pen):
    pen.take("add_clause", title="垃圾", text="分类投放。", before=pen.clause("音响"))
    assert [one.title for one in queries.as_draft(pen.row)] == ["停车", "垃圾", "音响", "电动车"]


def test_opening_a_round_freezes_the_words_and_publishes_the_draft(pen):
    pen.round()
    made = queries.last_round(pen.row)
    assert made.text_hash == queries.hash_of(queries.as_draft(pen.row))
    notice = notices_for("covenant", pen.row.pk).get()
    assert notice.kind == "covenant_draft"
    assert "第2条 音响" in notice.body
    assert (
        refused(lambda: pen.take("change_clause", clause=pen.clause("音响"), title="音响", text="改"))
        == "wrong_state"
    )


def test_the_next_round_does_not_open_before_every_remark_is_answered(pen):
    pen.round(("音响", "十点太晚，九点半吧"), ("", "字太小"))
    pen.days(11)
    pen.take("close_round")
    assert refused(lambda: pen.take("redraft")) == "not_answered"
    first, second = ClauseRemark.objects.order_by("pk")
    pen.take("answer", remark=first.pk, taken="partly", answer="改成九点半，节日除外")
    assert refused(lambda: pen.take("redraft")) == "not_answered"
    pen.take("answer", remark=second.pk, taken="not", answer="张贴时用大字")
    assert pen.take("redraft").state == "drafting"


def test_an_answer_needs_a_why(pen):
    pen.round(("音响", "太晚"))
    with pytest.raises(Faulty) as faulty:
        pen.take("answer", remark=ClauseRemark.objects.get().pk, taken="not", answer="")
    assert "answer" in faulty.value.faults


def test_remarks_end_with_the_rounds_last_day_and_a_duty_closes_it(world, pen):
    pen.round(days=5)
    pen.on = at("2026-03-07 23:00")
    pen.take("remark", by="resident", text="最后一天的意见")
    assert close_rounds(pen.on) == 0
    pen.on = at("2026-03-08 00:10")
    assert refused(lambda: pen.take("remark", by="resident", text="迟了")) == "too_late"
    assert close_rounds(pen.on) == 1
    assert Covenant.objects.get().state == "answering"


def test_a_worker_writes_a_remark_down_for_somebody_and_the_name_stays_inside(pen):
    pen.round()
    pen.take("remark", text="字大一点", name="三楼的老陈")
    remark = ClauseRemark.objects.get()
    assert (remark.person_id, remark.name, remark.taken_by_id) == (
        None,
        "三楼的老陈",
        pen.world.accounts["worker"].pk,
    )


def test_changed_words_go_through_another_round_before_a_vote(pen):
    pen.round()
    pen.close()
    pen.take("redraft")
    pen.take("change_clause", clause=pen.clause("音响"), title="音响", text="晚上九点半后不放音响。")
    assert refused(lambda: pen.take("finish")) == "wrong_state"
    pen.round()
    pen.close()
    assert pen.take("finish").state == "ready"


def test_a_flag_is_decided_by_a_person_with_a_reason_before_a_vote(world):
    pen = Pen(world)
    pen.draft(("停车", "乱停的罚款五十元。"), ("音响", "十点后不放音响。"))
    pen.round()
    flag = ClauseFlag.objects.get()
    assert (flag.code, flag.clause.title) == ("fine", "停车")
    pen.close()
    assert refused(lambda: pen.take("finish")) == "not_decided"
    pen.take("decide_flag", flag=flag.pk, decision="change", reason="公约不能设罚款")
    assert refused(lambda: pen.take("finish")) == "not_changed"
    pen.take("redraft")
    pen.take("change_clause", clause=pen.clause("停车"), title="停车", text="乱停的，楼栋长当面劝导。")
    pen.round()
    assert not ClauseFlag.objects.filter(round__number=2).exists()
    pen.close()
    assert pen.take("finish").state == "ready"


def test_what_was_decided_about_the_same_passage_stays_decided_in_the_next_round(world):
    pen = Pen(world)
    pen.draft(("押金", "活动室钥匙押金不退的情形写明，违约金按合同。"))
    pen.round()
    pen.decide_all()
    pen.close()
    pen.take("redraft")
    pen.draft(("音响", "十点后不放音响。"))
    pen.round()
    flag = ClauseFlag.objects.get(round__number=2)
    assert flag.decision == "keep"
    assert flag.reason


def test_too_few_present_or_in_favour_adopt_nothing(pen):
    pen.round()
    pen.close()
    pen.take("finish")
    pen.take("put_to_vote", way="reps")
    day = pen.on.date().isoformat()
    numbers = {"decided_on": day, "effective_on": day, "entitled": 60, "against": 0, "abstained": 0}
    assert refused(lambda: pen.take("adopt", present=39, in_favour=39, **numbers)) == "not_enough"
    assert (
        refused(lambda: pen.take("adopt", present=40, in_favour=20, **{**numbers, "against": 20}))
        == "not_carried"
    )
    assert not Adoption.objects.exists()
    assert pen.take("turn_down", note="没有过半").state == "drafting"


def test_adopted_text_is_in_force_from_its_day_and_is_published_and_filed(pen):
    pen.round()
    pen.close()
    pen.adopt(effective="2026-04-01")
    assert queries.text_at(pen.row, dt.date(2026, 3, 31)) == []
    assert [one.title for one in queries.text_at(pen.row, dt.date(2026, 4, 1))] == ["停车", "音响", "电动车"]
    assert notices_for("covenant", pen.row.pk).filter(kind="covenant").exists()
    pen.take("file", filed_on=pen.on.date().isoformat(), filed_with="榕西街道办事处", number="备〔2026〕3号")
    assert pen.row.state == "filed"
    assert Adoption.objects.get().filed_with == "榕西街道办事处"


def test_each_clause_knows_its_wordings_votes_and_filing(pen):
    pen.round()
    pen.close()
    pen.adopt()
    clause, other = pen.row.clauses.get(title="音响"), pen.row.clauses.get(title="停车")
    pen.take("amend", note="居民要求提前")
    pen.take("change_clause", clause=clause.pk, title="音响", text="晚上九点半后不放音响。")
    pen.take("drop_clause", clause=pen.clause("电动车"), note="并入消防公约")
    pen.take("add_clause", title="养狗", text="出门牵绳。")
    pen.round()
    pen.close()
    pen.adopt(effective="2026-06-01")
    before, after = dt.date(2026, 5, 31), dt.date(2026, 6, 1)
    assert [one.text for one in queries.text_at(pen.row, before)][1] == "晚上十点后不放音响。"
    assert [one.title for one in queries.text_at(pen.row, after)] == ["停车", "音响", "养狗"]
    stages = queries.pedigree(clause)
    assert [(one.adoption.number, one.wording.text, one.same) for one in stages] == [
        (1, "晚上十点后不放音响。", False), (2, "晚上九点半后不放音响。", False),
    ]  # fmt: skip
    assert [one.same for one in queries.pedigree(other)] == [False, True]
    assert [one.wording is None for one in queries.pedigree(pen.row.clauses.get(title="电动车"))] == [
        False,
        True,
    ]
    assert [one.adoption.number for one in queries.pedigree(pen.row.clauses.get(title="养狗"))] == [2]


def test_the_street_orders_a_correction_and_the_text_in_force_stays_visible(pen):
    pen.round()
    pen.close()
    pen.adopt()
    assert refused(lambda: pen.take("order_change", note="…")) == "not_yours"
    assert pen.take("order_change", by="street", note="第二条限制了权利").state == "drafting"
    assert queries.text_at(pen.row, pen.on.date())


def by_motion(pen):
    pen.round()
    pen.close()
    pen.take("finish")
    pen.take("put_to_vote", way="motion", variant="four_steps")
    return Motion.objects.get()


def ruled(motion, **more):
    return Ruling.objects.create(
        motion=motion, gate=3, round=1, text_hash=motion.text_hash, by_name="居民会议", entitled=900, present=500, in_favour=420, against=60,
        abstained=20, passed=True, why="", at=START + dt.timedelta(days=40), **more,
    )  # fmt: skip


def conclude(motion):
    from jinlin.base.events import publish

    publish("motion.conclude", subject=motion, event=None, by=THE_CLOCK)


def test_a_motion_carries_the_very_words_of_the_last_round_and_its_vote_adopts_them(pen):
    motion = by_motion(pen)
    assert motion.text_hash == queries.last_round(pen.row).text_hash
    assert refused(
        lambda: pen.take(
            "adopt",
            decided_on="2026-04-01",
            effective_on="2026-04-01",
            entitled=9,
            present=9,
            in_favour=9,
            against=0,
            abstained=0,
        )
    ) == ("not_by_hand")
    ruled(motion)
    conclude(motion)
    adoption = Adoption.objects.get()
    assert (adoption.motion, adoption.in_favour, adoption.by_name) == (motion, 420, "居民会议")
    assert Covenant.objects.get().state == "adopted"


def test_words_changed_on_the_motions_way_adopt_nothing(pen):
    motion = by_motion(pen)
    Motion.objects.filter(pk=motion.pk).update(text_hash="0" * 64)
    motion.refresh_from_db()
    ruled(motion)
    conclude(motion)
    assert not Adoption.objects.exists()
    assert Covenant.objects.get().state == "drafting"


def test_a_withdrawn_motion_sends_the_covenant_back(world, pen):
    motion = by_motion(pen)
    desks["motion"].take(motion.pk, "withdraw", by=world.act("worker"), given={"note": "先不表决"})
    assert Covenant.objects.get().state == "drafting"


def test_every_step_waits_for_its_state(pen):
    closed = {
        one.step.code for one in COVENANTS.offers(pen.row, pen.world.act("worker"), on=pen.on) if not one.open
    }
    assert {"adopt", "file", "finish", "put_to_vote", "carry"} <= closed

"""The life of a notice: two people before it hangs, its legal period, objections, paper, correction, withdrawal, result."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from jinlin.base.actor import THE_CLOCK
from jinlin.base.engine import Faulty
from jinlin.base.models import Event, Notice
from jinlin.base.rule import Refused
from jinlin.publicity import asking, commands, jobs
from jinlin.publicity.desk import INQUIRIES, PUBLICATIONS
from jinlin.publicity.models import Entry, Publication
from jinlin.publicity.public import is_served, publish_notice, served, standing_notice
from jinlin.publicity.waiting import to_be_reminded
from tests.cast import at, build
from tests.publicity.notices import BEGUN, drafted, hung, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


def refused(act):
    with pytest.raises(Refused) as found:
        act()
    return found.value.reason.code


def objection(world, row, on, **more):
    return asking.ask(
        raw={"kind": "objection", "text": "少算了一笔", **more},
        by=world.act("resident"),
        publication=row,
        at=on,
    )


def answer(world, asked, on, outcome="told", by="worker"):
    given = {"outcome": outcome, "answer": "已核对账目", "shown": ""}
    return INQUIRIES.take(asked.pk, "answer", by=world.act(by), given=given, on=on)


def test_who_drafts_does_not_check(world):
    row = drafted(world)
    assert refused(lambda: PUBLICATIONS.take(row.pk, "check", by=world.act("worker"))) == "not_own_draft"
    assert PUBLICATIONS.take(row.pk, "check", by=world.act("secretary")).state == "checked"


def test_who_changed_the_draft_last_does_not_check_it_either(world):
    row = drafted(world)
    changed = {"title": row.title, "body": "改过的正文", "channel": row.channel}
    PUBLICATIONS.take(row.pk, "revise", by=world.act("secretary"), given=changed)
    assert refused(lambda: PUBLICATIONS.take(row.pk, "check", by=world.act("secretary"))) == "not_own_draft"


def test_only_a_seat_that_publishes_this_kind_publishes(world):
    row = drafted(world)
    PUBLICATIONS.take(row.pk, "check", by=world.act("secretary"))
    assert refused(lambda: PUBLICATIONS.take(row.pk, "publish", by=world.act("worker"))) == "not_yours"
    assert refused(lambda: PUBLICATIONS.take(row.pk, "publish", by=world.act("worker2"))) == "not_yours"


def test_a_stranger_drafts_nothing_here(world):
    assert refused(lambda: drafted(world, by="worker2")) == "not_yours"
    assert refused(lambda: drafted(world, by="resident")) == "not_yours"


def test_publishing_gives_number_period_digest_and_an_entry_of_the_archive(world):
    row = published(world)
    assert row.number == "榕西社区居民委员会公示〔2026〕1号"
    assert (row.begins_on, row.until_on, row.objects_until) == (
        dt.date(2026, 9, 10),
        dt.date(2026, 9, 28),
        dt.date(2026, 9, 28),
    )
    entry = Entry.objects.get(publication=row)
    assert entry.content["text"] == row.text_hash
    assert published(world, title="第二份").serial == 2


def test_a_period_may_be_longer_than_the_law_and_never_shorter(world):
    with pytest.raises(Faulty) as faulty:
        published(world, given={"until_on": "2026-09-20"})
    assert faulty.value.faults["until_on"].code == "too_early"
    assert published(world, given={"until_on": "2026-10-20"}).until_on == dt.date(2026, 10, 20)


def test_a_notice_without_a_way_to_object_is_not_checked(world):
    row = drafted(world, channel="")
    assert refused(lambda: PUBLICATIONS.take(row.pk, "check", by=world.act("secretary"))) == "no_channel"


def test_an_assembly_too_close_is_refused_with_the_earliest_day(world):
    row = drafted(world, kind="residents_assembly", event_on="2026-09-20", channel="")
    PUBLICATIONS.take(row.pk, "check", by=world.act("secretary"), on=BEGUN)
    with pytest.raises(Refused) as found:
        PUBLICATIONS.take(row.pk, "publish", by=world.act("secretary"), on=BEGUN)
    assert found.value.reason.code == "too_late"
    assert "2026年9月21日" in found.value.reason.words.zh


def test_a_published_text_is_never_changed_again(world):
    row = published(world)
    steps = {one.step.code for one in PUBLICATIONS.offers(row, world.act("secretary")) if one.open}
    assert "revise" not in steps
    assert refused(lambda: PUBLICATIONS.take(row.pk, "revise", by=world.act("secretary"))) == "wrong_state"


def test_it_is_served_only_when_the_last_day_has_passed_and_paper_hung_all_the_time(world):
    row = published(world)
    assert (
        refused(lambda: PUBLICATIONS.take(row.pk, "serve", by=THE_CLOCK, on=at("2026-09-29 08:00")))
        == "no_paper"
    )
    row = hung(world, row, on=at("2026-09-10 10:00"))
    assert (
        refused(lambda: PUBLICATIONS.take(row.pk, "serve", by=THE_CLOCK, on=at("2026-09-28 23:59")))
        == "not_yet"
    )
    assert PUBLICATIONS.take(row.pk, "serve", by=THE_CLOCK, on=at("2026-09-29 00:00")).state == "served"


def test_paper_that_hung_later_moves_the_last_day(world):
    row = hung(world, published(world), on=at("2026-09-20 10:00"))
    assert row.until_on == dt.date(2026, 10, 8)


def test_paper_taken_down_early_must_hang_anew(world):
    row = hung(world, published(world), on=at("2026-09-10 10:00"))
    down = {"spot": "board", "down_on": "2026-09-15"}
    PUBLICATIONS.take(row.pk, "take_down", by=world.act("worker"), given=down, on=at("2026-09-15 10:00"))
    assert (
        refused(lambda: PUBLICATIONS.take(row.pk, "serve", by=THE_CLOCK, on=at("2026-09-29 08:00")))
        == "no_paper"
    )
    row = hung(world, row, on=at("2026-09-16 09:00"))
    assert row.until_on == dt.date(2026, 10, 8)


def test_the_duty_serves_what_is_over_and_leaves_the_rest(world):
    row, other = (
        hung(world, published(world), on=at("2026-09-10 10:00")),
        published(world, title="没有贴上墙的"),
    )
    assert jobs.serve(at("2026-09-29 00:10")) == 1
    assert Publication.objects.get(pk=row.pk).state == "served"
    assert Publication.objects.get(pk=other.pk).state == "published"
    assert jobs.serve(at("2026-10-30 00:10")) == 1
    assert Publication.objects.get(pk=row.pk).state == "archived"


def test_an_objection_opens_is_answered_in_time_and_published_with_the_answer(world):
    row = published(world)
    asked = objection(world, row, at("2026-09-12 10:00"))
    assert Publication.objects.get(pk=row.pk).state == "objected"
    assert asked.due_at == at("2026-09-22 23:59:59")
    assert (
        refused(lambda: PUBLICATIONS.take(row.pk, "serve", by=THE_CLOCK, on=at("2026-09-29 08:00")))
        == "wrong_state"
    )
    asked = answer(world, asked, at("2026-09-14 10:00"))
    assert (asked.state, asked.shown) == ("answered", "少算了一笔")
    assert Publication.objects.get(pk=row.pk).state == "published"
    assert Notice.objects.filter(subject="inquiry", account=world.accounts["resident"]).exists()


def test_of_two_objections_the_notice_waits_for_both(world):
    row = published(world)
    one, two = objection(world, row, at("2026-09-12 10:00")), objection(world, row, at("2026-09-12 11:00"))
    answer(world, one, at("2026-09-14 10:00"))
    assert Publication.objects.get(pk=row.pk).state == "objected"
    answer(world, two, at("2026-09-14 11:00"))
    assert Publication.objects.get(pk=row.pk).state == "published"


def test_after_the_time_for_objections_a_question_may_still_be_asked(world):
    row = published(world)
    assert refused(lambda: objection(world, row, at("2026-09-29 10:00"))) == "too_late"
    assert (
        asking.ask(
            raw={"kind": "question", "text": "账在哪里看"}, publication=row, at=at("2026-09-29 10:00")
        ).state
        == "asked"
    )


def test_an_upheld_objection_asks_for_a_correction_before_it_counts_as_served(world):
    row = hung(world, published(world), on=at("2026-09-10 10:00"))
    answer(world, objection(world, row, at("2026-09-12 10:00")), at("2026-09-14 10:00"), outcome="upheld")
    late = at("2026-09-29 08:00")
    assert refused(lambda: PUBLICATIONS.take(row.pk, "serve", by=THE_CLOCK, on=late)) == "not_corrected"
    new = published(world, on=at("2026-09-15 09:00"), title="更正：三季度救助款物发放情况", corrects=row.pk)
    assert new.corrects_id == row.pk
    assert PUBLICATIONS.take(row.pk, "serve", by=THE_CLOCK, on=late).state == "served"
    assert Event.objects.filter(
        subject="publication", subject_id=row.pk, thing="publication.corrected"
    ).exists()


def test_a_correction_is_of_the_same_kind_as_the_old(world):
    row = published(world)
    assert refused(lambda: drafted(world, kind="affairs_help", corrects=row.pk)) == "wrong_kind"


def test_withdrawing_asks_for_a_public_reason_and_keeps_the_text(world):
    row = published(world)
    with pytest.raises(Faulty):
        PUBLICATIONS.take(row.pk, "withdraw", by=world.act("secretary"))
    row = PUBLICATIONS.take(row.pk, "withdraw", by=world.act("secretary"), given={"why": "数字统计口径有误"})
    assert (row.state, row.withdrawn_why) == ("withdrawn", "数字统计口径有误")
    assert "12,000" in row.body
    assert [reason.code for reason in served(row, on=at("2026-11-01 09:00")).reasons][0] == "not_hanging"


def test_a_decision_opens_its_result_and_the_missing_result_reaches_owner_lead_and_chair(world):
    lead = world.institutions["housing"]
    row = published(
        world,
        kind="decision",
        title="增设两处电动车充电点的决议",
        lead=lead.pk,
        given={"result_by": "2026-10-20"},
    )
    assert row.result_due_at == at("2026-10-20 23:59:59")
    people = to_be_reminded(row)
    assert people == {world.accounts[name].pk for name in ("worker", "clerk", "secretary")}
    assert jobs.remind_results(at("2026-10-20 12:00")) == 0
    assert jobs.remind_results(at("2026-10-21 09:00")) == 3
    assert Notice.objects.filter(zh__contains="结果还没有公布").count() == 3
    done = published(world, on=at("2026-10-22 09:00"), kind="result", title="充电点已建成", result_of=row.pk)
    assert done.result_of_id == row.pk
    assert jobs.remind_results(at("2026-10-23 09:00")) == 0


def test_a_result_belongs_to_a_decision(world):
    row = drafted(world, kind="result")
    assert refused(lambda: PUBLICATIONS.take(row.pk, "check", by=world.act("secretary"))) == "no_decision"


def test_another_apps_procedure_publishes_and_asks_whether_the_period_was_served(world):
    assert is_served("roll", 7, "owners_roll", on=BEGUN).code == "no_notice"
    made = publish_notice(
        kind="owners_roll", place=world.places["qingrong"], title="业主名册公示", body="共 300 户", publisher="青榕花园业主委员会",
        channel="业委会办公室", subject=("roll", 7), link="/rolls/7", by=world.act("secretary"), at=BEGUN,
    )  # fmt: skip
    assert standing_notice("roll", 7, "owners_roll") == made
    assert made.until_on == dt.date(2026, 9, 17)
    assert is_served("roll", 7, "owners_roll", on=at("2026-09-17 12:00")).code == "not_yet"
    assert is_served("roll", 7, "owners_roll", on=at("2026-09-18 00:00")).code == "no_paper"
    assert is_served("roll", 7, "owners_roll", on=at("2026-09-18 00:00"), paper=False) is None
    hung(world, made, on=at("2026-09-10 18:00"), spot="gate")
    assert is_served("roll", 7, "owners_roll", on=at("2026-09-18 00:00")) is None


def test_another_apps_notice_too_close_to_its_meeting_is_refused_whole(world):
    def act():
        return publish_notice(
            kind="owners_vote", place=world.places["qingrong"], title="表决公告", body="…", publisher="青榕花园业主委员会",
            event_on=dt.date(2026, 9, 25), by=world.act("secretary"), at=BEGUN,
        )  # fmt: skip

    assert refused(act) == "too_late"
    assert not Publication.objects.exists()
    assert not Entry.objects.exists()


def test_a_complaint_goes_past_the_community_to_the_street(world):
    asked = asking.ask(
        raw={"text": "二季度的账一直没有贴出来"}, place=world.places["community"], about="affairs_money", complaint=True, by=world.act("resident"),
        at=at("2026-09-12 10:00"),
    )  # fmt: skip
    assert refused(lambda: answer(world, asked, at("2026-09-13 10:00"))) == "not_yours"
    assert answer(world, asked, at("2026-09-13 10:00"), by="street").state == "answered"


def test_who_is_not_content_goes_to_the_level_above_within_the_time(world):
    row = published(world)
    asked = answer(
        world, objection(world, row, at("2026-09-12 10:00")), at("2026-09-14 10:00"), outcome="refused"
    )
    resident = world.act("resident")
    raised = INQUIRIES.take(
        asked.pk, "raise", by=resident, given={"note": "没有附发票"}, on=at("2026-09-20 10:00")
    )
    assert raised.state == "raised"
    given = {"outcome": "upheld", "answer": "已补发票"}
    assert (
        refused(lambda: INQUIRIES.take(asked.pk, "decide", by=world.act("worker"), given=given))
        == "not_yours"
    )
    assert INQUIRIES.take(asked.pk, "decide", by=world.act("street"), given=given).state == "settled"


def test_after_the_time_an_unanswered_answer_is_settled_and_not_raised_any_more(world):
    row = published(world)
    asked = answer(world, objection(world, row, at("2026-09-12 10:00")), at("2026-09-14 10:00"))
    assert jobs.settle(at("2026-09-25 10:00")) == 0
    late = at("2026-10-15 10:00")
    given = {"note": "…"}
    assert (
        refused(lambda: INQUIRIES.take(asked.pk, "raise", by=world.act("resident"), given=given, on=late))
        == "too_late"
    )
    assert jobs.settle(late) == 1


def test_one_number_is_given_once(world):
    row = published(world)
    other = published(world, title="另一份")
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=other.pk).update(serial=row.serial)


def test_the_kinds_offered_follow_the_seat(world):
    community = world.places["community"]
    assert "affairs_money" in {one.code for one in commands.kinds_for(world.act("worker"), community)}
    assert commands.kinds_for(world.act("worker2"), community) == []

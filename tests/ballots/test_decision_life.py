"""A decision from its draft to its published result: gates, roll, phone, paper, proxies, count, verification."""

import datetime as dt
import json

import pytest
from django.db import DatabaseError, transaction

from jinlin.ballots import boards, casting, commands, papers, results, roll
from jinlin.ballots.counting import read_area
from jinlin.ballots.models import Batch, BoardLine, Decision, Entry, Objection, OpeningLook, RollRow, Sheet
from jinlin.ballots.sealing import verify_archive
from jinlin.base.rule import Refused
from jinlin.people.models import Person
from tests.ballots.estate import DAY, END, FROZEN, LISTED, OPEN, estate, opened

pytestmark = pytest.mark.django_db
YES, NO = {"m1": "yes"}, {"m1": "no"}
LATER = END + dt.timedelta(hours=1)


def refused(code, act, /, *given, **more):
    with pytest.raises(Refused) as found:
        act(*given, **more)
    assert found.value.reason.code == code, found.value.reason
    return found.value.reason


def cast(made, name, unit, marks=YES, on=OPEN, key=""):
    return casting.cast(
        decision=made.decision.pk, row=made.row(unit).row, marks=marks, by=made.act(name), on=on, key=key
    )


def sheet_code(made, unit):
    sheet = Sheet.objects.get(decision=made.decision, row=made.row(unit))
    return f"{sheet.serial}-{papers.check_code(made.decision, sheet.serial, sheet.row.row)}"


def enter(made, clerk, unit, marks=YES, **more):
    batch = Batch.objects.get(decision=made.decision)
    given = {"session": f"s-{clerk}", "device": f"d-{clerk}"} | more
    return papers.enter(batch=batch.pk, code=sheet_code(made, unit), marks=marks, by=made.act(clerk), **given)


def boxed(made, sheets=3, on=OPEN):
    made.take("print_ballots", on=on)
    made.take("take_batch", on=on, name="1 号箱", sheets=sheets, opened_by="监小红、王秀兰")


# The roll


def test_every_flat_is_in_both_bases_known_owner_or_not():
    made = estate()
    rows = roll.counted(made.decision)
    assert len(rows) == 11
    assert sum(row.area for row in rows) == sum(9000 + 100 * n for n in range(101, 113))
    assert made.row("3号楼101室").pk == made.row("3号楼102室").pk
    assert not made.row("3号楼105室").people.exists()


def test_what_the_developer_has_not_sold_is_one_person():
    made = estate()
    made.take("build_roll", developer="榕海置业")
    row = made.row("3号楼105室")
    assert row.developer
    assert row.units.get().status == "unsold"


def test_two_rows_of_one_name_are_shown_and_merged_only_by_a_person_with_a_reason():
    made = estate()
    for person in Person.objects.filter(name="业主owner6"):
        person.name = "业主owner7"
        person.save()
    made.take("build_roll")
    first, other, _ = roll.possibly_same(made.decision)[0]
    before = roll.standing(made.decision).count()
    made.take("merge_rows", keep=first.row, other=other.row, reason="同一身份证，产权证 12、13 号")
    assert roll.standing(made.decision).count() == before - 1
    made_row = RollRow.objects.get(decision=made.decision, replaces=first)
    assert made_row.area == first.area + other.area
    assert RollRow.objects.filter(pk=first.pk, ended_at__isnull=False).exists()


def test_a_correction_keeps_the_old_row_and_both_names_it():
    made = estate()
    old = made.row("3号楼103室")
    made.take(
        "correct_row", row=old.row, unit="3号楼103室", area="88.88", source="survey", reason="测绘报告 7 号"
    )
    new = made.row("3号楼103室")
    assert (new.replaces_id, new.area) == (old.pk, 8888)
    old.refresh_from_db()
    assert old.ended_at is not None


def test_parking_must_be_chosen_and_an_objection_answered_before_the_freeze():
    made = estate()
    Decision.objects.filter(pk=made.decision.pk).update(parking=None)
    assert "274" in refused("no_parking_choice", made.take, "publish_roll").basis
    Decision.objects.filter(pk=made.decision.pk).update(parking=False)
    made.take("publish_roll", on=LISTED)
    commands.object_to_roll(
        decision=made.decision,
        row=made.row("3号楼103室"),
        words="面积少了 2 平方米",
        by=made.act("neighbour"),
        at=DAY,
    )
    refused("too_early", made.take, "freeze", on=DAY, closes_at=END)
    refused("not_answered", made.take, "freeze", on=FROZEN, closes_at=END)
    made.take("answer_objection", objection=Objection.objects.get().pk, answer="已按登记簿核对，无误", on=DAY)
    made.take("freeze", on=FROZEN, closes_at=END)
    with pytest.raises(Refused):
        commands.object_to_roll(
            decision=made.decision, row=None, words="晚了", by=made.act("neighbour"), at=FROZEN
        )


def test_exact_totals_of_a_small_roll_are_refused_with_the_share_of_votes_they_would_betray():
    made = estate(publication="exact")
    made.take("publish_roll", on=LISTED)
    reason = refused("too_small_roll", made.take, "freeze", on=FROZEN, closes_at=END)
    assert "%" in reason.words.zh
    made.take("set_publication", publication="open")
    assert made.take("freeze", on=FROZEN, closes_at=END).state == "frozen"


def test_the_notice_runs_fifteen_full_days_and_the_package_cannot_change_afterwards():
    made = estate()
    made.take("publish_roll", on=LISTED)
    row = made.take("freeze", on=FROZEN, closes_at=END)
    assert (row.opens_on - row.noticed_on).days == 16
    refused("too_early", made.take, "open", on=FROZEN + dt.timedelta(days=15))
    for step, given in (
        ("add_item", {"matter": "278.1", "title": "x", "text": "y"}),
        ("set_rules", {}),
        ("merge_rows", {}),
    ):
        refused("wrong_state", made.take, step, on=FROZEN, **given)
    made.take("open", on=OPEN)
    refused("too_early", made.take, "close", on=OPEN)


# Phones


def test_a_ballot_is_on_the_board_with_a_receipt_and_found_by_its_words():
    made = opened()
    line = cast(made, "resident", "3号楼101室")
    assert len(boards.receipt_words(line)) == 6
    assert commands.check_receipt(words="".join(boards.receipt_words(line))).pk == line.pk
    refused("not_found", commands.check_receipt, words="春天 夏天")
    assert "yes" not in json.dumps(json.loads(line.text)["body"]["motions"]["m1"]["marks"])
    assert casting.own_opening(line, by=made.act("resident"), at=OPEN)["m1"]["mark"] == "yes"
    assert OpeningLook.objects.filter(line=line, account_id=made.act("resident").account).exists()
    refused("no_row", casting.own_opening, line, by=made.act("neighbour"), at=OPEN)


def test_the_same_key_sent_twice_is_one_ballot():
    made = opened()
    assert (
        cast(made, "resident", "3号楼101室", key="k").pk == cast(made, "resident", "3号楼101室", key="k").pk
    )
    assert BoardLine.objects.filter(kind="ballot").count() == 1


def test_a_vote_may_be_changed_only_where_the_rules_say_so():
    made = opened(may_change=False)
    cast(made, "resident", "3号楼101室")
    refused("not_twice", cast, made, "resident", "3号楼102室", NO)
    Decision.objects.filter(pk=made.decision.pk).update(may_change=True)
    second = cast(made, "resident", "3号楼101室", NO)
    assert json.loads(second.text)["body"]["replaces"] == second.n - 1


def test_strangers_co_owners_without_voice_and_latecomers_are_refused():
    made = opened()
    refused(
        "no_row",
        casting.cast,
        decision=made.decision.pk,
        row=made.row("3号楼101室").row,
        marks=YES,
        by=made.act("stranger"),
        on=OPEN,
    )
    reason = refused("not_representative", cast, made, "co1", "3号楼104室")
    assert "25" in reason.basis
    made.take("name_voice", row=made.row("3号楼104室").row, name="业主co1", reason="书面确认 3 号", on=OPEN)
    cast(made, "co1", "3号楼104室")
    refused("not_representative", cast, made, "co2", "3号楼104室", NO)
    refused("not_open", cast, made, "resident", "3号楼101室", on=END)
    refused("no_mark", cast, made, "resident", "3号楼101室", {"m1": "vielleicht"})


def test_the_roll_is_frozen_so_a_buyer_cannot_vote_again():
    made = opened()
    cast(made, "resident", "3号楼101室")
    refused("no_row", cast, made, "stranger", "3号楼101室")


# Paper


def test_two_clerks_who_agree_seal_a_sheet_and_three_wrong_entries_are_all_caught():
    made = opened()
    boxed(made, sheets=5)
    for unit in ("3号楼106室", "3号楼107室", "3号楼108室", "3号楼109室", "3号楼110室"):
        enter(made, "clerk1", unit)
    wrong = ("3号楼107室", "3号楼108室", "3号楼110室")
    for unit in ("3号楼106室", "3号楼107室", "3号楼108室", "3号楼109室", "3号楼110室"):
        enter(made, "clerk2", unit, NO if unit in wrong else YES)
    assert BoardLine.objects.filter(kind="ballot", channel="paper").count() == 2
    assert [one.row.pk for one in papers.differing(Batch.objects.get())] == [
        made.row(unit).pk for unit in wrong
    ]
    refused("no_reason", enter, made, "clerk3", "3号楼107室")
    for unit in wrong:
        enter(made, "clerk3", unit, reason="照片上是同意")
    assert BoardLine.objects.filter(kind="ballot", channel="paper").count() == 5
    refused("not_twice", enter, made, "clerk3", "3号楼106室", reason="x")


@pytest.mark.parametrize("same", ["clerk1 session", "device", "person"])
def test_the_same_person_session_or_device_cannot_read_a_sheet_twice(same):
    made = opened()
    boxed(made)
    enter(made, "clerk1", "3号楼106室")
    more = {"clerk1 session": {"session": "s-clerk1"}, "device": {"device": "d-clerk1"}, "person": {}}[same]
    refused("not_another", enter, made, "clerk1" if same == "person" else "clerk2", "3号楼106室", **more)
    assert Entry.objects.count() == 1


def test_a_copied_serial_and_an_unread_sheet_are_refused():
    made = opened()
    boxed(made, sheets=1)
    batch = Batch.objects.get()
    refused(
        "wrong_sheet",
        papers.enter,
        batch=batch.pk,
        code="1-AAAAAA",
        marks=YES,
        by=made.act("clerk1"),
        session="a",
        device="b",
    )
    enter(made, "clerk1", "3号楼106室")
    refused("too_many_sheets", enter, made, "clerk1", "3号楼107室")
    made.take("close", "counter", on=LATER)
    assert "1" in refused("not_entered", made.take, "count", "counter", on=LATER).words.zh


def test_an_invalid_sheet_takes_no_part_and_is_no_abstention():
    made = opened()
    boxed(made, sheets=1)
    for clerk in ("clerk1", "clerk2"):
        enter(made, clerk, "3号楼106室", {}, invalid="unsigned")
    assert results.taking_part(made.decision)[1].persons == 0
    assert papers.open_sheets(made.decision) == 0


# Proxies


def proxy(made, unit="3号楼103室", agent="陈外来", **more):
    given = {
        "agent_id": "123456",
        "relation": "女儿",
        "instructions": "m1=同意",
        "signed_on": "2026-12-01",
    } | more
    return made.take("give_proxy", on=OPEN, unit=unit, agent=agent, **given)


def test_an_agent_is_bound_by_limit_relation_and_the_written_instruction():
    made = opened(16)
    refused("not_agent", proxy, made, works_for_property=True)
    assert "19" in refused("not_agent", proxy, made, is_candidate=True).basis
    refused("no_instruction", proxy, made, instructions="都听他的")
    for n in (106, 107, 108):
        proxy(made, f"3号楼{n}室")
    assert "3" in refused("too_many_proxies", proxy, made, "3号楼109室").words.zh
    boxed(made)
    refused("not_instructed", enter, made, "clerk1", "3号楼106室", NO)
    enter(made, "clerk1", "3号楼106室", YES)


def test_whoever_gave_a_proxy_does_not_vote_by_phone_as_well():
    made = opened()
    proxy(made)
    refused("not_twice", cast, made, "neighbour", "3号楼103室")


# Count and verification


def voted(made):
    cast(made, "resident", "3号楼101室")
    cast(made, "neighbour", "3号楼103室", NO)
    for n in range(5, 12):
        cast(made, f"owner{n}", f"3号楼{101 + n}室", YES if n != 7 else {"m1": "abstain"})


def test_from_the_close_to_a_verified_archive_and_the_published_result(tmp_path):
    made = opened()
    voted(made)
    assert results.binding(made.decision)["missing"].persons == 0
    refused("wrong_state", made.take, "count", "counter", on=OPEN)
    made.take("close", "counter", on=LATER)
    refused("not_yours", made.take, "count", "worker", on=LATER)
    row = made.take("count", "counter", on=LATER)
    counted = row.result["motions"][0]
    assert counted["taking_part"]["persons"] == 9
    assert counted["options"]["yes"]["persons"] == 7
    assert counted["verdict"] == "passed"
    assert OpeningLook.objects.filter(decision=row, line__isnull=True).count() == 1
    refused("not_yours", made.take, "verify", "counter", on=LATER)
    refused("wrong_state", made.take, "publish", on=LATER)
    made.take("verify", "monitor", on=LATER)
    made.take("draw", "monitor", on=LATER, dice="3 5 1 6 2")
    made.take("publish", on=LATER)
    path = tmp_path / "a.zip"
    path.write_bytes(results.archive_of(made.decision))
    assert verify_archive(path)["ok"]
    assert results.shown_result(made.decision)[0]["percents"]["persons"] == 78


def test_paper_and_phone_of_one_owner_are_one_head_and_paper_stands():
    made = opened()
    boxed(made, sheets=1)
    cast(made, "resident", "3号楼101室", NO)
    for clerk in ("clerk1", "clerk2"):
        enter(made, clerk, "3号楼102室", YES)
    refused("not_twice", cast, made, "resident", "3号楼101室", NO)
    made.take("close", "counter", on=LATER)
    counted = made.take("count", "counter", on=LATER).result["motions"][0]
    assert counted["options"]["yes"]["persons"] == 1
    assert read_area(counted["options"]["yes"]["area"]) == made.row("3号楼101室").area


def test_where_the_rule_is_to_hold_the_verdict_waits_for_a_monitor():
    made = opened(conflict="hold")
    boxed(made, sheets=1)
    cast(made, "resident", "3号楼101室", NO)
    for clerk in ("clerk1", "clerk2"):
        enter(made, clerk, "3号楼102室", YES)
    made.take("close", "counter", on=LATER)
    with transaction.atomic():
        held = made.take("count", "counter", on=LATER)
        assert held.result["motions"][0]["verdict"] == "held"
        assert results.verified(held)["ok"]
        transaction.set_rollback(True)
    row = made.row("3号楼101室")
    paper = BoardLine.objects.get(kind="ballot", channel="paper")
    made.take("settle_row", "monitor", on=LATER, row=row.row, line=paper.n, reason="当面核实")
    counted = made.take("count", "counter", on=LATER)
    assert counted.result["motions"][0]["options"]["yes"]["persons"] == 1
    assert results.verified(counted)["ok"]


def test_a_line_of_the_board_cannot_be_changed_in_the_database():
    made = opened()
    line = cast(made, "resident", "3号楼101室")
    with pytest.raises(DatabaseError), transaction.atomic():
        BoardLine.objects.filter(pk=line.pk).update(text="{}")


def test_a_board_that_was_touched_blocks_the_publication_and_says_where():
    made = opened()
    voted(made)
    made.take("close", "counter", on=LATER)
    made.take("count", "counter", on=LATER)
    Decision.objects.filter(pk=made.decision.pk).update(
        result={"motions": [made.decision.result["motions"][0] | {"verdict": "failed"}]}
    )
    assert "result.json" in refused("not_verified", made.take, "verify", "monitor", on=LATER).words.zh


def test_the_clock_opens_what_has_served_its_notice_and_closes_what_is_over():
    from jinlin.ballots.desk import by_the_clock

    made = estate()
    made.take("publish_roll", on=LISTED)
    made.take("freeze", on=FROZEN, closes_at=END)
    assert by_the_clock(FROZEN) == 0
    assert by_the_clock(OPEN) == 1
    assert by_the_clock(OPEN) == 0
    assert by_the_clock(END) == 1
    assert Decision.objects.get().state == "closed"

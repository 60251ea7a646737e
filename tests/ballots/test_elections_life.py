"""A residents' committee election from the register to the seats: each gate with its article, blind count sheets, further round, recall."""

import datetime as dt
import json

import pytest
from django.db import connection

from jinlin.ballots.elections import commands, counted
from jinlin.ballots.elections.desk import ELECTIONS
from jinlin.ballots.elections.former import enter_former
from jinlin.ballots.elections.models import BallotGiven, Officer, VoterObjection, Winner
from jinlin.base.engine import Faulty
from jinlin.base.rule import Refused
from jinlin.organisations.models import Tenure
from tests.ballots.polling import AFTER, BEGUN, LISTED, OFFICE, PUBLISHED, VOTE, begun, stand, town
from tests.cast import at

pytestmark = pytest.mark.django_db
CLEAR = {"赵一": 25, "钱二": 5, "孙三": 20, "李四": 9, "周五": 22, "吴六": 21, "郑七": 18, "冯八": 9}


def refused(code, act, /, *given, **more):
    with pytest.raises(Refused) as found:
        act(*given, **more)
    assert found.value.reason.code == code, found.value.reason
    return found.value.reason


# The register


def test_the_register_holds_adults_alone_and_leaves_out_whose_age_is_not_known():
    made = begun()
    assert made.election.voters.count() == 40
    assert not made.election.voters.filter(name__in=["小一", "不详", "刚满"]).exists()
    made.take(
        "set_rules", mode="households", seats_chair=1, seats_vice=1, seats_member=3, voting_on="2026-09-28"
    )
    made.take("gather_voters")
    assert made.election.voters.count() == 12
    made.take(
        "set_rules",
        mode="representatives",
        seats_chair=1,
        seats_vice=1,
        seats_member=3,
        voting_on="2026-09-28",
        by_proxy=True,
    )
    assert made.election.by_proxy is False
    refused("wrong_mode", made.take, "gather_voters")


def test_the_register_is_published_twenty_full_days_before_the_vote():
    made = begun()
    reason = refused("too_early", made.take, "publish_list", on=at("2026-09-08 09:00"))
    assert (reason.basis, "2026-09-29" in reason.words.zh) == ("城市居民委员会组织法 17", True)
    row = made.take("publish_list", on=at("2026-09-07 09:00"))
    assert (row.listed_on, row.objections_until) == (dt.date(2026, 9, 7), dt.date(2026, 9, 14))


def test_objections_come_within_five_days_are_due_three_days_later_and_answered_before_candidates_are_published():
    made = begun()
    made.take("publish_list", on=LISTED)
    told = commands.object_to_list(
        election=made.election.pk, words="漏了我母亲", by=made.act("resident"), at=LISTED
    )
    assert told.due_on == dt.date(2026, 9, 7)
    refused(
        "not_open",
        commands.object_to_list,
        election=made.election.pk,
        words="晚了",
        by=made.act("resident"),
        at=at("2026-09-08 00:10"),
    )
    refused("too_early", made.take, "publish_candidates", on=LISTED)
    refused("not_answered", made.take, "publish_candidates", on=PUBLISHED)
    refused("no_reason", made.take, "add_voter", name="王母", where="3 号楼 101", kind="resident")
    made.take("add_voter", name="王母", where="3 号楼 101", kind="resident", reason="异议成立，核对后增补")
    made.take("strike_voter", number=40, reason="已迁出")
    made.take(
        "answer_objection",
        objection=VoterObjection.objects.get().pk,
        upheld=True,
        answer="已增补，第 41 号",
        on=LISTED,
    )
    assert made.take("publish_candidates", on=PUBLISHED).state == "candidates"
    assert made.election.voters.filter(struck_at__isnull=False).get().reason == "已迁出"


def test_who_stands_leaves_the_election_committee_and_the_substitute_with_most_votes_moves_up():
    made = begun()
    made.take("publish_list", on=LISTED)
    made.take("nominate", name="李国强", post="member", proposed_by="party", on=LISTED)
    made.take("qualify", candidate=made.candidate("李国强").pk, ground="none", on=LISTED)
    assert refused("not_officer", made.take, "publish_candidates", on=PUBLISHED).basis.endswith("15")
    officer = Officer.objects.get(election=made.election, name="李国强")
    made.take("officer_leaves", officer=officer.pk, reason="本人参选", on=LISTED)
    assert Officer.objects.get(name="候补乙").duty == "member"
    assert made.take("publish_candidates", on=PUBLISHED).state == "candidates"


@pytest.mark.parametrize(("without", "code"), [("钱二", "too_few_candidates"), ("孙三 冯八", "no_woman")])
def test_more_stand_than_seats_and_a_woman_among_them(without, code):
    made = begun()
    made.take("publish_list", on=LISTED)
    if code == "no_woman":
        for name in ("甲男", "乙男"):
            made.take("nominate", name=name, post="vice" if name == "甲男" else "member", proposed_by="party")
            made.take("qualify", candidate=made.candidate(name).pk, ground="none")
    for name in without.split():
        made.take("qualify", candidate=made.candidate(name).pk, ground="g1", reason="核实")
    refused(code, made.take, "publish_candidates", on=PUBLISHED)


def test_nine_voters_propose_nobody_and_five_to_nine_seats_are_elected():
    made = begun()
    refused(
        "too_few_backers", made.take, "nominate", name="丙", post="member", proposed_by="voters", backers=9
    )
    made.take("set_rules", mode="voters", seats_chair=1, seats_vice=0, seats_member=3, voting_on="2026-09-28")
    refused("wrong_seats", made.take, "publish_list", on=LISTED)
    with pytest.raises(Faulty):
        made.take(
            "set_rules", mode="voters", seats_chair=2, seats_vice=0, seats_member=3, voting_on="2026-09-28"
        )


# The vote


def test_a_fourth_authorisation_to_one_agent_is_refused_and_a_candidate_is_no_agent():
    made = stand()
    for number in (20, 21, 22):
        made.take("give_proxy", number=number, agent=30, signed_on="2026-09-20", on=PUBLISHED)
    assert refused(
        "too_many_proxies", made.take, "give_proxy", number=23, agent=30, signed_on="2026-09-20"
    ).basis.endswith("19")
    refused(
        "not_agent",
        made.take,
        "give_proxy",
        number=24,
        agent=made.election.voters.get(name="赵一").number,
        signed_on="2026-09-20",
    )
    refused("not_twice", made.take, "give_proxy", number=20, agent=31, signed_on="2026-09-20")
    refused("not_agent", made.take, "give_proxy", number=30, agent=30, signed_on="2026-09-20")


def test_no_booth_no_vote_and_one_ballot_for_each_voter_at_whatever_station():
    made = stand()
    made.take("add_station", on=PUBLISHED, name="北门", where="门卫室")
    made.take("print_ballots", on=PUBLISHED, printed=60, witnesses="监小红")
    refused("no_booth", made.take, "open", on=VOTE)
    made.station("北门").delete()
    made.take("add_station", on=PUBLISHED, name="流动票箱", where="上门", mobile=True)
    made.take("give_proxy", number=20, agent=30, signed_on="2026-09-20", on=PUBLISHED)
    refused("too_early", made.take, "open", on=PUBLISHED)
    made.take("open", on=VOTE)
    give = commands.give_ballot
    made.give(1, 3)
    assert (
        "居委会"
        in refused(
            "not_twice", give, station=made.station("流动票箱").pk, number=2, by=made.act("clerk1"), at=VOTE
        ).words.zh
    )
    refused("not_agent", give, station=made.station().pk, number=20, by=made.act("clerk1"), at=VOTE)
    assert (
        give(station=made.station().pk, number=20, agent=30, by=made.act("clerk1"), at=VOTE).agent.number
        == 30
    )
    refused("no_voter", give, station=made.station().pk, number=99, by=made.act("clerk1"), at=VOTE)
    made.take("close_station", "clerk1", on=VOTE, station=made.station().pk, returned=4, witnesses="监小红")
    refused("not_open", give, station=made.station().pk, number=5, by=made.act("clerk1"), at=VOTE)
    refused("not_closed", made.take, "close", on=VOTE)


def test_two_clerks_are_blind_a_third_settles_and_sums_must_close():
    made = stand()
    made.take("print_ballots", on=VOTE, printed=60, witnesses="监小红")
    made.take("open", on=VOTE)
    made.give(1, 30)
    made.take("close_station", "clerk1", on=VOTE, station=made.station().pk, returned=30, witnesses="监小红")
    made.take("close", on=VOTE)
    refused("wrong_sum", made.enter, "clerk1", 31, CLEAR)
    refused("wrong_sum", made.enter, "clerk1", 29, CLEAR | {"赵一": 26, "钱二": 5})
    made.enter("clerk1", 30, CLEAR)
    refused("not_another", made.enter, "clerk1", 30, CLEAR)
    refused("not_entered", made.take, "announce", on=AFTER)
    made.enter("clerk2", 30, CLEAR | {"周五": 21})
    refused("no_reason", made.enter, "clerk3", 30, CLEAR)
    made.enter("clerk3", 30, CLEAR, reason="重数：周五 22 票")
    refused("not_twice", made.enter, "counter", 30, CLEAR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT numbers FROM ballots_countentry")
        assert not any("valid" in text for (text,) in cursor.fetchall())
    assert made.take("announce", on=AFTER).state == "announced"


def test_the_result_is_announced_at_once_signed_published_and_makes_seats_for_five_years():
    made = stand()
    made.counted(30, 30, 29, CLEAR | {"赵一": 24})
    row = made.take("announce", on=AFTER)
    result = row.results[0]
    assert (result["electors"], result["not_given"], result["invalid"]) == (40, 10, 1)
    assert {one.candidate.name for one in Winner.objects.all()} == {"赵一", "孙三", "周五", "吴六", "郑七"}
    refused("not_signed", made.take, "publish", on=AFTER)
    for who in ("resident", "monitor", "counter"):
        made.take("sign", who, on=AFTER)
    refused("not_twice", made.take, "sign", "monitor", on=AFTER)
    made.take("publish", on=AFTER)
    refused("not_yours", made.take, "take_office", term_from=OFFICE.isoformat())
    row = made.take("take_office", "street", on=AFTER, term_from=OFFICE.isoformat())
    assert (row.term_from, row.term_until) == (dt.date(2026, 10, 8), dt.date(2031, 10, 7))
    chair = Tenure.objects.get(seat__role="residents_chair")
    assert (chair.person.name, chair.to_on, chair.how) == ("赵一", dt.date(2031, 10, 7), "elected")
    assert Tenure.objects.filter(seat__role="residents_member").count() == 3
    assert made.take(
        "hand_over", "street", on=AFTER, day="2026-10-12", note="印章、档案、账目"
    ).handed_over_on == dt.date(2026, 10, 12)
    one = Winner.objects.get(candidate__name="吴六")
    made.take("member_leaves", "street", on=AFTER, winner=one.pk, why="resigned", day="2026-11-01")
    one.refresh_from_db()
    assert (one.left_on, one.tenure.ended_on) == (dt.date(2026, 11, 1), dt.date(2026, 11, 1))


@pytest.mark.parametrize(("given", "returned", "why"), [(20, 20, "too_few"), (21, 22, "too_many")])
def test_half_is_not_enough_and_more_returned_than_given_is_void(given, returned, why):
    made = stand()
    made.counted(given, returned, returned, {})
    refused("not_valid", made.take, "announce", on=AFTER)
    row = made.take("declare_void", on=AFTER)
    assert (row.state, row.results[0]["void"]) == ("void", why)
    assert Winner.objects.count() == 0


@pytest.mark.parametrize(("cast", "state"), [(40, "void"), (41, "announced")])
def test_of_60_representatives_40_voting_is_void_and_41_stands(cast, state):
    made = begun(mode="representatives", count=40)
    for n in range(60):
        made.take("add_voter", name=f"代表{n}", where=f"第 {n} 组", kind="representative")
    made.take("publish_list", on=LISTED)
    made.take("publish_candidates", on=PUBLISHED)
    made.take("add_station", on=PUBLISHED, name="居委会", where="一楼", booth=True)
    refused("not_allowed", made.take, "give_proxy", number=1, agent=2, signed_on="2026-09-20")
    made.counted(cast, cast, cast, dict.fromkeys(("赵一", "孙三", "周五", "吴六", "郑七"), 30))
    assert made.take("declare_void" if state == "void" else "announce", on=AFTER).state == state


# Further rounds


def test_seats_left_go_to_a_further_round_of_those_ahead_where_most_votes_and_a_third_elect():
    made = stand()
    made.counted(30, 30, 30, CLEAR | {"郑七": 15, "冯八": 15})
    refused("not_filled", made.take, "announce", on=AFTER)
    row = made.take("second_round", on=AFTER, voting_on="2026-09-30")
    assert (row.state, row.round, row.plan["seats"]) == ("candidates", 2, {"member": 1})
    assert {made.candidate(name).pk for name in ("郑七", "冯八")} == {int(key) for key in row.plan["posts"]}
    day = at("2026-09-30 08:00")
    made.counted(30, 30, 30, {"郑七": 10, "冯八": 9}, on=day)
    assert made.take("announce", on=day).results[1]["votes"][0]["name"] == "郑七"
    assert Winner.objects.get(candidate__name="郑七").round == 2
    assert BallotGiven.objects.count() == 60


def test_where_no_woman_is_elected_the_last_seat_of_members_is_hers():
    made = stand()
    votes = {"赵一": 25, "钱二": 5, "孙三": 9, "李四": 20, "周五": 22, "吴六": 21, "郑七": 20, "冯八": 16}
    made.counted(30, 30, 30, votes)
    row = made.take("announce", on=AFTER)
    assert row.results[0]["woman_seat"] == str(made.candidate("冯八").pk)
    assert {one.candidate.name for one in Winner.objects.filter(post="member")} == {"周五", "吴六", "冯八"}


# By-election and recall


def served(made):
    made.counted(30, 30, 30, CLEAR)
    made.take("announce", on=AFTER)
    for who in ("resident", "monitor", "counter"):
        made.take("sign", who, on=AFTER)
    made.take("publish", on=AFTER)
    made.take("take_office", "street", on=AFTER, term_from="2026-01-05")
    return made


def test_a_recall_asks_a_tenth_and_more_than_half_of_more_than_half_and_a_by_election_serves_the_rest():
    made = served(stand())
    before = made.election
    made.election = commands.begin_election(
        title="罢免", place=made.world.places["community"], by=made.act("worker"), purpose="recall", at=BEGUN
    )
    made.take("set_rules", mode="voters", seats_chair=0, seats_vice=0, seats_member=1, voting_on="2026-09-28")
    made.take("gather_voters")
    made.take("name_officer", name="王秀兰", duty="head")
    made.take("petition", backers=3, note="长期不履职")
    assert refused("too_few_ask", made.take, "publish_list", on=LISTED).basis.endswith("20")
    made.take("petition", backers=4, note="长期不履职")
    refused("no_member", made.take, "nominate", name="冯八", post="member", proposed_by="petition")
    made.take("nominate", name="周五", post="member", proposed_by="petition")
    made.take("qualify", candidate=made.candidate("周五").pk, ground="none")
    made.take("publish_list", on=LISTED)
    made.take("publish_candidates", on=PUBLISHED)
    made.take("reply", note="本人申辩", on=PUBLISHED)
    made.take("add_station", on=PUBLISHED, name="居委会", where="一楼", booth=True)
    made.counted(21, 21, 21, {"周五": 11})
    made.take("announce", on=AFTER)
    for who in ("resident", "monitor", "counter"):
        made.take("sign", who, on=AFTER)
    made.take("publish", on=AFTER)
    refused("not_election", made.take, "take_office", "street", term_from="2026-10-08")
    row = made.take("carry_out", "street", on=AFTER, day="2026-09-29")
    assert row.state == "ended"
    left = Winner.objects.get(candidate__name="周五", candidate__election=before)
    assert (left.left_on, left.why) == (dt.date(2026, 9, 29), "recalled")
    made.election = commands.begin_election(
        title="补选",
        place=made.world.places["community"],
        by=made.act("worker"),
        purpose="by_election",
        at=AFTER,
    )
    assert made.election.before_id == before.pk


def test_counts_are_not_readable_before_they_are_announced():
    made = stand()
    made.counted(30, 30, 30, CLEAR)
    from jinlin.ballots.elections.desk import shown

    told = json.dumps(shown(made.election, made.act("resident")), ensure_ascii=False)
    assert '"results": []' in told
    assert counted.reckoned(made.election, AFTER.date()) is not None


def test_a_committee_from_before_the_platform_is_entered_from_its_papers_and_its_term_ends_like_any_other():
    world = town()
    row = enter_former(
        title="第四届居委会", place=world.places["community"], members=(("chair", "陈志远"), ("member", "邱文斌")),
        term_from=dt.date(2021, 9, 1), term_until=dt.date(2026, 8, 31), by=world.act("street"), at=BEGUN,
    )  # fmt: skip
    assert (row.seats, row.state) == ({"chair": 1, "member": 1}, "serving")
    tenure = Tenure.objects.get(person__name="陈志远")
    assert (tenure.seat.role, tenure.until) == ("residents_chair", dt.date(2026, 9, 1))
    made = ELECTIONS.take(row.pk, "end_term", by=world.act("street"), given={"note": "已移交"}, on=BEGUN)
    assert made.state == "ended"

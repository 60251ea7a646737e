"""An owners' committee from its group to its seats: the decision of the owners decides, filing within thirty days, alternates, by-election."""

import datetime as dt

import pytest

from jinlin.ballots import casting
from jinlin.ballots.desk import DECISIONS
from jinlin.ballots.elections import commands, owners_rules
from jinlin.ballots.elections.models import Committee, CommitteeSeat
from jinlin.ballots.elections.owners_desk import COMMITTEES
from jinlin.ballots.elections.owners_rules import Votes, elected_by
from jinlin.ballots.models import RollRow
from jinlin.base.rule import Refused
from jinlin.organisations.models import Tenure
from jinlin.people.models import Account, Holding, Person
from tests.ballots.estate import _staff, flats
from tests.cast import at, build

pytestmark = pytest.mark.django_db
BEGUN, NOTICED, CALLED = at("2026-09-01 09:00"), at("2026-09-02 09:00"), at("2026-09-20 09:00")
LISTED, FROZEN, OPEN, END = CALLED, at("2026-09-29 09:00"), at("2026-10-16 09:00"), at("2026-10-30 20:00")
DONE = at("2026-11-02 09:00")


class Owners:
    """Nine flats with an owner each, an election of five by their vote."""

    def __init__(self) -> None:
        self.world = build()
        for key, name, role in (
            ("counter", "计小明", "ballot_counter"),
            ("monitor", "监小红", "ballot_monitor"),
        ):
            _staff(self.world, key, name, role)
        self.people = []
        for n, place in enumerate(flats(self.world, 9)):
            person = Person.objects.create(name=f"业主{n}")
            self.world.accounts[f"o{n}"] = Account.objects.create(
                username=f"o{n}", kind="resident", person=person
            )
            Holding.objects.create(dwelling=place, person=person, source="register")
            self.people.append(person)
        self.row = commands.begin_committee(
            title="青榕花园业委会换届", place=self.world.places["qingrong"], by=self.act("worker"), at=BEGUN
        )

    def act(self, name):
        return self.world.act(name)

    def take(self, step, by="worker", /, *, moment=BEGUN, **given):
        self.row = COMMITTEES.take(self.row.pk, step, by=self.act(by), given=given, on=moment)
        return self.row

    def prepared(self, *, size=5, stand=6, alternates=0):
        for name, side, leads in (("街道", "street", True), ("甲", "owner", False), ("乙", "owner", False)):
            self.take("add_member", name=name, side=side, leads=leads)
        self.take("set_rules", size=size, alternates=alternates, term_years=5)
        for n in range(stand):
            self.take("nominate", name=f"业主{n}", unit=f"3号楼10{n + 1}室")
            self.take("qualify", candidate=self.person(n).pk, found="yes")
        return self

    def person(self, n):
        return CommitteeSeat.objects.get(committee=self.row, name=f"业主{n}")

    def voted(self, marks):
        """Notice, decision, all votes, count, published: ``marks`` by voter for each motion."""
        self.take("publish_candidates", moment=NOTICED)
        self.take("call_vote", moment=CALLED)
        pk = self.row.decision_id

        def step(code, by, moment, **given):
            DECISIONS.take(pk, code, by=self.act(by), given=given, on=moment)

        step("build_roll", "worker", CALLED)
        step(
            "set_rules",
            "worker",
            CALLED,
            parking="no",
            conflict="paper",
            by_phone=True,
            by_proxy=False,
            silent="absent",
            publication="open",
        )
        step("publish_roll", "worker", LISTED)
        step("freeze", "worker", FROZEN, closes_at=END)
        step("open", "worker", OPEN)
        for n, chosen in enumerate(marks):
            row = RollRow.objects.get(decision=pk, people__person=self.people[n])
            casting.cast(
                decision=pk,
                row=row.row,
                marks={f"m{i}": mark for i, mark in enumerate(chosen, 1)},
                by=self.act(f"o{n}"),
                on=OPEN,
            )
        step("close", "counter", END)
        step("count", "counter", END)
        step("verify", "monitor", END)
        refused("not_decided", self.take, "take_result", moment=END)
        step("publish", "worker", DONE)
        return self


def refused(code, act, /, *given, **more):
    with pytest.raises(Refused) as found:
        act(*given, **more)
    assert found.value.reason.code == code, found.value.reason
    return found.value.reason


def marks(*yes):
    """By voter (nine), for each of six motions: yes for as many voters as told."""
    return [["yes" if n < count else "no" for count in yes] for n in range(9)]


def test_from_the_group_to_the_seats_with_the_filing_on_the_thirtieth_day():
    made = Owners()
    refused("no_group", made.take, "publish_candidates", moment=NOTICED)
    made.prepared()
    made.take("set_rules", size=6, alternates=0, term_years=5)
    assert "单数" in refused("wrong_size", made.take, "publish_candidates", moment=NOTICED).words.zh
    made.take("set_rules", size=5, alternates=2, term_years=5)
    refused("no_alternates", made.take, "publish_candidates", moment=NOTICED)
    made.take("set_rules", size=5, alternates=0, term_years=5)
    row = made.take("publish_candidates", moment=NOTICED)
    assert (row.noticed_on, row.vote_from) == (dt.date(2026, 9, 2), dt.date(2026, 9, 18))
    refused("too_early", made.take, "call_vote", moment=at("2026-09-17 23:00"))
    Committee.objects.filter(pk=row.pk).update(state="draft")
    made.voted(marks(9, 8, 7, 6, 5, 4))
    row = made.take("take_result", moment=DONE)
    assert [made.person(n).outcome for n in range(6)] == ["elected"] * 5 + ["not_elected"]
    assert row.file_by == dt.date(2026, 12, 2)
    refused("no_chair", made.take, "file", moment=DONE, on="2026-11-20")
    refused(
        "too_few",
        made.take,
        "first_meeting",
        moment=DONE,
        on="2026-11-05",
        chair=made.person(0).pk,
        vice=[made.person(1).pk],
        present=2,
    )
    made.take(
        "first_meeting",
        moment=DONE,
        on="2026-11-05",
        chair=made.person(0).pk,
        vice=[made.person(1).pk],
        present=4,
    )
    assert "管理规约" in refused("no_papers", made.take, "file", moment=DONE, on="2026-11-20").words.zh
    for paper in ("result", "covenant", "rules", "members"):
        made.take("collect", moment=DONE, paper=paper)
    made.take("file", moment=DONE, on="2026-11-20")
    refused("not_yours", made.take, "accept_filing", moment=DONE, number="榕备 1 号", term_from="2026-11-25")
    row = made.take("accept_filing", "street", moment=DONE, number="榕备 1 号", term_from="2026-11-25")
    assert (row.state, row.term_until) == ("serving", dt.date(2031, 11, 24))
    chair = Tenure.objects.get(seat__role="owners_chair")
    assert (chair.person, chair.to_on, chair.how) == (made.people[0], dt.date(2031, 11, 24), "elected")
    assert Tenure.objects.filter(seat__role="owners_member").count() == 3
    made.take(
        "member_leaves", "street", moment=DONE, member=made.person(2).pk, why="resigned", on="2026-12-20"
    )
    refused("no_alternates", made.take, "promote", "street", moment=DONE, on="2026-12-21")
    further = commands.begin_committee(
        title="补选",
        place=made.world.places["qingrong"],
        by=made.act("worker"),
        purpose="by_election",
        at=DONE,
    )
    assert further.before_id == row.pk


def test_four_elected_are_too_few_for_a_committee():
    made = Owners().prepared()
    made.voted(marks(9, 8, 7, 6, 4, 4))
    made.take("take_result", moment=DONE)
    assert refused("too_few_elected", made.take, "first_meeting", moment=DONE).basis.endswith("31")
    assert made.take("no_committee", "street", moment=DONE, note="下月重新组织").state == "failed"


def test_equal_votes_for_the_last_seat_are_named_and_alternates_follow_in_order_of_votes():
    votes = {
        "m1": Votes(True, 9, 900),
        "m2": Votes(True, 8, 800),
        "m3": Votes(True, 7, 700),
        "m4": Votes(True, 7, 700),
        "m5": Votes(False, 4, 400),
    }
    assert elected_by(votes, size=3, alternates=1) == (["m1", "m2"], [], ["m3", "m4"])
    assert elected_by(votes, size=2, alternates=1) == (["m1", "m2"], ["m3"], [])
    apart = votes | {"m4": Votes(True, 7, 699)}
    assert elected_by(apart, size=2, alternates=5) == (["m1", "m2"], ["m3", "m4"], [])
    assert owners_rules.below_half(2, 5)
    assert not owners_rules.below_half(3, 5)

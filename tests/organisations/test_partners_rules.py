"""Periods, clauses and rules of partners, without a database."""

import datetime as dt

import pytest

from jinlin.base.procedure import Procedure
from jinlin.organisations.partners import evidence, rules
from jinlin.organisations.partners.clauses import amount_text, amount_words, clause_kinds
from jinlin.organisations.partners.periods import Period, after_months, months_touched, periods
from jinlin.organisations.partners.procedure import AGREEMENT, OBLIGATION
from jinlin.organisations.partners.procedure_alliances import ALLIANCE, OCCASION, PROJECT
from jinlin.organisations.partners.words import GIVES, OCCASIONS

JAN15, JUL14 = dt.date(2026, 1, 15), dt.date(2026, 7, 14)


def test_an_agreement_from_mid_january_to_mid_july_touches_seven_months():
    assert [one.month for one in months_touched(JAN15, JUL14)] == [1, 2, 3, 4, 5, 6, 7]


def test_the_first_and_last_month_are_cut_to_the_term():
    found = list(periods("monthly", JAN15, JUL14))
    assert (found[0], found[-1]) == (
        Period(JAN15, dt.date(2026, 1, 31)),
        Period(dt.date(2026, 7, 1), JUL14),
    )


def test_periods_follow_each_other_without_gap_or_overlap():
    for cadence in ("monthly", "quarterly", "yearly", "once"):
        found = list(periods(cadence, JAN15, dt.date(2028, 2, 29)))
        assert found[0].from_on == JAN15 and found[-1].to_on == dt.date(2028, 2, 29)
        for one, following in zip(found, found[1:], strict=False):
            assert following.from_on == one.to_on + dt.timedelta(days=1)


def test_quarters_are_calendar_quarters():
    assert [one.from_on for one in periods("quarterly", dt.date(2026, 2, 15), dt.date(2026, 8, 1))] == [
        dt.date(2026, 2, 15), dt.date(2026, 4, 1), dt.date(2026, 7, 1),
    ]  # fmt: skip


def test_a_term_that_ends_before_it_begins_has_no_period():
    assert list(periods("monthly", JUL14, JAN15)) == []


def test_months_are_counted_over_the_turn_of_the_year():
    assert after_months(dt.date(2026, 11, 1), 3) == dt.date(2027, 2, 1)
    assert after_months(dt.date(2026, 1, 1), -1) == dt.date(2025, 12, 1)


def test_every_clause_names_what_can_prove_it_and_says_where_it_comes_from():
    for kind in clause_kinds().values():
        assert kind.evidence and kind.source and kind.gives in ("both", "institution", "community")
        assert "{" not in kind.sentence(kind.unit)


def test_amounts_are_read_in_hours_and_yuan_and_kept_in_minutes_and_fen():
    assert (amount_text(90, "hours"), amount_text(120, "hours"), amount_text(150, "yuan")) == (
        "1.5",
        "2",
        "1.5",
    )
    assert amount_words(30000, "yuan").zh == "300 元"


def test_every_kind_of_shared_record_says_who_gave():
    assert set(GIVES) == {one.code for one in OCCASIONS}


def test_only_records_of_the_right_sort_period_and_parties_prove_a_duty():
    period, today = Period(JAN15, dt.date(2026, 1, 31)), dt.date(2026, 2, 3)

    def why(**changed):
        given = {
            "period": period,
            "on": JAN15,
            "sort": "occasion.visit",
            "wanted": ("occasion.visit",),
            "parties": True,
            "today": today,
        }
        reason = rules.why_not_evidence(**(given | changed))
        return reason.code if reason else None

    assert why() is None
    assert why(on=dt.date(2026, 1, 14)) == "wrong_period"
    assert why(on=dt.date(2026, 2, 1)) == "wrong_period"
    assert why(sort="occasion.gift") == "wrong_kind"
    assert why(parties=False) == "wrong_parties"
    assert why(today=dt.date(2026, 1, 14)) == "too_early"


def test_nobody_accepts_twice_or_for_both_sides():
    facts = rules.AgreementFacts(on=JAN15, side="community", account=7, accepted_by=frozenset({"community"}))
    assert rules.not_by_the_same(facts).code == "not_twice"
    both = rules.AgreementFacts(
        on=JAN15,
        side="institution",
        account=7,
        accepted_by=frozenset({"community"}),
        accepted_accounts=frozenset({7}),
    )
    assert rules.not_by_the_same(both).code == "not_oneself"


def test_a_renewal_opens_on_the_day_of_the_warning_and_once():
    early = rules.AgreementFacts(on=JAN15, warn_from=dt.date(2026, 1, 16))
    assert rules.may_renew(early).code == "too_early"
    assert rules.may_renew(rules.AgreementFacts(on=JAN15, warn_from=JAN15)) is None
    assert (
        rules.may_renew(rules.AgreementFacts(on=JAN15, warn_from=JAN15, is_renewed=True)).code == "not_twice"
    )


@pytest.mark.parametrize(
    ("to_on", "code"), [("2026-01-15", "wrong_dates"), ("2031-01-16", "too_long"), ("2031-01-15", None)]
)
def test_a_term_lasts_more_than_a_day_and_at_most_five_years(to_on, code):
    reason = rules.wrong_term(JAN15, dt.date.fromisoformat(to_on))
    assert (reason.code if reason else None) == code


def test_progress_is_what_has_evidence_by_what_there_is():
    assert (rules.progress(0, 0), rules.progress(1, 3), rules.progress(3, 3)) == (0, 333, 1000)
    assert rules.all_reached(rules.ProjectFacts(0, 0)).code == "not_all_reached"


def test_turns_of_the_chair_do_not_overlap():
    taken = [Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31))]
    assert (
        rules.turns_overlap(from_on=dt.date(2026, 3, 31), to_on=dt.date(2026, 6, 30), taken=taken).code
        == "not_free"
    )
    assert rules.turns_overlap(from_on=dt.date(2026, 4, 1), to_on=dt.date(2026, 6, 30), taken=taken) is None


@pytest.mark.parametrize(
    "procedure", [AGREEMENT, OBLIGATION, OCCASION, ALLIANCE, PROJECT], ids=lambda one: one.code
)
def test_what_workers_of_both_sides_do_is_not_shown_to_residents(procedure: Procedure):
    assert {step.seen for step in procedure.steps} == {"staff"}


def test_one_number_names_a_record_among_all_kinds():
    assert evidence.token("occasion", 12) != evidence.token("matter", 12)
    assert len(str(evidence.token("occasion", 999_999_999_999))) <= 18

"""The vectors of the law (B1.8, B2) and of the count, word for word."""

import pytest

from tests.ballots.making import ballots, counted, said, units, vote

pytestmark = pytest.mark.once


def of(total, yes, no=0, abstain=0, area="100.00", matter="278.9", **rules):
    return counted(vote(units(total, area), ballots(said(yes, no, abstain)), matter, **rules))


def test_01_exactly_two_thirds_of_area_and_persons_is_enough():
    assert of(300, 200)["quorum"] == {"area": True, "persons": True, "met": True, "need": ">= 2/3"}


def test_02_one_less_than_two_thirds_is_not_enough():
    found = of(300, 199)
    assert found["verdict"] == "no_quorum"
    assert found["reasons"] == ["quorum_area", "quorum_persons"]


def test_03_area_of_70_per_cent_and_persons_of_66_per_cent_is_not_enough():
    rows = units(66, "106.07") + units(34, "88.22", first=67)
    found = counted(vote(rows, ballots(said(66))))
    assert (found["quorum"]["area"], found["quorum"]["persons"]) == (True, False)
    assert found["verdict"] == "no_quorum"
    assert found["reasons"] == ["quorum_persons"]


def test_04_exactly_half_fails_an_ordinary_motion():
    assert of(300, 100, 100)["verdict"] == "failed"


def test_05_more_than_half_passes_with_abstentions_in_the_base():
    found = of(300, 101, 60, 39)
    assert found["verdict"] == "passed"
    assert found["taking_part"]["persons"] == 200


def test_05b_an_abstention_weighs_like_a_no():
    assert of(300, 100, 60, 40)["verdict"] == "failed"


@pytest.mark.parametrize(("yes", "verdict"), [(150, "passed"), (149, "failed")])
def test_06_exactly_three_quarters_raises_the_repair_fund(yes, verdict):
    assert of(300, yes, 200 - yes, matter="278.6")["verdict"] == verdict


def test_07_more_than_half_of_persons_with_exactly_half_of_area_fails():
    rows = units(101, "100.00") + units(99, "102.02", first=102)
    rows[-1]["area"] = "102.04"
    assert sum(float(row["area"]) for row in rows[101:]) == pytest.approx(10100)
    found = counted(vote(rows, ballots(said(101, 99))))
    assert (found["approval"]["area"], found["approval"]["persons"]) == (False, True)
    assert found["reasons"] == ["approval_area"]


def test_08_areas_of_88_17_at_exactly_half_fail_where_floats_say_passed():
    floats = sum([88.17] * 100) / sum([88.17] * 200) > 0.5
    assert floats
    assert of(200, 100, 100, area="88.17")["verdict"] == "failed"


def test_09_areas_of_89_99_at_exactly_two_thirds_are_met_where_floats_say_not():
    assert not sum([89.99] * 200) / sum([89.99] * 300) >= 2 / 3
    assert of(300, 200, area="89.99")["quorum"]["met"]


def test_10_24418_44_of_36627_66_is_exactly_two_thirds():
    rows = [
        {"unit": "u1", "area": "24418.44", "holder": "a"}, {"unit": "u2", "area": "12209.22", "holder": "b"},
    ]  # fmt: skip
    found = counted(vote(rows, ballots({"u1": "yes"})))
    assert found["base"]["area"] == "36627.66"
    assert found["quorum"]["area"]


def test_11_exactly_three_quarters_of_89_99_rebuilds():
    assert of(200, 150, 50, area="89.99", matter="278.7")["verdict"] == "passed"


def test_12_what_a_developer_has_not_sold_or_not_handed_over_is_one_person():
    rows = [
        {"unit": f"d{n}", "area": "100.00", "holder": "DEV", "status": "unsold" if n < 40 else "undelivered"}
        for n in range(60)
    ]
    assert counted(vote(rows, []))["base"] == {"area": "6000.00", "persons": 1}


def test_12b_what_the_developer_owns_like_others_is_counted_apart():
    rows = [
        {"unit": "d1", "area": "100.00", "holder": "DEV", "status": "unsold"}, {"unit": "d2", "area": "50.00", "holder": "DEV"},
    ]  # fmt: skip
    assert counted(vote(rows, []))["base"] == {"area": "150.00", "persons": 2}


def test_13_an_owner_of_three_flats_is_one_person_with_their_whole_area():
    rows = [{"unit": f"u{n}", "area": "90.00", "holder": "A"} for n in (1, 2, 3)]
    found = counted(vote(rows, ballots({"u1": "yes"})))
    assert found["options"]["yes"] == {"area": "270.00", "persons": 1}


def test_14_the_co_owner_who_is_not_the_representative_is_held_or_refused():
    rows = units(1)
    given = ballots({"u1": "yes"}) + [
        {"id": "x", "unit": "u1", "marks": {"m1": "no"}, "at": "2026-09-20T11:00:00+08:00"}
    ]
    assert counted(vote(rows, given))["held"] == ["h1"]
    given[1] |= {"valid": False, "reason": "not the representative"}
    assert counted(vote(rows, given))["base"]["persons"] == 1
    assert counted(vote(rows, given))["verdict"] == "passed"


@pytest.mark.parametrize(
    ("rule", "verdict"), [("hold", "held"), ("first", "passed"), ("last", "failed"), ("paper", "passed")]
)
def test_15_paper_and_phone_that_differ_follow_the_frozen_policy(rule, verdict):
    given = [
        {
            "id": "p",
            "unit": "u1",
            "channel": "paper",
            "at": "2026-09-20T10:00:00+08:00",
            "marks": {"m1": "yes"},
        },
        {
            "id": "t",
            "unit": "u1",
            "channel": "phone",
            "at": "2026-09-21T10:00:00+08:00",
            "marks": {"m1": "no"},
        },
    ]
    assert counted(vote(units(1), given, conflict=rule))["verdict"] == verdict


def test_15b_papers_that_differ_are_held_whatever_the_phone_says():
    given = [
        {"id": n, "unit": "u1", "channel": channel, "at": "2026-09-20T10:00:00+08:00", "marks": {"m1": mark}}
        for n, channel, mark in (("a", "paper", "yes"), ("b", "paper", "no"), ("c", "phone", "no"))
    ]
    found = counted(vote(units(1), given, conflict="paper"))
    assert (found["verdict"], found["reasons"], found["held"]) == ("held", ["conflict"], ["h1"])


def test_16_using_the_repair_fund_is_an_ordinary_matter():
    assert of(100, 60, 40, matter="278.5")["verdict"] == "passed"
    assert of(100, 60, 40, matter="278.6")["verdict"] == "failed"


def test_17_units_without_contact_are_in_both_bases():
    assert of(100, 70)["base"] == {"area": "10000.00", "persons": 100}


def test_18_parking_changes_the_verdict_and_must_be_chosen():
    rows = units(4) + [
        {"unit": f"p{n}", "area": "60.00", "holder": "h4", "kind": "parking"} for n in (1, 2, 3)
    ]
    file = vote(rows, ballots(said(3)))
    assert counted(file)["verdict"] == "no_quorum"
    file["rules"]["parking_counts"] = False
    assert counted(file)["verdict"] == "passed"


def test_18b_where_parking_does_not_count_its_ballots_do_not_either():
    rows = [*units(2), {"unit": "p1", "area": "10.00", "holder": "h2", "kind": "parking"}]
    found = counted(vote(rows, ballots({"u1": "yes", "p1": "yes"}), parking_counts=False))
    assert found["taking_part"]["persons"] == 1


def test_19_23_of_24_owners_do_not_turn_a_dwelling_into_a_shop():
    assert of(24, 23, matter="unanimous")["verdict"] == "failed"
    assert of(24, 23, 0, 1, matter="unanimous")["verdict"] == "failed"
    assert of(24, 24, matter="unanimous")["verdict"] == "passed"


def silent(rows, given, served):
    return counted(
        vote(
            rows, given, silent="majority", basis={"silent": "议事规则 第12条"},
            served=[{"unit": unit, "to": "owner"} for unit in served],
        )
    )  # fmt: skip


def test_20_two_majorities_that_disagree_stop_the_count():
    rows = units(60, "50.00") + units(50, "100.00", first=61) + units(90, "80.00", first=111)
    found = silent(rows, ballots(said(60, 50)), [f"u{n}" for n in range(111, 201)])
    assert (found["verdict"], found["reasons"]) == ("held", ["majorities_disagree"])


def test_20b_silent_owners_join_the_majority_only_where_they_were_served_and_stand_apart():
    rows = units(300)
    found = silent(rows, ballots(said(110, 40)), [f"u{n}" for n in range(151, 201)])
    assert found["taking_part"] == {
        "area": "15000.00",
        "persons": 150,
        "deemed": {"area": "5000.00", "persons": 50},
    }
    assert found["options"]["yes"]["persons"] == 110
    assert found["deemed_with"] == "yes"
    assert found["verdict"] == "passed"
    assert silent(rows, ballots(said(110, 40)), [])["verdict"] == "no_quorum"


def test_a_ballot_given_to_a_tenant_was_not_delivered():
    file = vote(
        units(3),
        ballots(said(2)),
        silent="majority",
        basis={"silent": "12"},
        served=[{"unit": "u3", "to": "tenant"}],
    )
    assert counted(file)["taking_part"]["deemed"]["persons"] == 0


# The engine's own vectors (deciding.md 3.4).


def test_own_1_heads_suffice_and_area_does_not():
    rows = [{"unit": "a", "area": "90.00", "holder": "A"}]
    rows += [{"unit": f"b{n}", "area": "90.00", "holder": "B"} for n in range(3)]
    rows += [{"unit": f"c{n}", "area": "100.00", "holder": "C", "status": "unsold"} for n in range(5)]
    found = counted(vote(rows, ballots({"a": "yes", "b1": "yes"})))
    assert found["base"] == {"area": "860.00", "persons": 3}
    assert found["taking_part"]["area"] == "360.00"
    assert (found["quorum"]["persons"], found["quorum"]["area"]) == (True, False)
    assert found["verdict"] == "no_quorum"


def test_own_2_two_thirds_pass_one_half_fails_three_quarters_pass():
    assert of(6, 4)["quorum"]["met"]
    assert of(6, 2, 2)["verdict"] == "failed"
    assert of(6, 3, 1, matter="278.8")["verdict"] == "passed"


def test_own_4_paper_on_one_flat_and_phone_on_another_are_one_head():
    rows = [{"unit": f"b{n}", "area": "90.00", "holder": "B"} for n in range(3)]
    given = [
        {
            "id": "1",
            "unit": "b0",
            "channel": "paper",
            "at": "2026-09-20T10:00:00+08:00",
            "marks": {"m1": "no"},
        },
        {
            "id": "2",
            "unit": "b1",
            "channel": "phone",
            "at": "2026-09-21T10:00:00+08:00",
            "marks": {"m1": "yes"},
        },
    ]
    for rule, mark in (("paper", "no"), ("last", "yes"), ("first", "no")):
        found = counted(vote(rows, given, conflict=rule))
        assert found["options"][mark] == {"area": "270.00", "persons": 1}
    assert counted(vote(rows, given))["held"] == ["B"]


def test_own_6_co_owners_are_never_settled_by_who_wrote_last():
    given = ballots({"u1": "yes"}) + [
        {"id": "z", "unit": "u1", "at": "2026-09-29T10:00:00+08:00", "marks": {"m1": "no"}}
    ]
    assert counted(vote(units(1), given))["verdict"] == "held"


def test_own_8_shares_of_66_666_per_cent_do_not_depend_on_shown_decimals():
    rows = [
        {"unit": "u1", "area": "66666.66", "holder": "a"},
        {"unit": "u2", "area": "33333.34", "holder": "b"},
    ]
    assert not counted(vote(rows, ballots({"u1": "yes"})))["quorum"]["area"]
    rows = [
        {"unit": "u1", "area": "66666.67", "holder": "a"},
        {"unit": "u2", "area": "33333.33", "holder": "b"},
    ]
    assert counted(vote(rows, ballots({"u1": "yes"})))["quorum"]["area"]

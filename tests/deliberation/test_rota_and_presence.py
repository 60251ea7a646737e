"""The turn of the chair and the count of who is present, without a database."""

import datetime as dt

import pytest

from jinlin.base.parameters import Share
from jinlin.base.rule import Refused
from jinlin.deliberation import rota
from jinlin.deliberation.presence import Quorum, Seen, needed_votes, present_at
from jinlin.deliberation.variants import FOLDER, load_variants, read_variant

T = dt.datetime(2026, 3, 10, 14, 30, tzinfo=dt.UTC)


def later(minutes: int) -> dt.datetime:
    return T + dt.timedelta(minutes=minutes)


def test_the_chair_goes_round_and_a_newcomer_comes_first():
    assert rota.season([1, 2, 3], [], 5) == [1, 2, 3, 1, 2]
    assert rota.next_chair([1, 2, 3, 4], [1, 2, 3]) == 4
    assert rota.next_chair([1, 2, 3], [1, 3], without={2}) == 1
    assert rota.next_chair([1], [], without={1}) is None


def test_who_refused_is_asked_again_next_time():
    assert rota.next_chair([1, 2, 3], [1, 3]) == 2


def test_an_item_passes_to_the_next_unit_that_is_no_party():
    assert rota.chair_of_item([1, 2, 3], 2, {2}) == 3
    assert rota.chair_of_item([1, 2, 3], 3, {3, 1}) == 2
    assert rota.chair_of_item([1, 2, 3], 2, {1, 3}) == 2
    assert rota.chair_of_item([1, 2], 1, {1, 2}) is None
    assert rota.chair_of_item([1, 2], None, {1}) is None


def test_late_arrivals_and_leavings_count_to_the_minute():
    stays = [
        Seen(1, later(0)),
        Seen(2, later(10), later(30)),
        Seen(2, later(40)),
        Seen(None, later(0)),
        Seen(1, later(5)),
    ]
    assert [len(present_at(stays, later(minute))) for minute in (-1, 0, 9, 10, 29, 30, 40)] == [
        0,
        1,
        1,
        2,
        2,
        1,
        2,
    ]


@pytest.mark.parametrize(
    ("share", "entitled", "needed"),
    [
        ("> 1/2", 3, 2),
        ("> 1/2", 4, 3),
        (">= 2/3", 60, 40),
        (">= 2/3", 61, 41),
        ("> 2/3", 60, 41),
        (">= 4/5", 45, 36),
    ],
)
def test_the_least_number_that_is_enough(share, entitled, needed):
    """Law B2: of 60 members 40 may open an assembly; for an election 40 of 60 are not more than two thirds."""
    quorum = Quorum(entitled, needed, Share.parse(share))
    assert quorum.needed == needed
    assert quorum.is_met
    assert not Quorum(entitled, needed - 1, Share.parse(share)).is_met


def test_an_assembly_of_sixty_with_forty_present_needs_twenty_one():
    assert needed_votes(Share.parse("> 1/2"), 40) == 21


def gate(**more):
    return {
        "code": "one", "zh": "提议", "en": "Proposal", "by": "meeting", "bodies": ["committee"], "quorum": "> 1/2", "pass": "> 1/2", "base": "present", "hear": "",
        "publish": "", "back_to": "one", "basis": "规则", "verified": False, **more,
    }  # fmt: skip


def variant(*gates, **more):
    return {
        "code": "town",
        "zh": "本镇议事",
        "en": "Town",
        "about": "说明",
        "about_en": "About",
        "ratings": [],
        "gate": list(gates),
        **more,
    }


def test_a_towns_own_variant_is_a_file_of_data():
    read = read_variant(
        variant(gate(), gate(code="two", back_to="one", bodies=["joint", "talk"])), "town.toml"
    )
    assert [one.code for one in read.gates] == ["one", "two"]
    assert read.gates[1].back_to == 0


def test_every_fault_of_a_variant_is_listed_at_once():
    broken = variant(
        gate(by="shouting", base="everybody", bodies=["choir"], quorum="most", publish="soon", back_to="later", basis=" "), gate(code="one", hear="7 x"),
        gate(code="two", by="hearing", bodies=[], **{"pass": ""}), colour="red",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        read_variant(broken, "town.toml")
    codes = {reason.code for reason in refused.value.reasons}
    assert {
        "wrong_way",
        "wrong_base",
        "wrong_body",
        "wrong_share",
        "wrong_back",
        "no_basis",
        "wrong_code",
        "no_period",
        "wrong_key",
        "wrong_mix",
    } <= codes
    assert len(refused.value.reasons) >= 11


def test_a_hearing_is_never_called_a_vote():
    hearing = gate(by="hearing", bodies=[], quorum="", hear="7 d", zh="居民表决", **{"pass": ""})
    with pytest.raises(Refused, match="wrong_words"):
        read_variant(variant(hearing), "town.toml")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"zh": "征求意见"}, "wrong_words"),
        ({"owners": "maybe"}, "wrong_owners"),
        ({"owners": "vote", "by": "vote", "bodies": []}, "wrong_owners"),
        ({"bodies": ["assembly"], "pass": ">= 1/2"}, "too_low"),
        ({"bodies": ["representatives"], "pass": "> 1/3"}, "too_low"),
    ],
)
def test_a_file_that_breaks_the_law_or_mixes_the_words_is_refused(more, code):
    with pytest.raises(Refused) as refused:
        read_variant(variant(gate(**more)), "town.toml")
    assert code in {reason.code for reason in refused.value.reasons}


def test_every_shipped_way_says_who_decides_by_what_share_on_which_basis_and_how_long_it_hangs():
    ways = load_variants(FOLDER)
    for way in ways.values():
        for one in way.gates:
            assert one.basis
            assert (one.carried is None) == (one.by == "hearing")
            assert one.bodies or one.by != "meeting"
        assert way.gates[-1].publish is not None, "what comes out of it is published"
        assert any(one.hear for one in way.gates), "somebody is heard before it ends"
    four = ways["four_steps"]
    assert [one.owners_vote for one in four.gates] == [False, False, False, True]
    theirs = four.for_owners().gates[3]
    assert (theirs.by, theirs.bodies, theirs.basis[:7]) == ("vote", (), "民法典 278")
    assert not ways["two_two_two"].takes_owners_matters
    assert len(ways["two_two_two"].ratings) == 2


def test_the_shipped_variants_stand():
    assert set(load_variants(FOLDER)) == {"four_steps", "two_two_two", "hearing"}
    assert [one.words.zh for one in load_variants(FOLDER)["four_steps"].gates] == [
        "提议",
        "商议",
        "审议",
        "决议",
    ]

"""Values of the law as data: read, dated, by region, and refused whole when faulty."""

from datetime import date

import pytest

from jinlin.base.clock import Clock, Way
from jinlin.base.parameters import Share, clocks, load_parameters, shipped_parameters
from jinlin.base.rule import Refused

TODAY = date(2026, 11, 21)
GOOD = """
[[value]]
name = "answer_ordinary"
kind = "clock"
value = "5 wd"
use = "max after"
zh = "一般事项答复"
en = "Answer to an ordinary matter"
source = "某省12345"
confidence = "M"
verified = false
"""


def folder(tmp_path, text, name="a.toml"):
    (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def refused_codes(tmp_path, text):
    with pytest.raises(Refused) as refused:
        load_parameters(folder(tmp_path, text))
    return [reason.code for reason in refused.value.reasons]


@pytest.mark.parametrize(
    ("name", "clock"),
    [
        ("owners.meeting_notice", "15 d before"),
        ("owners_committee.filing", "30 d"),
        ("owners.challenge_in_court", "1 year"),
        ("residents_committee.voter_list", "20 d before"),
        ("residents_committee.publicity", "15 d up"),
        ("mediation.court_confirmation", "30 d"),
        ("volunteering.record", "10 wd"),
        ("hotline.mailbox", "24 h"),
        ("city_management.dispatch_urgent", "10 min"),
        ("information_request.answer", "20 wd"),
        ("records.network_log", "6 months up"),
        ("answer_ordinary", "5 wd"),
        ("answer_advice", "2 wd"),
        ("return_wrong_dispatch", "2 wd"),
        ("answer_urgent", "2 h"),
        ("answer_day", "24 h"),
        ("answer_week", "7 d"),
        ("answer_fortnight", "15 d"),
        ("contact_teller", "1 wd"),
        ("confirm_wait", "7 d"),
        ("whistle_answer", "1 wd"),
        ("whistle_arrive", "2 wd"),
    ],
)
def test_the_shipped_clocks_are_those_of_the_law_table(name, clock):
    assert shipped_parameters().clock(name, on=TODAY) == Clock.parse(clock)
    assert clocks()[name].clock == Clock.parse(clock)


def test_an_ordinary_answer_may_be_extended_once_by_at_most_ten_working_days():
    values = shipped_parameters()
    assert values.integer("answer_extensions", on=TODAY) == 1
    assert values.clock("answer_extension", on=TODAY) == Clock.parse("10 wd")


def test_every_shipped_value_names_its_source_and_only_read_texts_are_verified():
    for entry in shipped_parameters().entries:
        assert entry.basis
        assert entry.words.zh
        assert entry.words.en
        assert (entry.mark is None) is (entry.confidence == "H")


def test_what_the_rewritten_law_of_2026_says_is_not_in_force_before_it():
    values = shipped_parameters()
    assert values.clock("residents_committee.publicity", on=date(2026, 1, 1)).way is Way.UP
    with pytest.raises(LookupError, match=r"residents_committee\.publicity"):
        values.clock("residents_committee.publicity", on=date(2025, 12, 31))


def test_a_newer_value_follows_an_older_one_and_a_profile_falls_back_to_the_nation(tmp_path):
    older = GOOD + "until = 2026-06-30\n"
    newer = GOOD.replace("5 wd", "4 wd") + "since = 2026-07-01\n"
    fujian = GOOD.replace("5 wd", "3 wd") + 'region = "fujian"\nsince = 2026-10-01\n'
    values = load_parameters(folder(tmp_path, older + newer + fujian))

    def days(on, region):
        return values.clock("answer_ordinary", on=on, region=region).count

    assert days(date(2026, 6, 30), "national") == 5
    assert days(date(2026, 7, 1), "national") == 4
    assert days(date(2026, 9, 30), "custom") == 4
    assert days(date(2026, 10, 1), "custom") == 3
    assert days(date(2026, 10, 1), "national") == 4


def test_a_deployment_adds_its_own_folder(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    folder(tmp_path / "one", GOOD)
    folder(tmp_path / "two", GOOD.replace("5 wd", "2 wd") + 'region = "custom"\n')
    values = load_parameters(tmp_path / "one", tmp_path / "two")
    assert values.clock("answer_ordinary", on=TODAY, region="custom").count == 2
    assert [entry.value.count for entry in values.in_force(on=TODAY)] == [5]


def test_all_faults_of_all_files_are_listed_at_once(tmp_path):
    folder(tmp_path, "[[value]\n", "broken.toml")
    folder(tmp_path, GOOD.replace('source = "某省12345"\n', "").replace("zh =", "cn ="), "keys.toml")
    folder(tmp_path, GOOD.replace("5 wd", "5 moons"), "value.toml")
    assert refused_codes(tmp_path, GOOD + GOOD) == [
        "wrong_file",
        "no_key",
        "no_key",
        "wrong_key",
        "wrong_clock",
        "wrong_date",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('"M"', '"X"'), "wrong_confidence"),
        (("verified = false", "verified = true"), "wrong_confidence"),
        (("verified = false", 'verified = "no"'), "wrong_type"),
        (('name = "answer_ordinary"', 'name = "Answer Ordinary"'), "wrong_name"),
        (('kind = "clock"', 'kind = "moon"'), "wrong_kind"),
        (('source = "某省12345"', 'source = " "'), "no_source"),
        (("5 wd", "0 wd"), "too_small"),
        (("5 wd", "99999 wd"), "too_large"),
        (('use = "max after"', 'use = "min before"'), "wrong_use"),
        (('use = "max after"', 'use = "whenever"'), "wrong_use"),
        (("verified = false", 'verified = false\nregion = "mars"'), "wrong_region"),
        (("verified = false", "verified = false\nsince = 2026-02-01\nuntil = 2026-01-01"), "wrong_date"),
        (('value = "5 wd"', "value = 5.5"), "wrong_type"),
    ],
)
def test_one_fault_is_named_by_its_reason(tmp_path, change, code):
    assert refused_codes(tmp_path, GOOD.replace(*change)) == [code]


def test_a_fault_says_file_entry_and_name(tmp_path):
    with pytest.raises(Refused) as refused:
        load_parameters(folder(tmp_path, GOOD.replace("5 wd", "soon"), "clocks.toml"))
    assert "clocks.toml #1 answer_ordinary" in refused.value.reason.words.zh


def test_a_file_of_other_data_is_left_alone_but_not_a_mixture(tmp_path):
    assert load_parameters(folder(tmp_path, '[grid_worker]\nzh = "网格员"\n')).entries == ()
    assert refused_codes(tmp_path, GOOD + '[grid_worker]\nzh = "网格员"\n') == ["wrong_file"]


def test_values_of_other_kinds_are_read_with_their_type(tmp_path):
    def one(kind, value, name):
        text = (
            GOOD.replace('"clock"', f'"{kind}"').replace('"5 wd"', value).replace('use = "max after"\n', "")
        )
        return text.replace("answer_ordinary", name)

    text = one("integer", "3", "most") + one("share", '">= 2/3"', "share") + one("flag", "true", "on")
    values = load_parameters(
        folder(tmp_path, text + one("text", '"纸质"', "form") + one("hours", '"9:00-12:00"', "desk"))
    )
    assert values.integer("most", on=TODAY) == 3
    assert values.get("share", on=TODAY).value == Share(2, 3, inclusive=True)
    assert values.get("on", on=TODAY).value is True
    assert str(values.get("desk", on=TODAY).value) == "09:00-12:00"
    with pytest.raises(LookupError):
        values.clock("most", on=TODAY)
    with pytest.raises(LookupError):
        values.integer("on", on=TODAY)


@pytest.mark.parametrize(
    ("kind", "value"), [("integer", '"3"'), ("integer", "true"), ("flag", "1"), ("share", '"66 %"')]
)
def test_a_value_of_the_wrong_type_is_refused(tmp_path, kind, value):
    text = GOOD.replace('"clock"', f'"{kind}"').replace('"5 wd"', value).replace('use = "max after"\n', "")
    assert refused_codes(tmp_path, text) == ["wrong_share" if kind == "share" else "wrong_type"]


def test_two_thirds_are_enough_where_the_law_says_at_least_and_not_where_it_says_more_than():
    assert Share.parse(">= 2/3").is_met(40, 60)
    assert not Share.parse("> 2/3").is_met(40, 60)
    assert Share.parse("> 2/3").is_met(41, 60)
    for text in ("2/3", "> 3/2", ">= 0/1", "> 1/0", "< 1/2"):
        with pytest.raises(Refused):
            Share.parse(text)

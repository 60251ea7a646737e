"""A procedure is declared once, and a faulty declaration is refused with all its faults."""

import pytest

from jinlin.base.given import Choice, Field, clean_given
from jinlin.base.procedure import FaultyProcedure, Procedure, State, Step
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters.procedure import CALL, MATTER

W = Words("词", "word")
RELATIONS = {"owner": Words("接办人", "the owner"), "teller": Words("反映人", "the teller")}


def state(code, final=False):
    return State(code, W, W, final=final)


def step(code, source, target, who=("owner",), **more):
    return Step(code, Words(code, code), W, source, target, who, **more)


def test_every_fault_of_a_declaration_is_listed_at_once():
    with pytest.raises(FaultyProcedure) as found:
        Procedure(
            "x", W, (state("new"), state("lost"), state("stuck")),
            (
                step("go", ("new",), "stuck"), step("bad", ("nowhere",), "gone", who=("nobody",)),
                step("free", ("new",), None, who=()), step("timed", ("new",), None, clock="never"),
            ),
            RELATIONS, "new",
        )  # fmt: skip
    text = "; ".join(found.value.faults)
    for part in ("'nowhere' is no state", "'gone' is no state", "'nobody' is no relation", "nobody may take it",
                 "clock 'never'", "'lost' cannot be reached", "'stuck' has no way out"):  # fmt: skip
        assert part in text


@pytest.mark.parametrize("procedure", [MATTER, CALL], ids=lambda one: one.code)
def test_every_step_is_owned_and_every_final_state_is_reached(procedure):
    reached = {procedure.start} | {one.target for one in procedure.steps if one.target}
    assert {one.code for one in procedure.states} <= reached
    assert all(one.who for one in procedure.steps)
    assert any(one.final for one in procedure.states)


@pytest.mark.parametrize("procedure", [MATTER, CALL], ids=lambda one: one.code)
def test_every_pair_of_step_and_state_is_open_only_where_declared(procedure):
    for one in procedure.steps:
        plain = Step(**{**one.__dict__, "when": ()}) if hasattr(one, "__dict__") else one
        for here in procedure.states:
            for relation in procedure.relations:
                reasons = procedure.why_not(plain, here.code, {relation}, None)
                may = relation in one.who and here.code in procedure.sources(one)
                assert (not reasons) == may, (one.code, here.code, relation)


def test_a_refusal_says_whose_step_it_is_or_what_must_come_first():
    with pytest.raises(Refused) as stranger:
        MATTER.ask("accept", "told", {"teller"}, None)
    assert stranger.value.reason.code == "not_yours"
    assert "社区" in stranger.value.reason.words.zh
    with pytest.raises(Refused) as early:
        MATTER.ask("confirm", "working", {"teller"}, None)
    assert early.value.reason.code == "wrong_state"
    assert "已答复" in early.value.reason.words.zh


def test_a_reason_needs_a_speaking_code():
    with pytest.raises(ValueError, match="must start with"):
        Reason("forbidden", W)


@pytest.mark.parametrize(
    ("kind", "raw", "wanted"),
    [
        ("text", "  a \u202e b\x00 ", "a b"), ("integer", "7", 7), ("integer", "7.5", Reason), ("integer", True, Reason),
        ("date", "2026-02-29", Reason), ("yes_no", "是", True), ("yes_no", "maybe", Reason), ("place", "12", 12),
        ("place", "12; drop", Reason), ("institutions", "1,2,2", [1, 2]), ("choice", "c", Reason), ("choice", "a", "a"),
        ("text", ["x"], Reason), ("text", "", Reason), ("files", [], Reason), ("text", "长" * 201, Reason),
    ],
)  # fmt: skip
def test_a_field_reads_its_kind_or_answers_the_reason(kind, raw, wanted):
    choices = (Choice("a", W),) if kind == "choice" else ()
    value = Field("x", kind, W, choices=choices, limit=100 if kind == "integer" else 0).clean(raw)
    assert isinstance(value, Reason) if wanted is Reason else value == wanted


def test_all_fields_are_read_before_anything_is_refused():
    fields = (Field("a", "integer", W), Field("b", "text", W), Field("c", "text", W, required=False))
    values, faults = clean_given(fields, {"a": "x", "z": "ignored"})
    assert set(faults) == {"a", "b"}
    assert values == {"c": None}

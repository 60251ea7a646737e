"""A write that can be repeated has one effect and one answer."""

import pytest

from jinlin.base.models import DutyMark, Repeat
from jinlin.base.repeat import once
from jinlin.base.rule import Refused

pytestmark = pytest.mark.django_db


def _act(name):
    def act():
        DutyMark.objects.create(name=name)
        return 201, {"made": name}

    return act


def test_the_same_key_has_one_effect_and_gives_the_first_answer():
    first = once(scope="s", key="k", content=[1], act=_act("a"))
    again = once(scope="s", key="k", content=[1], act=_act("b"))
    assert first == (201, {"made": "a"}, False)
    assert again == (201, {"made": "a"}, True)
    assert [mark.name for mark in DutyMark.objects.all()] == ["a"]


def test_another_scope_is_another_write_and_another_content_is_refused():
    once(scope="s", key="k", content=[1], act=_act("a"))
    assert once(scope="t", key="k", content=[1], act=_act("b"))[2] is False
    with pytest.raises(Refused) as refusal:
        once(scope="s", key="k", content=[2], act=_act("c"))
    assert refusal.value.reason.code == "wrong_key"


def test_a_write_that_fails_leaves_its_key_free():
    def fails():
        raise RuntimeError("the line was cut")

    with pytest.raises(RuntimeError):
        once(scope="s", key="k", content=[1], act=fails)
    assert not Repeat.objects.exists()
    assert once(scope="s", key="k", content=[1], act=_act("a"))[0] == 201

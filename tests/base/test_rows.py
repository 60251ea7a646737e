"""Questions and rows by statements that are built once for each table."""

from __future__ import annotations

import pytest
from django.utils import timezone

from jinlin.base import rows
from jinlin.base.models import Notice, Repeat

pytestmark = pytest.mark.django_db


def test_a_row_comes_back_as_the_library_would_give_it() -> None:
    made = Repeat.objects.create(
        scope="here", key="k", digest="d", status=201, answer={"数": [1, None, True]}
    )
    found = rows.one(Repeat, "WHERE scope = %s AND key = %s", ["here", "k"])
    assert found is not None
    wanted = Repeat.objects.get(pk=made.pk)
    assert {f.attname: getattr(found, f.attname) for f in Repeat._meta.concrete_fields} == {
        f.attname: getattr(wanted, f.attname) for f in Repeat._meta.concrete_fields
    }
    assert not found._state.adding


def test_nothing_found_is_none() -> None:
    assert rows.one(Repeat, "WHERE scope = %s", ["nowhere"]) is None
    assert rows.one_beside(Repeat, "1", "WHERE scope = %s", ["nowhere"]) is None


def test_a_value_of_a_joined_table_comes_beside_the_row() -> None:
    Repeat.objects.create(scope="here", key="k", digest="d")
    notice = Notice(subject="x", subject_id=1, zh="一句话", made_at=timezone.now())
    rows.insert(notice)
    found = rows.one_beside(
        Repeat, "n.zh", "JOIN base_notice n ON n.subject_id = 1 WHERE base_repeat.scope = %s", ["here"]
    )
    assert found is not None
    assert (found[0].key, found[1]) == ("k", "一句话")

"""The demo world's notices hold as if they had been made by the commands: archive, programme, objection, covenant."""

import pytest

from jinlin.base import trail
from jinlin.deliberation.covenants import queries
from jinlin.deliberation.covenants.models import ClauseRemark, Covenant
from jinlin.publicity import archive, programme
from jinlin.publicity.models import Inquiry, Publication, Use
from jinlin.publicity.queries import public_rows
from tests.site.standing import ON

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture
def made(standing, db):
    return Publication.objects.first().place


def test_the_year_of_notices_stands_as_the_commands_would_have_made_it(made):
    assert archive.verify()["faults"] == []
    assert trail.verify(trail.heads())["faults"] == []
    found = [programme.one(made, year, ON) for year in (2025, 2026)]
    recent = [
        item
        for one in found
        for _, items in one.rows
        for item in items
        if item.stand == "missing" and item.span.code == "2026-Q3"
    ]
    assert [item.kind.code for item in recent] == ["affairs_help"]
    assert any(item.stand == "late" for _, items in found[1].rows for item in items)
    objected = Inquiry.objects.get(kind="objection", state="answered")
    assert objected.answered_at <= objected.due_at
    assert Publication.objects.filter(state="objected").count() == 1
    assert public_rows().filter(state="withdrawn").get().corrections.count() == 1
    assert (
        Publication.objects.filter(result_due_at__lt="2026-11-19T00:00+08:00", results__isnull=True).count()
        == 1
    )
    assert Use.objects.count() > 20
    covenant = Covenant.objects.get()
    assert (covenant.state, covenant.round, ClauseRemark.objects.filter(taken="").count()) == ("open", 2, 1)
    assert queries.last_round(covenant).text_hash == queries.hash_of(queries.as_draft(covenant))

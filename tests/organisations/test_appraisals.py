"""Both sides appraise an agreement in the middle and at the end, blind to each other, once and for all."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from jinlin.base.engine import Faulty
from jinlin.base.models import Event
from jinlin.base.rule import Refused
from jinlin.organisations.models import Appraisal
from jinlin.organisations.partners.agreements import AGREEMENTS
from jinlin.organisations.partners.appraisals import shown, window
from tests.cast import at, build
from tests.organisations.partners import in_force, institution

pytestmark = pytest.mark.django_db
SAID = {"stage": "middle", "kept": "partly", "next": "change", "remark": "讲座少了两次"}


@pytest.fixture
def world(db):
    made = build()
    institution(made, "library", "区图书馆", "苏馆员")
    return made


@pytest.fixture
def row(world):
    return in_force(world)


def give(world, row, by: str, on: str = "2026-07-10 10:00", **more):
    return AGREEMENTS.take(row.pk, "appraise", by=world.act(by), given=SAID | more, on=at(on))


def seen(row, side: str, on: dt.date):
    """What a side reads of the middle: its own words and the other's."""
    found = {str(one.side): one for one in shown(row, side, on)[0].sides}
    return {name: one.row.words if one.row else one.given for name, one in found.items()}


def test_the_middle_and_the_end_have_their_time(row):
    assert window(row, "middle") == (dt.date(2026, 7, 2), dt.date(2026, 8, 1))
    assert window(row, "final") == (dt.date(2026, 12, 1), dt.date(2027, 1, 30))


def test_nobody_appraises_out_of_time_or_twice_or_from_the_outside(world, row):
    for on in ("2026-06-30 10:00", "2026-08-02 10:00"):
        with pytest.raises(Refused):
            give(world, row, "worker", on)
    with pytest.raises(Refused):
        give(world, row, "street")
    with pytest.raises(Faulty):
        give(world, row, "worker", stage="final")
    give(world, row, "worker")
    with pytest.raises(Refused):
        give(world, row, "secretary", kept="well")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appraisal.objects.create(
            agreement=row,
            stage="middle",
            side="community",
            kept="well",
            next="go_on",
            by_title="x",
            at=at("2026-07-11 10:00"),
        )


def test_what_one_side_said_is_sealed_until_both_have_or_time_is_up(world, row):
    give(world, row, "worker")
    inside, after = dt.date(2026, 7, 20), dt.date(2026, 8, 2)
    assert seen(row, "community", inside) == {"社区": "讲座少了两次", "单位": False}
    assert seen(row, "institution", inside) == {"社区": True, "单位": False}
    assert seen(row, "", inside) == {"社区": True, "单位": False}
    assert seen(row, "institution", after)["社区"] == "讲座少了两次"
    give(world, row, "library_clerk", remark="社区很配合")
    assert seen(row, "institution", inside) == {"社区": "讲座少了两次", "单位": "社区很配合"}
    told = " ".join(
        Event.objects.filter(subject="agreement", subject_id=row.pk).values_list("text", flat=True)
    )
    assert "讲座" not in told and "配合" not in told


def test_an_expired_agreement_is_appraised_at_its_end(world, row):
    AGREEMENTS.take(row.pk, "expire", by=_clock(), on=at("2027-01-01 01:00"))
    give(world, row, "library_clerk", "2027-01-10 10:00", stage="final", kept="well", next="go_on")
    with pytest.raises(Refused):
        give(world, row, "worker", "2027-02-01 10:00", stage="final")


def _clock():
    from jinlin.base.actor import THE_CLOCK

    return THE_CLOCK

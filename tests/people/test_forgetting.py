"""What has reached its end is swept (R22)."""

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.people.commands import issue_token, look, set_consent
from jinlin.people.jobs import forget
from jinlin.people.models import AccessToken, Consent, Look, Member, SignInCode
from tests.cast import build
from tests.people.neighbours import person_of, settle

pytestmark = pytest.mark.django_db


def test_what_is_over_is_swept():
    world = build()
    settle(world)
    person, now = person_of(world, "resident"), timezone.now()
    look(by=world.act("worker"), person=person, purpose="核对联系人")
    set_consent(person=person, purpose="photos", given=True)
    set_consent(person=person, purpose="photos", given=False)
    issue_token(account=world.accounts["worker"], audience="api")
    SignInCode.objects.create(phone_key="x", attempt="", digest="")
    Member.objects.filter(person=person).update(until_on=timezone.localdate())
    assert forget(now) == 0
    forget(now + dt.timedelta(days=10 * 365))
    left = [model.objects.count() for model in (Look, Consent, AccessToken, SignInCode)]
    assert left == [0, 0, 0, 0]
    assert not Member.objects.filter(person=person).exists()
    assert Member.objects.count() == 2, "who still lives there stays"

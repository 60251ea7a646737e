"""Workers' accounts: invited once, disabled at once, renewed by another person."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils import timezone

from jinlin.base.rule import Refused
from jinlin.people.commands.accounts import accept_invitation, disable, enable, invite, invited, renew
from jinlin.people.commands.factors import current_code, give_factor, use_factor
from jinlin.people.commands.tokens import issue_token
from jinlin.people.models import AccessToken, Account
from jinlin.people.queries import account_for_token
from tests.cast import World, build

pytestmark = pytest.mark.django_db
LONG = "correct horse battery staple"


@pytest.fixture
def world() -> World:
    return build()


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason.code


def test_an_invitation_lets_a_worker_set_a_password_once(world):
    worker = world.accounts["worker"]
    token = invite(account=worker, by=None)
    assert invited(token) == worker
    accept_invitation(token=token, password=LONG)
    worker.refresh_from_db()
    assert worker.check_password(LONG)
    assert invited(token) is None
    assert (
        refusal(lambda: accept_invitation(token=token, password="another long password")) == "no_invitation"
    )


def test_an_invitation_is_over_after_seven_days(world):
    token = invite(account=world.accounts["worker"], by=None)
    AccessToken.objects.update(until=timezone.now())
    assert refusal(lambda: accept_invitation(token=token, password=LONG)) == "no_invitation"


def test_a_newer_invitation_ends_the_older(world):
    old = invite(account=world.accounts["worker"], by=None)
    new = invite(account=world.accounts["worker"], by=None)
    assert invited(old) is None and invited(new)


def test_an_invitation_is_no_token_for_the_interface_and_a_token_no_invitation(world):
    token = invite(account=world.accounts["worker"], by=None)
    assert account_for_token(token, "api") is None
    assert invited(issue_token(account=world.accounts["worker"], audience="api")) is None


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "12345678901",
        "password1234",
        "123456789012",
        "20261119202611",
        "qwertyuiopas",
        "aaaaaaaaaaaaaa",
        "iloveyouiloveyou",
        "worker-worker-9",
    ],
)
def test_short_and_common_passwords_are_refused_and_the_link_stays_good(world, password):
    token = invite(account=world.accounts["worker"], by=None)
    with pytest.raises(ValidationError):
        accept_invitation(token=token, password=password)
    assert invited(token)


@pytest.mark.parametrize(
    "password", ["门前大桥下游过一群鸭子快来数", "all lower case and blanks", "aaaa bbbb cccc dddd"]
)
def test_a_long_password_needs_no_special_characters(world, password):
    accept_invitation(token=invite(account=world.accounts["worker"], by=None), password=password)


def test_who_has_a_password_is_renewed_and_not_invited(world):
    worker = world.accounts["worker"]
    accept_invitation(token=invite(account=worker, by=None), password=LONG)
    worker.refresh_from_db()
    assert refusal(lambda: invite(account=worker, by=None)) == "not_new"
    give_factor(account=worker)
    key = issue_token(account=worker, audience="api")
    assert invited(renew(account=worker, by=None)) == worker
    assert account_for_token(key, "api") is None
    assert not Authenticator.objects.filter(user=worker).exists()
    assert not Account.objects.get(pk=worker.pk).has_usable_password()


@pytest.mark.parametrize("who", ["worker", "secretary", "district", "resident"])
@pytest.mark.parametrize("act", [invite, renew, disable, enable])
def test_only_the_operator_keeps_accounts(world, who, act):
    assert refusal(lambda: act(account=world.accounts["grid_worker"], by=world.act(who))) == "not_yours"


def test_a_disabled_account_is_out_at_once(world, client):
    worker = world.accounts["worker"]
    key = issue_token(account=worker, audience="api")
    client.force_login(worker)
    disable(account=worker, by=None)
    assert account_for_token(key, "api") is None
    assert client.get("/me/settings").status_code == 302
    enable(account=worker, by=None)
    assert account_for_token(key, "api") is None


def test_a_dynamic_code_counts_once(world):
    worker = world.accounts["worker"]
    secret = give_factor(account=worker)
    code = current_code(secret)
    assert use_factor(account=worker, code=code, address="203.0.113.9").user == worker
    assert refusal(lambda: use_factor(account=worker, code=code, address="203.0.113.9")) == "wrong_code"


def test_a_recovery_code_counts_once(world):
    worker = world.accounts["worker"]
    give_factor(account=worker)
    code = Authenticator.objects.get(user=worker, type="recovery_codes").wrap().get_unused_codes()[0]
    assert use_factor(account=worker, code=code, address="203.0.113.9")
    assert refusal(lambda: use_factor(account=worker, code=code, address="203.0.113.9")) == "wrong_code"


def test_five_wrong_codes_close_the_door_from_there_and_not_from_elsewhere(world):
    worker = world.accounts["worker"]
    secret = give_factor(account=worker)
    wrong = f"{(int(current_code(secret)) + 500_000) % 10**6:06d}"
    for _ in range(5):
        assert refusal(lambda: use_factor(account=worker, code=wrong, address="203.0.113.9")) == "wrong_code"
    assert (
        refusal(lambda: use_factor(account=worker, code=current_code(secret), address="203.0.113.9"))
        == "too_many"
    )
    assert use_factor(account=worker, code=current_code(secret), address="198.51.100.7")


def test_the_secret_of_a_factor_is_sealed_in_the_database(world):
    secret = give_factor(account=world.accounts["worker"])
    assert secret not in str(list(Authenticator.objects.values()))


def test_a_dynamic_code_typed_in_wide_digits_counts(world):
    worker = world.accounts["worker"]
    secret = give_factor(account=worker)
    wide = current_code(secret).translate({48 + n: 0xFF10 + n for n in range(10)})
    assert use_factor(account=worker, code=f"{wide[:3]} {wide[3:]}", address="203.0.113.9").user == worker

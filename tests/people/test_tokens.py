"""Bearer tokens and interface keys: for one audience, with an end, gone with the account."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.utils import timezone

from jinlin.people.commands import end_access, issue_token
from jinlin.people.models import AccessToken, Account
from jinlin.people.queries import account_for_token
from jinlin.site.cli import main
from tests.cast import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Account:
    return build().accounts["worker"]


@pytest.fixture
def demo_file():
    place = settings.ENV.data / "demo.json"
    rows = [{"role": "community_worker", "username": "worker"}, {"role": "auditor", "username": "gone"}]
    place.write_text(json.dumps({"accounts": rows}))
    yield
    place.unlink()


def run(*words: str):
    return CliRunner().invoke(main, ["token", *words])


def test_a_token_leads_to_its_account_in_one_query(worker, django_assert_num_queries):
    token = issue_token(account=worker, audience="api")
    with django_assert_num_queries(1):
        found = account_for_token(token, "api")
        assert found == worker
        assert found.get_full_name() == "林晓"


def test_a_token_opens_only_the_door_it_was_made_for(worker):
    assert account_for_token(issue_token(account=worker, audience="open311"), "api") is None
    assert account_for_token(issue_token(account=worker, audience="api"), "open311") is None


def test_the_database_holds_no_token_in_plain(worker):
    token = issue_token(account=worker, audience="api")
    kept = AccessToken.objects.values().get()
    assert token not in str(kept) and token[3:] not in str(kept)


@pytest.mark.parametrize("spoiled", ["", "jl_", "jl_nothing", "x" * 5000, "jl_\x00"])
def test_what_is_no_token_leads_nowhere(worker, spoiled):
    issue_token(account=worker, audience="api")
    assert account_for_token(spoiled, "api") is None


def test_a_token_ends_at_its_time(worker):
    token = issue_token(account=worker, audience="api", at=timezone.now() - dt.timedelta(days=30, seconds=1))
    assert account_for_token(token, "api") is None


def test_a_disabled_account_has_no_token(worker):
    token = issue_token(account=worker, audience="api")
    Account.objects.filter(pk=worker.pk).update(is_active=False)
    assert account_for_token(token, "api") is None


def test_ending_an_accounts_access_ends_its_tokens_and_nobody_elses(worker):
    other = Account.objects.get(username="clerk")
    mine, theirs = issue_token(account=worker, audience="api"), issue_token(account=other, audience="api")
    assert end_access(account=worker) == 1
    assert account_for_token(mine, "api") is None
    assert account_for_token(theirs, "api") == other


def test_the_command_makes_a_token_for_a_role_of_the_demo_cast(worker, demo_file):
    answer = run("--as", "community_worker")
    assert answer.exit_code == 0, answer.output
    assert account_for_token(answer.stdout.strip(), "api") == worker


def test_the_command_makes_a_token_for_a_named_account(worker):
    answer = json.loads(run("--as", "worker", "--json").stdout)
    assert (answer["account"], answer["audience"]) == ("worker", "api")
    assert account_for_token(answer["token"], "api") == worker


def test_an_open311_key_belongs_to_a_service_that_nobody_can_sign_in_as(worker):
    key = run("--as", "open311").stdout.strip()
    account = account_for_token(key, "open311")
    assert account is not None
    assert (account.kind, account.has_usable_password(), account.person) == ("service", False, None)


def test_an_unknown_role_is_refused_with_the_roles_that_are_accepted(worker, demo_file):
    answer = run("--as", "nobody", "--json")
    assert answer.exit_code == 2
    fault = json.loads(answer.stdout)["faults"][0]
    assert fault["code"] == "no_account"
    assert fault["accepted"] == ["auditor", "community_worker", "open311"]
    assert not AccessToken.objects.exists()


def test_a_role_whose_account_does_not_exist_is_refused(worker, demo_file):
    assert run("--as", "auditor").exit_code == 2

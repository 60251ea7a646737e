"""The demo district states the figures of the sources to the number: by command, API and page alike, opened to rows."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.test import Client

from jinlin.people.models import Account
from jinlin.people.public import issue_token
from jinlin.site.cli import main
from jinlin.site.demo.members import build_members
from jinlin.site.demo.scale import DISTRICT
from jinlin.site.demo.trees import build_trees
from tests.site.test_demo_district import land

SHOWN = {
    "L01": "547", "L02": "99.0%", "L03": "16000", "L04": "292", "L05": "210", "L06": "70.0%", "L07": "110", "L08": "5", "N07": "17020",
    "W03": "3",
}  # fmt: skip
"""What the district states; L14 and W04 belong to one estate and one street."""


@pytest.mark.slow
@pytest.mark.django_db
def test_the_district_states_its_figures_by_command_api_and_page(settings) -> None:
    settings.SECOND_FACTOR = False
    demo = land(DISTRICT)
    build_members(demo)
    build_trees(demo)
    demo.rows.write()
    account = Account.objects.get(username="quduban")
    token, client = issue_token(account=account, audience="api"), Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    estate, street = demo.places["安和新苑"].code, demo.of_level("street")[-1].code
    asked = [(demo.places["district"].code, id, shown) for id, shown in SHOWN.items()]
    for code, id, shown in (*asked, (estate, "L14", "54"), (street, "W04", "4")):
        said = json.loads(CliRunner().invoke(main, ["figures", "--node", code, "--id", id, "--json"]).stdout)[
            "figures"
        ][0]
        head = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
        answered = Client().get(f"/api/v1/figures?node={code}&id={id}", **head).json()["figures"][0]
        page = client.get(f"/insight/{code}/figures/{id}").content.decode()
        assert said["shown"] == answered["shown"] == shown, id
        assert f'<p class="huge-number"><b>{shown}</b>' in page, id
        rows = Client().get(f"/api/v1/figures/{id}/rows?node={code}", **head).json()
        assert rows["row_count"] == said["row_count"] and rows["value"] == shown, id

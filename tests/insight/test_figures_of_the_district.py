"""The demo district states the figures of the sources to the number: by command, API and page alike, opened to rows."""

from __future__ import annotations

import json

import docx
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


ARTICLE = (
    "形成 5 级组织体系", "建立小区党支部 547 个", "小区党组织覆盖率 99.0%", "16000 名在职党员到居住地小区报到", "其中 292 人担任小区党支部书记",
    "党员担任业委会主任 210 人", "占成立业委会小区的 70.0%", "书记、主任“一肩挑”的小区 110 个", "在职、离退休、流动党员共 17020 名报到服务",
)  # fmt: skip
"""What the year's article says of the district, read back from the paper."""


@pytest.mark.slow
@pytest.mark.django_db
def test_the_district_states_its_figures_by_command_api_page_and_paper(settings, tmp_path) -> None:
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
    for node, sentences in (
        (demo.places["district"].code, ARTICLE),
        (estate, ("支部有党员 54 名", "安置 3 个村的群众")),
    ):
        paper = tmp_path / f"{node}.docx"
        done = CliRunner().invoke(main, ["briefing", "--node", node, "--period", "2026", "--out", str(paper)])
        assert done.exit_code == 0, done.output
        words = "".join(one.text for one in docx.Document(str(paper)).paragraphs)
        assert [one for one in sentences if one not in words] == []

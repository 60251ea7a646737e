"""Figures by page, API and command: the same number, its definition and its rows, within one's rights."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.base import figures, nodes
from jinlin.base.periods import year_of
from jinlin.insight import guarding
from jinlin.insight.commands import publish
from jinlin.insight.models import Publication
from jinlin.matters.desk import MATTERS
from jinlin.matters.models import Matter, Tally
from jinlin.people.public import issue_token
from jinlin.places.models import Place
from jinlin.site.cli import main
from tests.cast import World
from tests.whole import whole

pytestmark = pytest.mark.django_db
STREET, COMMUNITY, ESTATE = "350999001000", "350999001001", "E0001"


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def lively(world: World) -> World:
    """Eight matters at one estate, six of them solved; two at the other."""
    for number in range(8):
        receipt = world.tell(f"第 {number} 件：楼道灯不亮，晚上看不清", category=world.categories["lift"].pk)
        if number < 6:
            MATTERS.take(receipt.matter, "accept", by=world.act("worker"))
            MATTERS.take(receipt.matter, "answer", by=world.act("worker"), given={"note": "已换好"})
            MATTERS.take(receipt.matter, "confirm", by=world.act("resident"), given={"satisfaction": "5"})
    for number in range(2):
        world.tell(f"第 {number} 件：水管漏水", place="dongxi")
    return world


def asked(world: World, name: str, path: str) -> tuple[int, dict]:
    """What the API answers to somebody's token."""
    token = issue_token(account=world.accounts[name], audience="api")
    answer = Client().get(f"/api/v1{path}", HTTP_AUTHORIZATION=f"Bearer {token}")
    return answer.status_code, answer.json()


def commanded(*words: str) -> tuple[int, dict]:
    """What the command answers as JSON."""
    done = CliRunner().invoke(main, ["figures", *words, "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_every_figure_is_the_same_by_command_api_and_page(
    lively: World, as_: Callable[[str], Client]
) -> None:
    _, said = commanded("--node", STREET)
    status, answered = asked(lively, "street", f"/figures?node={STREET}")
    assert status == 200
    by_command = {
        one["id"]: (one["value"], one["part"], one["base"], one["row_count"]) for one in said["figures"]
    }
    by_api = {
        one["id"]: (one["value"], one["part"], one["base"], one["row_count"]) for one in answered["figures"]
    }
    assert (
        by_command == by_api
        and by_api["L09"] == (6, 6, None, 6)
        and by_api["matters.solution"] == (100.0, 6, 6, 6)
    )
    client = as_("street")
    for one in answered["figures"]:
        page = client.get(f"/insight/{STREET}/figures/{one['id']}").content.decode()
        assert f'<p class="huge-number"><b>{one["shown"]}</b>' in page, one["id"]


def test_a_figure_carries_definition_moment_unit_and_rows(lively: World) -> None:
    status, found = commanded("--node", ESTATE, "--period", "2026", "--id", "matters.response")
    one = found["figures"][0]
    assert (
        status == 0 and one["unit"] == "%" and one["definition"]["base"] and one["definition"]["version"] == 1
    )
    assert (
        one["as_of"].startswith("20") and one["definition"]["formula"] == "按时联系了反映人的 ÷ 到期应联系的"
    )


def test_all_faults_of_a_question_are_listed_and_the_command_ends_with_two(lively: World) -> None:
    status, found = commanded("--node", "nowhere", "--period", "soon", "--id", "L09", "--id", "X99")
    assert status == 2 and [fault["code"] for fault in found["faults"]] == [
        "no_node",
        "wrong_period",
        "no_figure",
    ]
    status, answered = asked(lively, "street", "/figures?node=nowhere&period=soon")
    assert status == 422 and {fault["field"] for fault in answered["faults"]} == {"node", "period"}


def test_verify_is_quiet_when_all_is_well_and_names_what_was_tampered_with(lively: World) -> None:
    assert commanded("verify") == (0, {"ok": True, "differences": []})
    Tally.objects.filter(category=0, spot=lively.places["qingrong"]).update(told=99)
    status, found = commanded("verify")
    kept = [row for row in found["differences"] if row.get("measure") == "told"]
    cells = [
        row for row in found["differences"] if row.get("figure") == "matters.told" and row["node"] == ESTATE
    ]
    assert status == 1 and kept and (kept[0]["kept"], kept[0]["counted"]) == (99, 8) and cells


def test_rows_are_opened_within_ones_rights_and_strangers_find_none(lively: World) -> None:
    status, found = asked(lively, "worker", f"/figures/L09/rows?node={COMMUNITY}")
    assert (
        status == 200
        and found["row_count"] == len(found["rows"]) == 6
        and found["rows"][0]["link"].startswith("/matters/")
    )
    for name in ("worker2", "resident", "stranger", "clerk"):
        assert asked(lively, name, f"/figures/L09/rows?node={COMMUNITY}")[0] == 404
    status, found = asked(lively, "resident", f"/figures?node={COMMUNITY}")
    assert status == 200 and {one["id"] for one in found["figures"]} <= {
        id for id, one in figures.figures.items() if one.public
    }
    assert (
        asked(lively, "resident", f"/figures?node={COMMUNITY}&period={timezone.localdate():%Y-%m}")[0] == 422
    )


def test_a_page_of_a_neighbours_place_is_not_found(lively: World, as_: Callable[[str], Client]) -> None:
    for path in ("", "/wall", "/figures", "/figures/L09", "/figures/L09/rows.csv"):
        assert as_("worker2").get(f"/insight/{COMMUNITY}{path}").status_code == 404
        assert as_("worker").get(f"/insight/{COMMUNITY}{path}").status_code == 200
        assert as_("resident").get(f"/insight/{COMMUNITY}{path}").status_code == 404
    assert as_("worker").get("/insight/").headers["Location"] == f"/insight/{COMMUNITY}"
    assert as_("grid_worker").get("/insight/").headers["Location"] == f"/insight/{COMMUNITY}"


def test_a_board_says_what_is_stuck_and_why_first_and_hides_small_numbers_in_comparisons(
    lively: World, as_: Callable[[str], Client]
) -> None:
    page = as_("street").get(f"/insight/{STREET}").content.decode()
    assert page.index("卡在哪里，为什么") < page.index(">诉求</h2>")
    assert "在办 4 件，没有逾期的：等人接办 4 件。" in page
    below = page[page.index("各社区的积压") : page.index("只比积压")]
    assert (
        "榕西社区" in below
        and below.index("榕西社区") < below.index("东溪社区")
        and 'data-value="2"' not in below
    )
    assert 'data-value="0"' not in below and ">—<" not in below
    small, empty = below.index("不足 5、不单列"), below.index("现在一件也没有")
    assert "榕西社区" in below[small:empty] and "东溪社区" in below[small:]


def test_a_figure_without_a_number_stands_in_one_line_with_why(
    lively: World, as_: Callable[[str], Client]
) -> None:
    client = as_("street")
    whole = client.get(f"/insight/{STREET}").content.decode()
    parts = [whole] + [
        client.get(f"/insight/{STREET}?further={group}").content.decode()
        for group in re.findall(r"further=([a-z._-]+)", whole)
    ]
    assert not any("<b>—</b>" in part for part in parts)
    said = " ".join(part[part.index("这段时期没有数") :] for part in parts if "这段时期没有数" in part)
    assert "交了账的承诺</a> (没有期内到期的承诺)" in said


def test_a_board_asks_twelve_questions_and_no_more_with_fifty_places_below(
    lively: World, as_: Callable[[str], Client]
) -> None:
    client, street = as_("street"), lively.places["street"]
    client.get(f"/insight/{STREET}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/insight/{STREET}")
    for number in range(50):
        code = f"350999001{number + 100}"
        Place.objects.create(
            level="community",
            code=code,
            name=f"第 {number} 社区",
            parent=street,
            path=f"{street.path}{code}/",
        )
    with CaptureQueriesContext(connection) as many:
        client.get(f"/insight/{STREET}")
    assert len(many) <= len(few) <= 12, [query["sql"][:120] for query in few]


def test_figures_counted_from_their_rows_follow_group_by_group_each_with_few_questions(
    lively: World, as_: Callable[[str], Client]
) -> None:
    client = as_("street")
    whole = client.get(f"/insight/{STREET}").content.decode()
    assert "小区党支部数" not in whole and "解决问题数" in whole
    asked = re.findall(r"further=([a-z._-]+)", whole)
    assert "organisations" in asked and len(asked) == len(set(asked)) > 2
    for group in asked:
        with CaptureQueriesContext(connection) as few:
            rest = client.get(f"/insight/{STREET}?further={group}").content.decode()
        assert len(few) <= 12 and "<html" not in rest and "</h2>" in rest, group
    assert "小区党支部数" in client.get(f"/insight/{STREET}?further=organisations").content.decode()
    assert client.get(f"/insight/{STREET}?further=nothing").content.decode().strip() == ""


def test_the_page_of_all_figures_costs_a_dozen_questions_and_each_group_no_more(
    lively: World, as_: Callable[[str], Client]
) -> None:
    client = as_("street")
    client.get(f"/insight/{STREET}/figures")
    with CaptureQueriesContext(connection) as few:
        whole = client.get(f"/insight/{STREET}/figures").content.decode()
    assert len(few) <= 12 and "期末在运行的小区党支部个数" in whole
    for group in re.findall(r"group=([a-z._-]+)", whole):
        with CaptureQueriesContext(connection) as piece:
            part = client.get(
                f"/insight/{STREET}/figures?group={group}", HTTP_HX_REQUEST="true"
            ).content.decode()
        assert len(piece) <= 12 and "<html" not in part, (group, len(piece))
    assert "<html" in client.get(f"/insight/{STREET}/figures?group=organisations").content.decode()
    assert client.get(f"/insight/{STREET}/figures?group=nothing").status_code == 404


def test_the_wall_shows_large_numbers_and_asks_again_by_itself(
    lively: World, as_: Callable[[str], Client]
) -> None:
    page = as_("street").get(f"/insight/{STREET}/wall").content.decode()
    assert 'hx-trigger="every 60s"' in page and "<b>4</b>" in page
    part = as_("street").get(f"/insight/{STREET}/wall", HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part and "正在办" in part


def test_rows_are_exported_with_their_source_and_found_by_a_word(
    lively: World, as_: Callable[[str], Client]
) -> None:
    client = as_("worker")
    answer = client.get(f"/insight/{COMMUNITY}/figures/L09/rows.csv")
    assert (
        answer.headers["Content-Disposition"].startswith("attachment")
        and len(answer.content.decode("utf-8-sig").splitlines()) == 7
    )
    book = client.get(f"/insight/{COMMUNITY}/figures/L09/rows.xlsx")
    assert book.status_code == 200 and book.content[:2] == b"PK"
    page = client.get(f"/insight/{COMMUNITY}/figures/matters.told", {"q": "第 3 件"}).content.decode()
    rows = page[page.index('id="f-rows"') :]
    assert "第 3 件" in rows and "第 4 件" not in rows


def test_a_published_number_stays_and_says_what_changed_since(
    lively: World, as_: Callable[[str], Client]
) -> None:
    client = as_("street")
    path, year = f"/insight/{STREET}/figures/L09", f"{timezone.localdate():%Y}"
    for _ in range(2):
        client.post(f"{path}/publish", {"period": year, "note": "半年小结", "key": "once"})
    assert Publication.objects.get().shown == "6"
    assert "此后没有变化" in client.get(path).content.decode()
    matter = Matter.objects.filter(outcome="solved").order_by("pk").first()
    assert matter is not None
    MATTERS.take(matter.pk, "reopen", by=lively.act("resident"), given={"note": "又坏了"})
    page = client.get(path).content.decode()
    assert "此后有补记或更正，现在是 5（新增 0 条、减少 1 条）" in page and "第 1 次公布" in page
    told = asked(lively, "street", f"/figures?node={STREET}&id=L09")[1]["figures"][0]
    assert told["value"] == 5 and told["published"]["value"] == "6" and told["published"]["changed"]
    assert (
        as_("worker").post(f"/insight/{COMMUNITY}/figures/L09/publish", {"period": year}).status_code == 404
    )
    assert Publication.objects.count() == 1


def test_residents_read_public_numbers_of_their_place_and_small_ones_are_hidden(
    lively: World, client: Client
) -> None:
    page = client.get(f"/places/{ESTATE}/figures").content.decode()
    assert page.count("—") >= 1 and "没有人手填" in page
    assert "怎么算的、更多数字" in whole(client, f"/places/{ESTATE}")
    # Two were told in the other community: it is hidden, and so is its neighbour, or the street's sum would give it away.
    today = timezone.localdate()
    for name in ("community", "community2", "qingrong", "dongxi"):
        node = nodes.find(lively.places[name].code)
        year = year_of(today, today=today)
        _, out = guarding.guarded([figures.figures["matters.told"]], node, [year])
        assert out == {("matters.told", year.text)}, name
    street = nodes.find(STREET)
    _, out = guarding.guarded([figures.figures["matters.told"]], street, [year_of(today, today=today)])
    assert out == frozenset()


def test_the_public_page_counts_once_a_minute_and_says_when(
    lively: World, client: Client, settings, django_assert_max_num_queries
) -> None:
    settings.FIGURES_KEPT_SECONDS = 60
    cache.clear()
    try:
        first = client.get(f"/places/{ESTATE}/figures").context
        with django_assert_max_num_queries(4):
            again = client.get(f"/places/{ESTATE}/figures").context
        assert (first["at"], first["rows"]) == (again["at"], again["rows"])
    finally:
        cache.clear()


def test_only_a_secretary_or_supervisor_publishes(lively: World) -> None:
    today = timezone.localdate()
    from jinlin.base.rule import Refused

    with pytest.raises(Refused) as refused:
        publish(
            figure=figures.figure("L09"),
            node=nodes.find(COMMUNITY),
            period=year_of(today, today=today),
            by=lively.act("worker"),
        )
    assert refused.value.reason.code == "not_yours"

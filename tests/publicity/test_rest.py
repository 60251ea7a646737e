"""The API of notices: kinds, lists, drafting, steps, asking; refused calls say why."""

import json

import pytest

from jinlin.people.public import issue_token
from jinlin.publicity.models import Publication
from tests.cast import build
from tests.publicity.notices import published, raw

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def call(client, world):
    def called(name, method, path, body=None):
        token = issue_token(account=world.accounts[name], audience="api", name="test")
        answer = getattr(client, method)(
            f"/api/v1{path}", data=json.dumps(body) if body is not None else None, content_type="application/json",
            headers={"Authorization": f"Bearer {token if isinstance(token, str) else token[0]}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return called


def test_a_notice_goes_its_way_through_the_api(call, world):
    status, made = call("worker", "post", "/notices", {**raw(world), "place": world.places["community"].code})
    assert status == 201
    ref = made["ref"]
    status, why = call("worker", "post", f"/notices/{ref}/steps/check", {})
    assert (status, why["code"]) == (409, "not_own_draft")
    assert call("worker2", "get", f"/notices/{ref}")[0] == 404
    assert call("secretary", "post", f"/notices/{ref}/steps/check", {})[0] == 200
    status, row = call("secretary", "post", f"/notices/{ref}/steps/publish", {})
    assert (status, row["state"], row["text_unchanged"]) == (200, "published", True)
    status, row = call(
        "worker", "post", f"/notices/{ref}/steps/hang", {"spot": "board", "hung_on": row["begins_on"]}
    )
    assert status == 200
    assert Publication.objects.get().hangings.count() == 1


def test_lists_kinds_and_the_archives_head_are_open_to_tokens(call, world):
    row = published(world)
    status, found = call("resident", "get", "/notices?group=affairs")
    assert (status, found["total"], found["rows"][0]["ref"]) == (200, 1, str(row.pk))
    kinds = call("resident", "get", "/notice-kinds")[1]
    assert {one["code"]: one["period"] for one in kinds}["voter_list"] == "20 d before"
    assert call("resident", "get", "/notice-archive")[1]["seq"] == 1


def test_asking_and_answering_through_the_api(call, world):
    row = published(world)
    status, made = call(
        "resident", "post", f"/notices/{row.pk}/ask", {"kind": "question", "text": "账在哪里看"}
    )
    assert status == 201
    assert call("neighbour", "get", f"/notice-questions/{made['ref']}")[0] == 404
    assert call("resident", "get", f"/notice-questions/{made['ref']}")[1]["state"] == "asked"
    status, why = call("worker", "post", f"/notice-questions/{made['ref']}/steps/answer", {"outcome": "told"})
    assert (status, why["faults"][0]["field"]) == (422, "answer")
    given = {"outcome": "told", "answer": "窗口可看"}
    assert (
        call("worker", "post", f"/notice-questions/{made['ref']}/steps/answer", given)[1]["state"]
        == "answered"
    )


def test_what_is_not_there_is_not_found(call, world):
    assert call("worker", "get", "/notices/none")[0] == 404
    assert call("worker", "post", "/notices/99/ask", {"text": "x"})[0] == 404


def test_notices_and_their_archive_are_open_data_without_persons(world):
    from jinlin.base.opendata import data_set

    row = published(world)
    (notice,) = data_set("notices").rows()
    assert (notice[0], notice[1], notice[-1]) == (row.pk, row.number, row.text_hash)
    assert [one[0] for one in data_set("notice-archive").rows()] == [1]

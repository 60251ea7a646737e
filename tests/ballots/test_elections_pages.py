"""Elections on the screen: beginning one, the register, a ballot given at the station, two count sheets, papers, what residents see."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jinlin.ballots.elections import commands
from jinlin.ballots.elections.models import BallotGiven, Committee, CountEntry, Election, Voter
from jinlin.people.commands import issue_token
from tests.ballots.polling import AFTER, PUBLISHED, VOTE, begun, stand
from tests.ballots.test_elections_life import CLEAR
from tests.ballots.test_elections_owners import CALLED, NOTICED, Owners
from tests.ballots.test_pages import browser, text

pytestmark = pytest.mark.django_db
SHEET = "姓名,住址,电话\n张甲,1 号楼 101,\n张乙,1 号楼 102,\n".encode()


def upload(client, pk, data):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(
        f"/desk/elections/{pk}/voters/import", {"sheet": SimpleUploadedFile("voters.csv", data)}
    )


def test_a_worker_begins_an_election_and_imports_the_register_whole_or_not_at_all():
    made = begun()
    client = browser(made, "worker")
    form = {
        "kind": "residents",
        "purpose": "regular",
        "title": "新一届",
        "place": made.world.places["community"].pk,
    }
    assert (
        client.post("/desk/elections/new", form | {"place": made.world.places["community2"].pk}).status_code
        == 404
    )
    assert (
        client.post("/desk/elections/new", form | {"place": made.world.places["qingrong"].pk}).status_code
        == 409
    )
    answer = client.post("/desk/elections/new", form)
    pk = Election.objects.get(title="新一届").pk
    assert answer.headers["Location"] == f"/desk/elections/{pk}"
    assert "出现两次" in text(upload(client, pk, SHEET + "张甲,1 号楼 101,\n".encode()))
    assert Voter.objects.filter(election=pk).count() == 0
    assert upload(client, pk, SHEET).headers["Location"].endswith("rows=2")
    assert "张乙" in text(client.get(f"/desk/elections/{pk}/voters?q=张乙"))
    assert client.get(f"/desk/elections/{pk}/voters?export=1").status_code == 200
    assert client.get("/desk/elections/?export=1&kind=residents").status_code == 200
    form |= {"kind": "owners", "title": "业委会", "place": made.world.places["qingrong"].pk}
    assert (
        client.post("/desk/elections/new", form).headers["Location"]
        == f"/desk/committees/{Committee.objects.get().pk}"
    )


def test_the_station_gives_one_ballot_and_the_same_form_sent_twice_gives_no_second():
    made = stand()
    made.take("print_ballots", on=VOTE, printed=60, witnesses="监小红")
    made.take("give_proxy", number=20, agent=30, signed_on="2026-09-20", on=PUBLISHED)
    made.take("open", on=VOTE)
    way = f"/desk/elections/{made.election.pk}/stations/{made.station().pk}"
    client = browser(made, "clerk1")
    assert "发一张票" in text(client.get(f"{way}?q=赵一"))
    assert "由受托人 30 号" in text(client.get(f"{way}?q=20"))
    for _ in range(2):
        assert client.post(way, {"number": "3", "key": "k-3"}).status_code == 302
    assert BallotGiven.objects.count() == 1
    assert client.post(way, {"number": "3", "key": "another", "q": "3"}).status_code == 409
    assert client.post(way, {"number": "x", "key": "y"}).status_code == 409
    assert browser(made, "worker2").get(way).status_code == 404


def _shown(client, way):
    """What a page says and offers to send, without the keys that make each sending repeatable."""
    main = text(client.get(way)).split("<main", 1)[1].split("</main>")[0]
    return re.sub(r'<input type="hidden"[^>]*>', "", main)


def test_count_sheets_papers_and_the_public_page_show_no_vote_before_it_is_announced():
    made = stand()
    made.take("print_ballots", on=VOTE, printed=60, witnesses="监小红")
    made.take("open", on=VOTE)
    made.give(1, 30)
    made.take("close_station", "clerk1", on=VOTE, station=made.station().pk, returned=30, witnesses="监小红")
    made.take("close", on=VOTE)
    pk, way = made.election.pk, f"/desk/elections/{made.election.pk}/stations/{made.station().pk}/count"
    numbers = {f"c{made.candidate(name).pk}": votes for name, votes in CLEAR.items()}
    first, second = browser(made, "clerk1"), browser(made, "clerk2")
    blank, quiet = _shown(second, way), _shown(browser(made, "stranger"), f"/elections/{pk}")
    assert "周五" in blank
    assert first.post(way, {"valid": "29.5", **numbers}).status_code == 409
    assert first.post(way, {"valid": "30", **numbers}).status_code == 302
    assert _shown(second, way) == blank
    assert second.post(way, {"valid": "30", **numbers}).status_code == 302
    assert CountEntry.objects.count() == 2
    assert _shown(browser(made, "stranger"), f"/elections/{pk}") == quiet
    assert first.get(f"/desk/elections/{pk}/papers/result").status_code == 404
    made.take("announce", on=AFTER)
    for kind in ("register", "candidates", "proxies", "count", "result"):
        assert first.get(f"/desk/elections/{pk}/papers/{kind}").status_code == 200
    public = text(browser(made, "resident").get(f"/elections/{pk}"))
    assert "第 1 轮结果" in public
    assert "在记录上签字" in public
    assert browser(made, "resident").post(f"/elections/{pk}/steps/sign", {"key": "s"}).status_code == 302
    assert browser(made, "stranger").post(f"/elections/{pk}/steps/sign", {"key": "s"}).status_code == 404


def test_a_resident_finds_the_own_number_and_objects_in_time():
    made = begun(voting_on="2099-12-01")
    made.take("publish_list", on=None)
    client = browser(made, "resident")
    number = Voter.objects.get(person=made.world.accounts["resident"].person).number
    assert f"您在名单上，第 {number} 号" in text(client.get(f"/elections/{made.election.pk}/list"))
    assert "没有找到您" in text(browser(made, "stranger").get(f"/elections/{made.election.pk}/list"))
    assert client.post(f"/elections/{made.election.pk}/object", {"words": "名字写错了"}).status_code == 302
    assert "名字写错了" in text(client.get(f"/elections/{made.election.pk}/list"))
    assert client.post(f"/elections/{made.election.pk}/object", {"words": " "}).status_code == 409


def test_the_pages_of_an_owners_committee_and_its_papers():
    made = Owners().prepared()
    client = browser(made, "worker")
    assert client.get(f"/committees/{made.row.pk}").status_code == 404
    made.take("publish_candidates", moment=NOTICED)
    made.take("call_vote", moment=CALLED)
    for way in (
        f"/desk/committees/{made.row.pk}",
        f"/desk/committees/{made.row.pk}/papers/candidates",
        f"/committees/{made.row.pk}",
        "/elections/",
        "/desk/elections/",
    ):
        assert client.get(way).status_code == 200, way
    assert client.get(f"/desk/committees/{made.row.pk}/papers/filing").status_code == 404
    assert "业主0" in text(client.get(f"/committees/{made.row.pk}"))
    assert browser(made, "worker2").get(f"/desk/committees/{made.row.pk}").status_code == 404


def test_the_api_lists_and_takes_steps():
    made = begun()
    client = browser(made, "worker")
    token = issue_token(account=made.world.accounts["worker"], name="t", audience="api")
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert made.election.title in {one["title"] for one in client.get("/api/v1/elections", **head).json()}
    body = {"name": "新人", "where": "2 号楼", "kind": "local"}
    answer = client.post(
        f"/api/v1/elections/{made.election.pk}/steps/add_voter",
        json.dumps(body),
        content_type="application/json",
        **head,
        HTTP_IDEMPOTENCY_KEY="one",
    )
    assert answer.status_code == 200, answer.content
    assert Voter.objects.filter(name="新人").count() == 1
    assert client.get("/api/v1/committees", **head).json() == []


def test_lists_ask_the_same_questions_for_one_row_and_for_many():
    made = stand()
    client = browser(made, "worker")
    client.get("/desk/elections/")

    def asked(way):
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(way).status_code == 200
        return len(found)

    few = asked("/desk/elections/"), asked("/elections/"), asked(f"/desk/elections/{made.election.pk}/voters")
    for n in range(12):
        commands.begin_election(
            title=f"第 {n} 次", place=made.world.places["community"], by=made.act("worker")
        )
    Election.objects.update(state="listed")
    Voter.objects.bulk_create(Voter(election=made.election, number=100 + n, name=f"又{n}") for n in range(20))
    assert (
        asked("/desk/elections/"),
        asked("/elections/"),
        asked(f"/desk/elections/{made.election.pk}/voters"),
    ) == few

"""Elections serve their legal notices: the register twenty days before, the result, an owners' committee's candidates."""

import pytest

from jinlin.base.rule import Refused
from jinlin.publicity.public import book, kind_of, notices_for, standing_notice, withdraw_notice
from tests.ballots.polling import LISTED, PUBLISHED, VOTE, VOTE_ON, begun
from tests.ballots.test_elections_owners import NOTICED, Owners

pytestmark = pytest.mark.django_db


def test_the_register_hangs_until_the_day_of_the_vote_and_the_vote_waits_for_it():
    made = begun()
    made.take("publish_list", on=LISTED)
    notice = standing_notice("election", made.election.pk, "voter_list")
    assert (notice.event_on, notice.link) == (VOTE_ON, f"/elections/{made.election.pk}")
    assert "40 人" in notice.body
    for way in (
        "平台网页",
        *(book().spots[spot].zh for spot in kind_of("voter_list").hang),
        "服务窗口",
        "本人账号",
    ):
        assert way in notice.body, "every way by which it reaches people is named"
    assert (notice.objects_until - notice.begins_on).days == 5
    made.take("publish_candidates", on=PUBLISHED)
    made.take("add_station", on=PUBLISHED, name="居委会", where="一楼大厅", booth=True)
    made.take("print_ballots", on=VOTE, printed=60, witnesses="监小红")
    withdraw_notice(notice=notice, why="名单页漏印", by=made.act("secretary"), at=VOTE)
    with pytest.raises(Refused) as refused:
        made.take("open", on=VOTE)
    assert refused.value.reason.code == "no_notice"


def test_a_withdrawn_election_takes_its_notice_down():
    made = begun()
    made.take("publish_list", on=LISTED)
    made.take("withdraw", on=LISTED, note="名额要重定")
    assert notices_for("election", made.election.pk).get().state == "withdrawn"


def test_candidates_for_an_owners_committee_hang_for_objection():
    owners = Owners().prepared()
    owners.take("publish_candidates", moment=NOTICED)
    hung = standing_notice("committee", owners.row.pk, "owners_candidates")
    assert "业主0、业主1" in hung.body
    assert hung.objects_until == hung.until_on

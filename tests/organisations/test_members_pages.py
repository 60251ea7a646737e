"""Pages of report-in: the branch's, the member's own, what anybody sees, the employer's year, the letters on paper."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.base.actor import ANYBODY
from jinlin.base.worklist import lanes
from jinlin.organisations.members import commands
from jinlin.organisations.members.desk import REPORTS
from jinlin.organisations.members.plates import address_of
from jinlin.organisations.models import Commitment, InvitationLetter, Mark, ReportIn
from jinlin.people.models import Account, Look, Person, Release
from jinlin.people.public import issue_token
from tests.organisations.members import Branch
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
LIST = "/members/branches/estate_branch-E0001"
SOON = timezone.localdate() + dt.timedelta(days=20)


def browser(made: Branch, name: str) -> Client:
    return sign_in(Client(), made.world.accounts[name])


def said(answer) -> str:
    return answer.content.decode()


def step(client: Client, at: str, **given: object):
    """Open a step's form and send it."""
    opened = client.get(at)
    assert opened.status_code == 200, said(opened)
    key = re.search(r'name="key" value="([^"]+)"', said(opened))
    assert key
    return client.post(at, {"key": key[1], **given})


def test_a_resident_reports_by_phone_and_follows_it_to_a_post_and_service(made: Branch) -> None:
    client = browser(made, "neighbour")
    assert "我是党员，要到居住地报到" in said(client.get("/me/"))
    opened = client.get("/me/membership")
    key = re.search(r'name="key" value="([^"]+)"', said(opened))[1]
    form = {
        "branch": "estate_branch-E0001",
        "kind": "serving",
        "employer_name": "榕城区住建局",
        "employer_sees": "1",
        "key": key,
    }
    sent = client.post("/me/membership", form)
    row = ReportIn.objects.get()
    assert sent["Location"] == f"/me/membership/{row.pk}"
    assert (
        client.post("/me/membership", form)["Location"] == f"/me/membership/{row.pk}"
        and ReportIn.objects.count() == 1
    )
    assert "等支部确认" in said(client.get(f"/me/membership/{row.pk}"))
    desk = browser(made, "estate_secretary")
    assert desk.get("/members/")["Location"] == LIST
    assert step(desk, f"/members/{row.pk}/steps/confirm")["Location"] == f"/members/{row.pk}?done=confirm"
    assert step(client, f"/me/membership/{row.pk}/steps/take_post", post="care").status_code == 302
    given = {"on": timezone.localdate().isoformat(), "minutes": "60", "what": "陪邻居看病"}
    assert step(client, f"/me/membership/{row.pk}/steps/serve", **given).status_code == 302
    service = row.services.get()
    assert f"/members/services/{service.pk}/steps/confirm" in said(desk.get(f"/members/{row.pk}"))
    assert step(desk, f"/members/services/{service.pk}/steps/confirm").status_code == 302
    page = said(client.get(f"/me/membership/{row.pk}"))
    assert "关爱帮扶岗" in page and "1 小时" in page and "陪邻居看病" in page


def test_the_letters_form_asks_only_what_is_not_known_and_leads_without_an_account(made: Branch) -> None:
    row = commands.invite(
        organisation=made.organisation, name="孙三", employer_name="某厂", by=made.secretary
    )
    sheet = browser(made, "estate_secretary").post(f"{LIST}/letters/print", {"report": str(row.pk)})
    code = re.search(r"<dd>([0-9A-Z-]{14})</dd>", said(sheet))[1]
    assert "孙三同志" in said(sheet) and "<svg" in said(sheet)
    visitor = Client()
    found = visitor.post("/report-in/", {"code": code.lower()})
    page = said(visitor.get(found["Location"]))
    assert "孙三" in page and 'value="某厂"' in page and 'name="name"' not in page
    done = visitor.post(found["Location"], {"key": "k1", "kind": "serving", "employer_name": "某厂"})
    assert "已报到，等支部确认" in said(done)
    assert visitor.get(found["Location"]).status_code == 404
    row.refresh_from_db()
    assert row.state == "reported"


def test_a_wrong_code_says_what_to_do_and_guessing_ends(made: Branch) -> None:
    visitor = Client()
    assert visitor.get("/report-in/E0001-03").status_code == 404
    answers = [visitor.get(f"/report-in/{'A' * 11}{sign}").status_code for sign in "BCDEFGHJKMNPQRSTUVWXYZ2"]
    assert answers[:20] == [404] * 20 and set(answers[20:]) == {429}


def test_a_buildings_letters_speak_to_the_household_and_name_no_member(made: Branch) -> None:
    sheet = said(browser(made, "estate_secretary").post(f"{LIST}/letters/print", {"building": "E0001-03"}))
    assert sheet.count('class="letter"') == 2 == InvitationLetter.objects.count()
    assert "李国强" not in sheet and "没有，这封信可以不理" in sheet


def test_the_list_filters_searches_sorts_and_confirms_several(made: Branch) -> None:
    made.reported()
    for name in ("赵一", "钱二"):
        commands.invite(organisation=made.organisation, name=name, kind="retired", by=made.secretary)
    desk = browser(made, "estate_member")
    page = said(desk.get(LIST))
    assert all(name in page for name in ("李国强", "赵一", "钱二"))
    assert "赵一" not in said(desk.get(f"{LIST}?state=reported")) and "李国强" not in said(
        desk.get(f"{LIST}?kind=retired")
    )
    assert "钱二" not in said(desk.get(f"{LIST}?q=赵")) and "赵一" in said(
        desk.get(f"{LIST}?q=赵&sort=state")
    )
    ids = list(ReportIn.objects.values_list("pk", flat=True))
    done = desk.post(f"{LIST}/confirm", {"report": ids, "key": "k"}, follow=True)
    assert "已确认 1 位" in said(done) and said(done).count("现在的状态") >= 1 or "赵一：" in said(done)
    assert ReportIn.objects.filter(state="confirmed").count() == 1


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_fifty(made: Branch) -> None:
    commands.invite(organisation=made.organisation, name="甲", by=made.secretary)
    desk = browser(made, "estate_secretary")
    counts = []
    for number in range(2):
        desk.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert desk.get(LIST).status_code == 200
        counts.append(len(asked))
        for nth in range(49 * (1 - number)):
            commands.invite(organisation=made.organisation, name=f"乙{nth}", by=made.secretary)
    assert counts[0] == counts[1] <= 20


def test_a_list_as_a_file_takes_a_purpose_and_a_second_person_and_is_told_to_everybody_in_it(
    made: Branch,
) -> None:
    row = made.confirmed()
    desk, second = browser(made, "estate_secretary"), browser(made, "estate_member")
    assert desk.post(f"{LIST}/export", {"purpose": "x"}).status_code == 302 and not Release.objects.exists()
    assert (
        desk.post(f"{LIST}/export", {"purpose": "打印年度名册", "state": "open"})["Location"] == "/exports/"
    )
    asked = Release.objects.get()
    way = f"/exports/{asked.pk}"
    assert desk.post(f"{way}/take").status_code == 302 and Look.objects.count() == 0
    desk.post(f"{way}/decide", {"act": "release"})
    assert Release.objects.get().state == "asked"
    assert browser(made, "worker").post(f"{way}/decide", {"act": "release"}).status_code == 404
    assert "打印年度名册" in said(second.get("/exports/")) and [
        one.title
        for lane in lanes(made.committee, timezone.now())
        if lane.code == "releases"
        for one in lane.items
    ] == ["青榕花园党支部"]
    second.post(f"{way}/decide", {"act": "release"})
    assert second.post(f"{way}/take").status_code == 302
    phone = desk.post(f"{way}/take", headers={"user-agent": "Mozilla/5.0 (iPhone) Mobile"})
    assert phone.status_code == 302 and Look.objects.count() == 0
    sheet = desk.post(f"{way}/take")
    assert sheet["Content-Type"].endswith("sheet") and "no-store" in sheet["Cache-Control"]
    assert Look.objects.filter(person=row.person, purpose="打印年度名册").count() == 1
    assert "打印年度名册" in said(browser(made, "neighbour").get(f"/me/membership/{row.pk}"))
    Release.objects.update(until_at=timezone.now())
    assert desk.post(f"{way}/take").status_code == 302


def test_inviting_by_name_and_by_institution_is_looked_at_once_more(made: Branch) -> None:
    desk = browser(made, "estate_secretary")
    form = {"name": "赵一", "phone": "136 0000 0001", "kind": "mobile", "employer_name": "", "key": "k"}
    assert (
        "核对" in said(desk.post(f"{LIST}/invite", {**form, "act": "look"})) and ReportIn.objects.count() == 0
    )
    sent = desk.post(f"{LIST}/invite", {**form, "act": "send"})
    assert sent["Location"] == f"/members/{ReportIn.objects.get().pk}"
    housing = made.world.institutions["housing"]
    unit = desk.post(f"{LIST}/invite?unit=1", {"institution": housing.pk, "key": "u", "act": "send"})
    row = ReportIn.objects.get(kind="unit")
    assert unit["Location"] == f"/members/{row.pk}"
    clerk = browser(made, "clerk")
    assert f"/members/{row.pk}" in said(clerk.get("/members/year"))
    assert step(clerk, f"/members/{row.pk}/steps/report").status_code == 302


def test_strangers_to_a_branch_get_not_found(made: Branch) -> None:
    row = made.confirmed()
    for name in ("secretary", "worker", "street", "manager", "clerk", "resident"):
        client = browser(made, name)
        for at in (
            LIST,
            f"/members/{row.pk}",
            f"/members/{row.pk}/steps/confirm",
            f"{LIST}/letters",
            f"/me/membership/{row.pk}",
        ):
            assert client.get(at).status_code == 404, (name, at)


def test_a_commitment_is_read_by_anybody_shown_with_its_evidence_and_marked_by_neighbours(
    made: Branch,
) -> None:
    row = made.confirmed()
    own = browser(made, "neighbour")
    given = {"promise": "修好健身器材", "due_on": SOON.isoformat(), "called": "surname", "agreed": "1"}
    assert step(own, f"/me/membership/{row.pk}/steps/promise", **given).status_code == 302
    one = Commitment.objects.get()
    visitor = Client()
    page = said(visitor.get("/commitments/at/E0001"))
    assert "修好健身器材" in page and "李同志" in page and "李国强" not in page
    assert step(own, f"/commitments/{one.pk}/steps/show", note="焊好了，能用了").status_code == 302
    page = said(visitor.get(f"/commitments/{one.pk}"))
    assert "焊好了，能用了" in page and "国强" not in page and "李*" not in page
    resident = browser(made, "resident")
    assert resident.post(f"/commitments/{one.pk}/mark", {"kept": "kept"}).status_code == 302
    assert Mark.objects.get().kept and "有 1 位居民评了" in said(visitor.get(f"/commitments/{one.pk}"))
    assert browser(made, "stranger").post(f"/commitments/{one.pk}/mark", {"kept": "kept"}).status_code == 409
    assert (
        visitor.post(f"/commitments/{one.pk}/mark", {"kept": "kept"}).status_code == 302
        and Mark.objects.count() == 1
    )
    assert browser(made, "resident").get(f"/commitments/{one.pk}/steps/withdraw").status_code == 404
    assert step(own, f"/commitments/{one.pk}/steps/withdraw").status_code == 302
    assert visitor.get(f"/commitments/{one.pk}").status_code == 404


def test_showing_is_one_tap_and_withdrawing_is_one_tap(made: Branch) -> None:
    row = made.confirmed()
    own, visitor, at = browser(made, "neighbour"), Client(), f"/me/membership/{row.pk}/showing"
    place = "/places/E0001"
    assert own.post(f"{at}/member_page", {"given": "1", "called": "full"}).status_code == 302
    assert "李国强" in said(visitor.get("/commitments/at/E0001"))
    assert own.post(f"{at}/member_page", {"given": "0"}).status_code == 302
    assert "李国强" not in said(visitor.get("/commitments/at/E0001")) + said(visitor.get(place, follow=True))
    assert own.post(f"{at}/nothing", {"given": "1"}).status_code == 404
    assert own.get(f"/me/membership/{row.pk}/plate").status_code == 404
    own.post(f"{at}/member_plate", {"given": "1"})
    assert "<svg" in said(own.get(f"/me/membership/{row.pk}/plate"))
    plate = address_of(row)
    assert "李国强" in said(visitor.get(plate))
    assert visitor.get(plate[:-1] + "x").status_code == 404
    own.post(f"{at}/member_plate", {"given": "0"})
    assert visitor.get(plate).status_code == 404


def test_the_employers_year_wants_a_purpose_and_stands_on_the_members_page(made: Branch) -> None:
    row = made.confirmed(employer_sees=True)
    made.served(row)
    clerk = browser(made, "clerk")
    assert "李国强" not in said(clerk.get("/members/year"))
    assert clerk.post("/members/year", {"purpose": "看"}).status_code == 422
    page = said(
        clerk.post("/members/year", {"purpose": "年度民主评议", "year": str(timezone.localdate().year)})
    )
    assert "李国强" in page and "1 小时 30 分钟" in page and "清理" not in page
    assert (
        clerk.post("/members/year", {"purpose": "年度民主评议", "act": "export"})["Location"] == "/exports/"
    )
    asked = Release.objects.get()
    browser(made, "district").post(f"/exports/{asked.pk}/decide", {"act": "release"})
    assert clerk.post(f"/exports/{asked.pk}/take")["Content-Type"].endswith("sheet")
    assert "年度民主评议" in said(browser(made, "neighbour").get(f"/me/membership/{row.pk}"))
    assert browser(made, "manager").get("/members/year").status_code == 404


def test_the_api_follows_the_declaration(made: Branch) -> None:
    row = made.reported()

    def call(name: str, method: str, at: str, body: object = None):
        token = issue_token(account=made.world.accounts[name], audience="api")
        return getattr(Client(), method)(
            f"/api/v1{at}",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    assert call("manager", "get", f"/report-ins/{row.pk}").status_code == 404
    assert (
        call("estate_secretary", "post", f"/report-ins/{row.pk}/steps/confirm", {}).json()["state"]
        == "confirmed"
    )
    assert call("estate_secretary", "post", f"/report-ins/{row.pk}/steps/confirm", {}).status_code == 409
    assert (
        call("estate_secretary", "get", "/report-ins?branch=estate_branch-E0001").json()[0]["name"]
        == "李国强"
    )
    assert call("resident", "get", "/report-ins?branch=estate_branch-E0001").status_code == 404
    assert call("neighbour", "get", "/report-ins").json()[0]["ref"] == str(row.pk)
    body = {"promise": "巡夜", "due_on": SOON.isoformat(), "called": "surname", "agreed": True}
    assert call("neighbour", "post", f"/report-ins/{row.pk}/steps/promise", body).status_code == 200
    (one,) = call("resident", "get", "/commitments?place=E0001").json()
    assert (one["member"], one["text"]) == ("李同志", "巡夜")
    assert "国强" not in str(call("resident", "get", f"/commitments/{one['ref']}").json())
    assert call("resident", "post", f"/commitments/{one['ref']}/marks", {"kept": True}).status_code == 409
    assert len(call("resident", "get", "/posts").json()) == 8
    assert (
        call(
            "estate_secretary", "post", "/report-ins", {"branch": "estate_branch-E0001", "name": "赵一"}
        ).status_code
        == 201
    )
    assert call("clerk", "post", "/employer-year", {"purpose": "年度评议"}).json()["people"] == []


def test_membership_without_consent_stands_on_no_page_of_anybody_else(made: Branch) -> None:
    """R14: neither neighbours, property firm, community workers nor matters learn who is a member."""
    row = made.confirmed()
    Person.objects.filter(pk=row.person_id).update(name="CANARYMEMBER")
    REPORTS.take(row.pk, "take_post", by=made.member, given={"post": "care"})
    matter = made.world.tell(by=made.member)
    pages = ["/", "/places/E0001", "/commitments/at/E0001", "/today/", "/matters/", f"/matters/{matter.number}", "/organisations/",
             "/organisations/estate_branch-E0001", "/seats/", "/members/", "/places/tree/E0001", "/institutions/", "/me/"]  # fmt: skip
    for name in (
        "resident",
        "stranger",
        "manager",
        "worker",
        "grid_worker",
        "secretary",
        "street",
        "district",
        "clerk",
    ):
        client = browser(made, name)
        for at in pages:
            text = said(client.get(at, follow=True))
            assert "CANARYMEMBER" not in text and "关爱帮扶岗" not in text, (name, at)
    assert Account.objects.filter(pk=ANYBODY.account).count() == 0


def test_what_is_told_is_handled_the_same_with_and_without_membership(made: Branch) -> None:
    """R14: the outcome of a service does not depend on being a member."""
    before = made.world.tell(by=made.member)
    made.confirmed()
    after = made.world.tell(by=made.member)
    assert (before.owner_username, before.owner_name) == (after.owner_username, after.owner_name)

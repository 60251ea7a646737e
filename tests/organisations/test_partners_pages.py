"""The pages of partners: for both sides and those above, nothing for strangers, the same questions for any length."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.organisations.models import (
    Agreement,
    Contact,
    Institution,
    JointProject,
    Membership,
    Obligation,
    Occasion,
)
from jinlin.organisations.partners.agreements import AGREEMENTS
from jinlin.organisations.partners.commands import found_alliance
from jinlin.organisations.partners.evidence import token
from tests.cast import build
from tests.organisations.partners import duty, held, in_force, institution, link
from tests.people.pages import sign_in
from tests.whole import whole

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def world():
    made = build()
    institution(made, "library", "区图书馆", "苏馆员")
    institution(made, "clinic", "市中医院", "梁医师")
    return made


@pytest.fixture
def page(world):
    def opened(name):
        return sign_in(Client(), world.accounts[name])

    return opened


def months_ago(on, count):
    year, month = divmod(on.year * 12 + on.month - 1 - count, 12)
    return dt.date(year, month + 1, 1)


@pytest.fixture
def pairing(world, on):
    """In force for five months; the first month kept, the others not."""
    begins = months_ago(on, 5)
    term = (begins, dt.date(begins.year + 1, begins.month, 27))
    early = f"{begins - dt.timedelta(days=3)} 10:00"
    row = in_force(world, term=term, on=early, joint_activity=1, community_serves=1)
    link(world, row, held(world, str(begins + dt.timedelta(days=9)), people=12))
    return row


def send(client, way, **given):
    """A form with its second look: looked at, then sent."""
    looked = client.post(way, {**given, "act": "look", "key": "k1"})
    assert looked.status_code == 200, looked.content.decode()[:3000]
    return client.post(way, {**given, "act": "send", "key": "k1"})


def test_an_agreement_is_drafted_accepted_by_both_and_in_force_by_pages_alone(world, page, on):
    library, community = world.institutions["library"], world.places["community"]
    worker = page("worker")
    assert "起草近邻党建协议书" in worker.get("/agreements/new?institution=library").content.decode()
    given = {
        "community": community.pk,
        "institution": library.pk,
        "from_on": on,
        "to_on": on + dt.timedelta(days=300),
        "joint_activity": 1,
    }
    answer = send(worker, "/agreements/new", **given)
    number = Agreement.objects.get().number
    assert answer.headers["Location"] == f"/agreements/{number}"
    shown = worker.get(f"/agreements/{number}").content.decode()
    assert "拟稿" in shown and "这一步由社区书记、单位经办人来做" not in shown
    for name, step in (("secretary", "accept"), ("library_clerk", "accept_too")):
        way = f"/agreements/{number}/steps/{step}"
        assert page(name).get(way).status_code == 200
        assert (
            page(name).post(way, {"version": 1, "key": name}).headers["Location"]
            == f"/agreements/{number}?done={step}"
        )
    assert Agreement.objects.get().state == "in_force"
    paper = page("library_clerk").get(f"/agreements/{number}/print").content.decode()
    assert "盖章处" in paper and "骑缝章" in paper and "每月至少共同开展 1 场活动" in paper


def test_a_draft_without_any_clause_names_the_fault_and_keeps_what_was_typed(world, page, on):
    given = {
        "community": world.places["community"].pk,
        "institution": world.institutions["library"].pk,
        "from_on": on,
        "to_on": on + dt.timedelta(days=9),
        "act": "look",
    }
    answer = page("worker").post("/agreements/new", given)
    assert answer.status_code == 422 and "至少要有一条约定" in answer.content.decode()


def test_both_sides_see_the_twelve_months_and_what_is_late(page, pairing):
    for name in ("worker", "secretary", "library_clerk", "street", "district"):
        shown = page(name).get(f"/agreements/{pairing.number}").content.decode()
        assert "到现在有效 6 个月，1 个月有共同活动，共 1 次" in shown
        assert "过了期限还没有凭证" in shown and 'class="late"' in shown


def test_strangers_to_an_agreement_get_not_found(page, pairing):
    number, pk = pairing.number, Obligation.objects.first().pk
    record = Occasion.objects.get().number
    ways = (
        f"/agreements/{number}",
        f"/agreements/{number}/print",
        f"/agreements/{number}/steps/end",
        f"/obligations/{pk}",
        f"/occasions/{record}",
    )
    for name in ("clinic_clerk", "worker2", "mediator", "grid_worker", "resident"):
        for way in ways:
            assert page(name).get(way).status_code == 404, (name, way)


def test_a_duty_shows_the_records_that_fit_and_links_one_by_a_tap(world, page, pairing, on):
    begins = pairing.in_force_from
    second = begins + dt.timedelta(days=40)
    record, row = held(world, str(second)), duty(pairing, str(second))
    shown = page("library_clerk").get(f"/obligations/{row.pk}").content.decode()
    number = token("occasion", record.pk)
    assert f"link?evidence={number}" in shown
    form = page("library_clerk").get(f"/obligations/{row.pk}/steps/link?evidence={number}").content.decode()
    assert f'value="{number}" selected' in form
    page("library_clerk").post(f"/obligations/{row.pk}/steps/link", {"evidence": number, "key": "x"})
    row.refresh_from_db()
    assert row.state == "kept"


def test_a_shared_record_is_entered_on_one_side_and_waits_on_the_others_first_page(world, page, pairing, on):
    given = {
        "community": world.places["community"].pk,
        "institution": world.institutions["library"].pk,
        "kind": "visit",
        "title": "馆长来访",
        "on": on,
    }
    answer = send(page("worker"), "/occasions/new", **given)
    way = answer.headers["Location"]
    assert "馆长来访" in whole(page("library_clerk"), "/today/")
    assert page("worker").get(f"{way}/steps/confirm").status_code == 409
    page("library_clerk").post(f"{way}/steps/confirm", {"key": "y"})
    assert "双方已确认" in page("worker").get(way).content.decode()
    assert "馆长来访" in page("street").get("/occasions/").content.decode()


def test_the_list_of_partners_filters_sorts_searches_and_exports(world, page, pairing):
    worker = page("worker")
    assert "区图书馆" in worker.get("/partners/?only=late").content.decode()
    assert "没有符合的单位" in worker.get("/partners/?only=ending").content.decode()
    assert "市中医院" in worker.get("/partners/?only=none").content.decode()
    assert "没有符合的单位" in worker.get("/partners/?q=没有").content.decode()
    for sort in ("name", "late", "end"):
        assert worker.get(f"/partners/?sort={sort}&kind=partner").status_code == 200
    for way, wanted in (
        ("/partners/export", "区图书馆"),
        ("/agreements/export", "区图书馆"),
        ("/obligations/export?only=late", "区图书馆"),
    ):
        book = openpyxl.load_workbook(io.BytesIO(worker.get(way).content))
        assert any(wanted in row for row in book.active.iter_rows(values_only=True)), way


def test_a_partners_page_is_for_its_own_people_and_its_communities(world, page, pairing):
    for name in ("library_clerk", "worker", "street"):
        assert "区图书馆" in page(name).get("/partners/library").content.decode()
    assert page("resident").get("/partners/library").status_code == 404
    answer = send(
        page("library_clerk"), "/partners/library/contact", name="苏馆员", duty="馆员", from_on="2026-01-01"
    )
    assert answer.status_code == 302 and Contact.objects.get().name == "苏馆员"
    assert page("clinic_clerk").get("/partners/library/contact").status_code == 404
    send(
        page("library_clerk"),
        f"/partners/library/contacts/{Contact.objects.get().pk}/end",
        to_on="2026-02-01",
    )
    assert Contact.objects.get().to_on == dt.date(2026, 2, 1)


def test_a_merger_is_entered_by_those_who_keep_institutions(world, page, pairing, on):
    given = {"into": world.institutions["clinic"].pk, "on": on}
    assert page("worker").get("/partners/library/merge").status_code == 404
    answer = send(page("district"), "/partners/library/merge", **given)
    assert answer.headers["Location"] == "/partners/clinic"
    assert "并入的单位" in page("district").get("/partners/clinic").content.decode()


def test_residents_read_on_the_places_page_who_the_partners_are_and_what_was_done(world, client, pairing):
    place = world.places["qingrong"]
    assert "区图书馆" in whole(client, f"/places/{place.code}")
    shown = client.get(f"/places/{world.places['community'].code}/partners").content.decode()
    assert "一起清扫楼道" in shown and "1 个月有共同活动" in shown and "林晓" not in shown
    assert client.get(f"/places/{place.code}/partners").status_code == 404


def test_an_alliance_is_founded_joined_chaired_and_given_a_project_by_pages(world, page, pairing, on):
    worker = page("worker")
    given = {"name": "东片区联盟", "kind": "zone", "place": world.places["community"].pk, "founded_on": on}
    way = send(worker, "/alliances/new", **given).headers["Location"]
    worker.post(f"{way}/steps/invite", {"institution": world.institutions["library"].pk, "key": "1"})
    assert "请您单位加入联盟" in whole(page("library_clerk"), "/today/")
    page("library_clerk").post(f"{way}/steps/join", {"key": "2"})
    worker.post(
        f"{way}/steps/chair",
        {"institution": world.institutions["library"].pk, "from_on": on, "to_on": on, "key": "3"},
    )
    shown = page("library_clerk").get(way).content.decode()
    assert "轮值主席" in shown and Membership.objects.get().from_on
    given = {
        "name": "楼道书屋",
        "community": world.places["community"].pk,
        "lead": world.institutions["library"].pk,
        "from_on": on,
        "to_on": on + dt.timedelta(days=60),
    }
    project = send(worker, f"/joint-projects/new?alliance={way.split('/')[-1]}", **given).headers["Location"]
    page("library_clerk").post(f"{project}/steps/take_on", {"key": "4"})
    worker.post(
        f"{project}/steps/milestone", {"title": "选楼道", "due_on": on + dt.timedelta(days=9), "key": "5"}
    )
    shown = worker.get(project).content.decode()
    assert "1 个节点，0 个有凭证，进度 0%" in shown
    assert JointProject.objects.get().alliance.code in way
    assert "东片区联盟" in worker.get("/alliances/").content.decode()
    assert page("clinic_clerk").get(way).status_code == 404


def another(world, pairing, on, number):
    """One further partner with an agreement, a late duty, a record that waits, and an alliance."""
    made = Institution.objects.create(
        code=f"p{number}", name=f"单位{number}", kind="partner", place=world.places["district"]
    )
    row = Agreement.objects.create(
        number=f"XY2024-{number:05d}", community=world.places["community"], institution=made, holder=made, state="in_force", standing=1,
        from_on=pairing.from_on, to_on=pairing.to_on, in_force_from=pairing.from_on,
    )  # fmt: skip
    Obligation.objects.create(
        agreement=row, kind="joint_activity", cadence="monthly", measure="times", target=1, from_on=pairing.from_on,
        to_on=pairing.from_on + dt.timedelta(days=20), due_on=pairing.from_on + dt.timedelta(days=30),
    )  # fmt: skip
    Occasion.objects.create(
        number=f"GJ2024-{number:05d}", community=world.places["community"], institution=made, kind="visit", title="走访", on=on, side="community",
        entered_at=timezone.now(), confirm_by=timezone.now(),
    )  # fmt: skip
    alliance = found_alliance(
        name=f"联盟{number}",
        kind="theme",
        place=world.places["community"],
        founded_on=on,
        by=world.act("worker"),
    )
    Membership.objects.create(alliance=alliance, institution=made, invited_on=on, from_on=on)


def test_pages_ask_the_same_number_of_questions_for_one_row_and_for_fifty(world, page, pairing, on):
    ways = (
        "/partners/?sort=late",
        "/agreements/",
        "/obligations/?only=late",
        "/occasions/",
        "/alliances/",
        "/today/",
    )
    worker = page("worker")

    def asked(way):
        with CaptureQueriesContext(connection) as questions:
            assert worker.get(way).status_code == 200
        return len(questions)

    another(world, pairing, on, 0)
    for way in ways:
        worker.get(way)
    one = {way: asked(way) for way in ways}
    for number in range(1, 50):
        another(world, pairing, on, number)
    fifty = {way: asked(way) for way in ways}
    assert {way: fifty[way] - one[way] for way in ways if fifty[way] > one[way]} == {}
    assert max(fifty[way] for way in ways if way != "/today/") <= MOST


def test_a_step_that_is_closed_says_why(page, pairing):
    answer = page("secretary").get(f"/agreements/{pairing.number}/steps/renew")
    assert answer.status_code == 409 and "到期前 60 天起才续签" in answer.content.decode()
    assert page("secretary").get(f"/agreements/{pairing.number}/steps/nothing").status_code == 404


def test_a_suspended_agreement_is_not_late(world, page, pairing):
    AGREEMENTS.take(pairing.pk, "suspend", by=world.act("secretary"), given={"note": "装修"})
    assert "过了期限" not in page("worker").get(f"/agreements/{pairing.number}").content.decode()
    assert "没有符合的义务" in page("worker").get("/obligations/?only=late").content.decode()

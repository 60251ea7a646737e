"""Small powers: a public list, each use shown without persons, questions answered in time."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jinlin.base.engine import Faulty
from jinlin.base.rule import Refused
from jinlin.publicity import powers
from jinlin.publicity.desk import INQUIRIES, POWERS
from jinlin.publicity.models import Inquiry, Power, Use
from tests.cast import at, build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
GIVEN = {
    "name": "临时救助申请初审", "basis": "社会救助暂行办法", "holder": "社区工作者（救助）", "steps": "受理\n入户核实\n报街道", "within_days": 5,
}  # fmt: skip


@pytest.fixture
def world():
    return build()


@pytest.fixture
def power(world):
    return powers.list_power(
        place=world.places["community"], raw=GIVEN, by=world.act("secretary"), at=at("2026-01-05 09:00")
    )


def use(world, power, on, **given):
    raw = {
        "what": "一户因病申请",
        "asked_on": "2026-09-18",
        "used_on": on.date().isoformat(),
        "outcome": "done",
        **given,
    }
    return POWERS.take(power.pk, "use", by=world.act("worker"), given=raw, on=on)


def test_the_secretary_keeps_the_list_and_a_worker_does_not(world):
    with pytest.raises(Refused) as refused:
        powers.list_power(place=world.places["community"], raw=GIVEN, by=world.act("worker"))
    assert refused.value.reason.code == "not_yours"


def test_a_power_is_listed_once(world, power):
    with pytest.raises(Refused) as refused:
        powers.list_power(place=world.places["community"], raw=GIVEN, by=world.act("secretary"))
    assert refused.value.reason.code == "not_twice"


def test_a_use_knows_until_when_it_was_due_in_working_days(world, power):
    """Friday 2026-09-18 and five working days, a shifted Sunday and a holiday between: 2026-09-24 (law.md B14)."""
    use(world, power, at("2026-09-24 16:00"))
    assert Use.objects.get().due_on == dt.date(2026, 9, 24)


def test_a_use_lies_neither_ahead_nor_before_it_was_asked_for(world, power):
    with pytest.raises(Faulty):
        use(world, power, at("2026-09-20 10:00"), used_on="2026-09-21")
    with pytest.raises(Faulty):
        use(world, power, at("2026-09-20 10:00"), used_on="2026-09-17")


def test_an_ended_power_is_used_no_more_and_may_be_listed_anew(world, power):
    POWERS.take(power.pk, "end", by=world.act("secretary"), given={"note": "权限上收"})
    with pytest.raises(Refused):
        use(world, power, at("2026-09-24 16:00"))
    assert (
        powers.list_power(place=world.places["community"], raw=GIVEN, by=world.act("secretary")).pk
        != power.pk
    )


def text(answer):
    return answer.content.decode()


def test_the_list_and_each_use_are_public_and_questions_are_answered(client, world, power):
    use(world, power, at("2026-09-24 16:00"))
    use(world, power, at("2026-09-28 16:00"), what="迟了的一次")
    assert "临时救助申请初审" in text(client.get(f"/publicity/powers/of/{world.places['community'].code}"))
    page = text(client.get(f"/publicity/powers/{power.pk}"))
    for part in ("一户因病申请", "超过期限 1 次", "入户核实", "社会救助暂行办法", "5 个工作日内"):
        assert part in page, part
    address = f"/publicity/powers/{power.pk}/ask"
    key = re.search(r'name="key" value="([^"]+)"', text(client.get(address)))[1]
    assert (
        client.post(address, {"text": "为什么要入户", "name": "", "phone": "", "key": key}).status_code == 302
    )
    asked = Inquiry.objects.get()
    assert asked.due_at > timezone.now()
    INQUIRIES.take(
        asked.pk, "answer", by=world.act("worker"), given={"outcome": "told", "answer": "办法第十条规定"}
    )
    assert "办法第十条规定" in text(client.get(f"/publicity/powers/{power.pk}"))


def test_workers_keep_the_list_in_their_pages(client, world):
    sign_in(client, world.accounts["secretary"])
    address = "/publicity/powers/new"
    key = re.search(r'name="key" value="([^"]+)"', text(client.get(address)))[1]
    given = {**GIVEN, "place": world.places["community"].pk, "key": key}
    assert client.post(address, {**given, "act": "look"}).status_code == 200
    assert client.post(address, {**given, "act": "send"}).status_code == 302
    row = Power.objects.get()
    sign_in(client, world.accounts["worker"])
    assert "临时救助申请初审" in text(client.get("/publicity/powers?q=临时"))
    page = client.get(f"/publicity/powers/{row.pk}/desk/steps/use")
    sent = {
        "what": "一户",
        "used_on": timezone.localdate().isoformat(),
        "outcome": "done",
        "key": re.search(r'name="key" value="([^"]+)"', text(page))[1],
    }
    assert client.post(f"/publicity/powers/{row.pk}/desk/steps/use", sent).status_code == 302
    assert Use.objects.count() == 1
    sign_in(client, world.accounts["worker2"])
    assert client.get(f"/publicity/powers/{row.pk}/desk").status_code == 404


def test_the_lists_ask_the_same_number_of_questions_for_many(client, world, power):
    sign_in(client, world.accounts["secretary"])
    addresses = ("/publicity/powers", f"/publicity/powers/of/{world.places['community'].code}")
    counts = []
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    for n in range(12):
        powers.list_power(
            place=world.places["community"], raw={**GIVEN, "name": f"权力{n}"}, by=world.act("secretary")
        )
    for address, before in zip(addresses, counts, strict=True):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= before, address

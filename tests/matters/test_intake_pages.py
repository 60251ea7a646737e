"""Pages by which workers bring matters in: the desk, the chat group, the reception day."""

import pytest
from django.apps import apps
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.models import Event
from jinlin.matters import tallies
from jinlin.matters.models import Matter, Telling
from jinlin.matters.numbers import number_of
from tests.cast import build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db
ADDRESSES = ("/matters/new", "/matters/relay", "/matters/lists", "/matters/import/", "/hot/")


@pytest.fixture
def world():
    return build()


@pytest.fixture
def page(client, world):
    return lambda name: sign_in(client, world.accounts[name])


def at_the_desk(**given):
    return {
        "key": "k1",
        "channel": "desk",
        "text": "3 号楼电梯又停了，老人下不来",
        "place": "青榕花园",
        "name": "王秀兰",
        "phone": "",
        "urgent": "0",
    } | given


@pytest.mark.parametrize("address", ADDRESSES)
def test_workers_of_communities_and_above_open_them_and_nobody_else(world, page, address):
    for name, status in (
        ("worker", 200),
        ("street", 200),
        ("district", 200),
        ("clerk", 404),
        ("manager", 404),
        ("mediator", 404),
    ):
        assert page(name).get(address).status_code == status, name
    assert page("grid_worker").get(address).status_code == (404 if "import" in address else 200)
    client = page("resident")
    assert client.get(address).status_code in (302, 404)


def test_what_is_told_at_the_counter_is_a_matter_with_both_names_and_a_slip(world, page):
    client = page("worker")
    answer = client.post("/matters/new", at_the_desk(channel="hotline", phone="13800000000"))
    assert answer.status_code == 302
    matter, telling = Matter.objects.get(), Telling.objects.get()
    assert (matter.channel, matter.place, matter.owner) == (
        "hotline",
        world.places["qingrong"],
        world.accounts["worker"],
    )
    assert telling.on_behalf and telling.taken_by == world.accounts["worker"]
    assert (telling.name, telling.phone) == ("王秀兰", "13800000000")
    slip = client.get(answer["Location"])
    body = slip.content.decode()
    assert slip.status_code == 200 and "查询码" in body and "林晓" in body
    assert page("worker2").get(answer["Location"]).status_code == 404


def test_who_sits_in_a_grid_records_for_its_community_where_the_page_puts_them(world, page):
    client = page("grid_worker")
    place = client.get("/matters/new").context["typed"]["place"]
    assert place == "榕西社区"
    assert client.post("/matters/new", at_the_desk(place=place)).status_code == 302
    assert Matter.objects.get().place == world.places["community"]


@pytest.mark.parametrize("address", ADDRESSES[:3])
@pytest.mark.parametrize(("name", "place"), [("worker", "榕西社区"), ("street", ""), ("district", "")])
def test_who_sits_over_many_communities_is_asked_where_it_is(world, page, address, name, place):
    found = page(name).get(address)
    assert found.context["typed"]["place"] == place


def test_the_same_form_sent_twice_is_recorded_once(world, page):
    client = page("worker")
    first = client.post("/matters/new", at_the_desk())
    second = client.post("/matters/new", at_the_desk())
    assert first["Location"] == second["Location"]
    assert Matter.objects.count() == 1
    other = client.post("/matters/new", at_the_desk(text="另一件事，井盖坏了"))
    assert other.status_code == 409 and "井盖坏了" in other.content.decode()


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(world, page):
    answer = page("worker").post("/matters/new", at_the_desk(text="", place="火星", phone="12", channel="x"))
    body = answer.content.decode()
    assert answer.status_code == 422
    for words in ("请填写“什么事”", "火星", "电话号码不对", "请选是怎么来的", "王秀兰"):
        assert words in body
    assert not Matter.objects.exists()


def test_a_place_beyond_the_workers_own_is_no_place(world, page):
    answer = page("worker").post("/matters/new", at_the_desk(place="东溪里"))
    assert answer.status_code == 422 and not Matter.objects.exists()
    assert page("street").post("/matters/new", at_the_desk(place="东溪里")).status_code == 302


CHAT = """张阿姨 10:32
3号楼的电梯又停了，家里老人下不来

李师傅 10:33
我孙子考上榕海大学了请大家喝糖茶

王大爷 10:35
地下室积水没过脚面

赵姐 10:36
谁有旧婴儿车转让"""


def everything_written():
    """All text that the database holds, table by table."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("matters_search"):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from (str(cell) for cell in row)


def test_of_a_pasted_chat_only_what_was_picked_is_kept_anywhere(world, page, caplog):
    client = page("worker")
    cut = client.post("/matters/relay", {"cut": "1", "pasted": CHAT, "place": "青榕花园"})
    body = cut.content.decode()
    assert cut.status_code == 200 and body.count('name="pick-') == 4 and "no-store" in cut["Cache-Control"]
    rows = [(one.name, one.text) for one in cut.context["rows"]]
    assert rows[1] == ("李师傅", "我孙子考上榕海大学了请大家喝糖茶")
    form = {"key": "c1", "place": "青榕花园", "pick-0": "1", "pick-2": "1"}
    for number, (name, text) in enumerate(rows):
        form |= {f"name-{number}": name, f"text-{number}": text, f"place-{number}": "", f"spot-{number}": ""}
    answer = client.post("/matters/relay", form)
    assert answer.status_code == 302
    assert sorted(Telling.objects.values_list("text", flat=True)) == [
        "3号楼的电梯又停了，家里老人下不来",
        "地下室积水没过脚面",
    ]
    assert set(Telling.objects.values_list("channel", "on_behalf")) == {("chat", True)}
    assert {telling.name for telling in Telling.objects.all()} == {"张阿姨", "王大爷"}
    written = "\n".join(everything_written())
    assert "电梯又停了" in written
    for word in ("榕海大学", "喝糖茶", "婴儿车", "李师傅", "赵姐"):
        assert word not in written and word not in caplog.text
    from jinlin.matters import search

    assert search.find_ids("婴儿车") == [] and len(search.find_ids("积水")) == 1
    assert client.post("/matters/relay", form)["Location"] == answer["Location"]
    assert Matter.objects.count() == 2


def test_when_it_was_said_in_the_group_stands_in_the_thread_of_the_workers_and_who_wrote_it_down(world, page):
    client = page("worker")
    rows = client.post("/matters/relay", {"cut": "1", "pasted": CHAT, "place": "青榕花园"}).context["rows"]
    form = {
        "key": "c9",
        "place": "青榕花园",
        "pick-0": "1",
        "name-0": "张阿姨",
        "time-0": rows[0].time,
        "text-0": rows[0].text,
    }
    assert client.post("/matters/relay", form).status_code == 302
    relayed = Event.objects.get(thing="matter.relayed")
    assert (relayed.text, relayed.seen) == ("10:32", "staff")
    thread = client.get(
        f"/matters/{number_of(relayed.subject_id, Matter.objects.get().told_at)}"
    ).content.decode()
    assert "代为登记" in thread and "从群聊里转来" in thread and "10:32" in thread
    assert trail.verify([("matter", Matter)])["faults"] == []


def test_a_fault_in_one_picked_row_records_none_and_keeps_what_was_typed(world, page):
    form = {
        "key": "c2",
        "place": "青榕花园",
        "pick-0": "1",
        "pick-1": "1",
        "text-0": "电梯停了",
        "text-1": "",
        "place-1": "火星",
    }
    answer = page("worker").post("/matters/relay", form)
    assert (
        answer.status_code == 422
        and "电梯停了" in answer.content.decode()
        and "火星" in answer.content.decode()
    )
    assert not Matter.objects.exists()
    assert (
        page("worker").post("/matters/relay", {"key": "c3", "place": "青榕花园", "text-0": "x"}).status_code
        == 422
    )


def test_points_of_a_reception_day_become_matters_with_slips_and_the_line_who_heard_them(world, page):
    client = page("secretary")
    today = timezone.localdate().isoformat()
    common = {"channel": "reception", "place": "350999001001", "on": today, "hosts": "黄建国、林晓"}
    pasted = "1、路灯不亮\n王秀兰\t楼道堆物\t青榕花园\n（3）健身器材坏了"
    cut = client.post("/matters/lists", {**common, "cut": "1", "pasted": pasted})
    assert [(row.name, row.text, row.place) for row in cut.context["rows"]] == [
        ("", "路灯不亮", ""), ("王秀兰", "楼道堆物", "青榕花园"), ("", "健身器材坏了", ""),
    ]  # fmt: skip
    form = {**common, "key": "l1"}
    for row in cut.context["rows"]:
        form |= {
            f"pick-{row.number}": "1",
            f"text-{row.number}": row.text,
            f"name-{row.number}": row.name,
            f"place-{row.number}": row.place,
        }
    answer = client.post("/matters/lists", form)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).content.decode().count("查询码") >= 3
    assert Matter.objects.filter(channel="reception").count() == 3
    assert Matter.objects.filter(place=world.places["qingrong"]).count() == 1
    heard = Event.objects.filter(thing="matter.heard")
    assert heard.count() == 3 and "黄建国、林晓" in heard[0].text and today in heard[0].text
    assert trail.verify([("matter", Matter)])["faults"] == [] and tallies.differences() == []
    assert client.post("/matters/lists", form)["Location"] == answer["Location"]
    assert Matter.objects.count() == 3


def test_a_reception_day_lies_in_the_last_sixty_days_and_has_hosts(world, page):
    form = {
        "channel": "talk",
        "place": "青榕花园",
        "on": "2020-01-01",
        "hosts": "",
        "key": "l2",
        "pick-0": "1",
        "text-0": "灯坏了",
    }
    answer = page("worker").post("/matters/lists", form)
    assert answer.status_code == 422
    assert {"on", "hosts"} <= set(answer.context["faults"])


def test_a_page_asks_the_database_as_often_for_many_places_as_for_few(
    world, page, django_assert_max_num_queries
):
    place = apps.get_model("places", "Place")
    for number in range(60):
        code = f"EX{number:03}"
        place.objects.create(
            level="estate",
            code=code,
            name=f"第{number}小区",
            parent=world.places["community"],
            path=f"{world.places['community'].path}{code}/",
        )
    client = page("worker")
    for address in ADDRESSES:
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200

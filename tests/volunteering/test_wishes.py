"""The life of a micro-wish: recorded, checked, shown without the name, claimed, delivered, confirmed by another person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from jinlin.base.engine import Faulty
from jinlin.base.models import Notice
from jinlin.base.rule import Refused
from jinlin.base.trail import heads, verify
from jinlin.matters.models import Matter
from jinlin.people.models import Look
from jinlin.volunteering.models.wishes import Wish, WishClaim
from jinlin.volunteering.wishes import commands, jobs
from jinlin.volunteering.wishes.desk import CLAIMS, WISHES
from jinlin.volunteering.wishes.queries import board, open_wishes
from tests.cast import World, build
from tests.volunteering.wishing import SAID, SHOWN, claim, deliver, publish, published, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def refused(act: object, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **more)  # type: ignore[operator]
    return caught.value.reason.code


def test_a_wish_lives_from_the_visit_to_the_thanks(world: World) -> None:
    wish = published(world)
    assert (wish.state, wish.recorded_by.username, wish.minutes, wish.value) == (
        "published",
        "grid_worker",
        40,
        6000,
    )
    claimed = claim(world, wish)
    wish.refresh_from_db()
    assert (wish.state, wish.claimed_at is not None) == ("claimed", True)
    CLAIMS.take(
        claimed.pk,
        "start",
        by=world.act("neighbour"),
        given={"on": timezone.localdate() + dt.timedelta(days=2)},
    )
    deliver(world, claimed)
    wish.refresh_from_db()
    assert wish.state == "delivered"
    WISHES.take(wish.pk, "confirm", by=world.act("resident"), given={"how": "tap", "pleased": "yes"})
    WISHES.take(wish.pk, "thank", by=world.act("resident"), given={"note": "灯很亮，谢谢好心人"})
    wish = WISHES.take(wish.pk, "close", by=world.act("worker"))
    assert (wish.state, wish.thanks, WishClaim.objects.get().state) == (
        "closed",
        "灯很亮，谢谢好心人",
        "done",
    )
    assert board(Wish.objects.all()) == {
        "recorded": 1, "published": 1, "claimed": 1, "delivered": 1, "confirmed": 1, "fallback": 0, "waiting": 0, "median_days": 0,
    }  # fmt: skip
    assert verify(heads())["faults"] == []


def test_recorder_claimant_and_confirmer_are_three_people(world: World) -> None:
    wish = published(world)
    assert refused(commands.claim, part=wish.parts.get(), by=world.act("grid_worker")) == "not_recorder"
    assert refused(commands.claim, part=wish.parts.get(), by=world.act("resident")) == "not_own"
    claimed = claim(world, wish)
    deliver(world, claimed)
    call = {"how": "call"}
    assert refused(WISHES.take, wish.pk, "confirm", by=world.act("grid_worker"), given=call) == "not_recorder"
    assert refused(WISHES.take, wish.pk, "confirm", by=world.act("neighbour"), given=call) == "not_yours"
    assert WISHES.take(wish.pk, "confirm", by=world.act("worker"), given=call).confirmed_how == "call"


def test_a_worker_does_not_accept_their_own_claim_nor_confirm_it(world: World) -> None:
    wish = published(world)
    mine = claim(world, wish, "worker", accept=False)
    assert refused(CLAIMS.take, mine.pk, "accept", by=world.act("worker")) == "not_own"
    CLAIMS.take(mine.pk, "accept", by=world.act("secretary"))
    deliver(world, mine, "worker")
    assert (
        refused(WISHES.take, wish.pk, "confirm", by=world.act("worker"), given={"how": "call"})
        == "not_claimant"
    )


def test_what_is_published_holds_no_name_no_number_and_asks_for_no_money(world: World) -> None:
    wish = record(world)
    WISHES.take(wish.pk, "verify", by=world.act("worker"), given={})
    for text, code in (
        ("王秀兰想要台灯", "not_masked"),
        ("打 13812341234", "not_masked"),
        ("想要 200 元现金", "not_money"),
    ):
        with pytest.raises(Faulty) as caught:
            WISHES.take(wish.pk, "publish", by=world.act("worker"), given={"text": text})
        assert caught.value.faults["text"].code == code
    with pytest.raises(Faulty):
        record(world, text="借钱五百")
    with pytest.raises(Faulty) as caught:
        WISHES.take(record(world).pk, "verify", by=world.act("worker"), given={"value": "800"})
    assert caught.value.faults["value"].code == "too_much"


def test_a_childs_wish_waits_for_its_guardian_and_nobodys_is_shown_without_their_word(world: World) -> None:
    child = record(world, child=True)
    WISHES.take(child.pk, "verify", by=world.act("worker"), given={})
    assert (
        refused(WISHES.take, child.pk, "publish", by=world.act("worker"), given={"text": SHOWN})
        == "no_guardian"
    )
    WISHES.take(child.pk, "guardian", by=world.act("worker"), given={"guardian": "孩子的妈妈"})
    assert (
        WISHES.take(child.pk, "publish", by=world.act("worker"), given={"text": SHOWN}).state == "published"
    )
    silent = record(world, may_show=False)
    WISHES.take(silent.pk, "verify", by=world.act("worker"), given={})
    assert (
        refused(WISHES.take, silent.pk, "publish", by=world.act("worker"), given={"text": SHOWN})
        == "no_consent"
    )


def test_what_was_said_in_private_is_opened_by_few_and_each_look_is_told(world: World) -> None:
    wish = published(world)
    for who in ("stranger", "worker2", "clerk", "neighbour", "street"):
        assert refused(commands.open_private, wish=wish, by=world.act(who)) == "not_yours"
    held = claim(world, wish, accept=False)
    assert refused(commands.open_private, wish=wish, by=world.act("neighbour")) == "not_yours"
    CLAIMS.take(held.pk, "accept", by=world.act("worker"))
    assert commands.open_private(wish=wish, by=world.act("neighbour"))["text"] == SAID
    assert (
        commands.open_private(wish=wish, by=world.act("resident"))["text"] == SAID
    )  # one's own words are no look
    look = Look.objects.get()
    assert (look.person, look.what) == (world.accounts["resident"].person, "wish")
    assert Notice.objects.filter(account=world.accounts["resident"], subject="look").count() == 1
    CLAIMS.take(held.pk, "give_back", by=world.act("neighbour"), given={})
    assert refused(commands.open_private, wish=wish, by=world.act("neighbour")) == "not_yours"


def test_in_a_relay_each_part_waits_for_the_one_before_and_only_the_broken_link_reopens(world: World) -> None:
    wish = published(world, parts=["install", "buy", "carry"])
    assert [part.what for part in wish.parts.all()] == ["buy", "carry", "install"]
    buy, carry = claim(world, wish, "neighbour", 1), claim(world, wish, "stranger", 2)
    wish.refresh_from_db()
    assert wish.state == "published"  # one part is still free
    install = claim(world, wish, "manager", 3)
    assert install.kind == "unit"
    assert (
        refused(CLAIMS.take, carry.pk, "deliver", by=world.act("stranger"), given={"note": "送了"})
        == "not_yet"
    )
    deliver(world, buy)
    CLAIMS.take(carry.pk, "give_back", by=world.act("stranger"), given={})
    wish.refresh_from_db()
    assert wish.state == "published"
    assert [one.state for one in WishClaim.objects.order_by("pk")] == ["delivered", "returned", "accepted"]
    again = claim(world, wish, "secretary", 2)
    deliver(world, again, "secretary")
    deliver(world, install, "manager")
    wish.refresh_from_db()
    assert wish.state == "delivered"


def test_a_silent_claim_is_free_again_by_comparison_with_the_clock_and_tidied_later(world: World) -> None:
    wish = published(world)
    first = claim(world, wish, "neighbour", accept=False)
    now = timezone.now()
    assert not open_wishes(now).exists()
    later = now + dt.timedelta(days=8)
    assert open_wishes(later).get() == wish
    assert refused(CLAIMS.take, first.pk, "accept", by=world.act("worker"), on=later) == "too_late"
    second = commands.claim(part=wish.parts.get(), by=world.act("stranger"), at=later)
    first.refresh_from_db()
    assert (first.state, second.state) == ("lapsed", "held")
    assert jobs.free_silent(later) == 0
    assert jobs.free_silent(later + dt.timedelta(days=8)) == 1
    wish.refresh_from_db()
    assert (wish.state, wish.claimed_at) == (
        "published",
        None,
    )  # a claim that nobody accepted counts for nothing
    assert verify(heads())["faults"] == []


def test_unclaimed_wishes_are_shown_to_institutions_and_then_taken_on_by_a_colleague(world: World) -> None:
    wish = published(world)
    now = timezone.now()
    assert jobs.widen(now) == 0
    assert refused(WISHES.take, wish.pk, "fall_back", by=world.act("worker"), given={}) == "not_yet"
    assert [jobs.widen(now + dt.timedelta(days=days)) for days in (3, 4, 7)] == [1, 0, 1]
    later = now + dt.timedelta(days=8)
    assert (
        refused(WISHES.take, wish.pk, "fall_back", by=world.act("grid_worker"), given={}, on=later)
        == "not_recorder"
    )
    WISHES.take(wish.pk, "fall_back", by=world.act("worker"), given={}, on=later)
    taken = WishClaim.objects.get()
    assert (taken.kind, taken.state, taken.account.username) == ("community", "accepted", "worker")
    deliver(world, taken, "worker")
    assert (
        refused(WISHES.take, wish.pk, "confirm", by=world.act("worker"), given={"how": "call"})
        == "not_claimant"
    )
    WISHES.take(wish.pk, "confirm", by=world.act("secretary"), given={"how": "call"})
    counts = board(Wish.objects.all())
    assert (counts["fallback"], counts["confirmed"]) == (1, 1)


def test_without_the_recipients_word_a_closed_wish_counts_as_delivered_not_as_confirmed(world: World) -> None:
    wish = published(world)
    deliver(world, claim(world, wish))
    WISHES.take(wish.pk, "close", by=world.act("worker"), given={"note": "搬走了，联系不上"})
    counts = board(Wish.objects.all())
    assert (counts["delivered"], counts["confirmed"]) == (1, 0)


def test_a_broken_lamp_is_questioned_and_the_wish_published_again(world: World) -> None:
    wish = published(world)
    deliver(world, claim(world, wish))
    WISHES.take(wish.pk, "doubt", by=world.act("resident"), given={"note": "灯不亮"})
    WISHES.take(wish.pk, "reopen", by=world.act("worker"), given={"note": "再找人"})
    wish.refresh_from_db()
    assert (wish.state, wish.delivered_at) == ("published", None)
    assert WishClaim.objects.get().state == "returned"
    again = claim(world, wish, "stranger")
    assert again.state == "accepted"
    assert verify(heads())["faults"] == []


def test_what_an_office_owes_becomes_a_matter_and_the_recipient_is_told(world: World) -> None:
    wish = record(world, text="楼道灯坏了半个月")
    wish = WISHES.take(
        wish.pk, "reroute", by=world.act("worker"), given={"note": "3 号楼楼道灯坏了半个月，老人下楼看不清"}
    )
    matter = Matter.objects.get()
    assert (wish.state, wish.matter, matter.place) == ("rerouted", matter.pk, world.places["qingrong"])
    assert Notice.objects.filter(account=world.accounts["resident"], subject="wish").exists()


def test_a_recipient_without_a_telephone_confirms_by_the_code_on_the_slip(world: World) -> None:
    wish = published(world)
    deliver(world, claim(world, wish))
    asked = {"wish": wish.pk, "pleased": "yes", "note": "", "address": "10.0.0.9"}
    wrong = "000000" if wish.code != "000000" else "000001"
    for _ in range(8):
        assert refused(commands.confirm_by_code, code=wrong, **asked) == "wrong_code"
    assert refused(commands.confirm_by_code, code=wish.code, **asked) == "too_often"
    other = publish(world, record(world))
    deliver(world, claim(world, other, "stranger"), "stranger")
    row = commands.confirm_by_code(code=other.code, **{**asked, "wish": other.pk, "address": "10.0.0.10"})
    assert (row.state, row.confirmed_how) == ("confirmed", "code")


def test_withdrawing_lets_the_claimant_go(world: World) -> None:
    wish = published(world)
    claim(world, wish)
    WISHES.take(wish.pk, "withdraw", by=world.act("resident"), given={})
    assert (Wish.objects.get().state, WishClaim.objects.get().state) == ("withdrawn", "returned")
    assert Notice.objects.filter(account=world.accounts["neighbour"]).exists()


def test_a_year_after_its_end_a_wish_is_its_public_words(world: World) -> None:
    wish = record(world)
    WISHES.take(wish.pk, "withdraw", by=world.act("resident"), given={})
    assert jobs.forget_names(timezone.now() + dt.timedelta(days=365)) == 0
    assert jobs.forget_names(timezone.now() + dt.timedelta(days=370)) == 1
    wish.refresh_from_db()
    assert (wish.text_private, wish.called, wish.person) == ("", "", None)

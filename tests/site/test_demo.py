"""The demo world: an invented district that keeps every rule of the platform, with people to sign in as."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from jinlin.ballots.public import Election, shown_result
from jinlin.base import trail
from jinlin.base.models import Event, Notice, StoredFile
from jinlin.base.subjects import subjects
from jinlin.base.uploads import location
from jinlin.deliberation.public import Motion, Result
from jinlin.matters.public import MATTERS, Matter, Part, Telling, differences
from jinlin.organisations.public import actor, roles
from jinlin.people.public import Account
from jinlin.site.demo.cast import CAST, player
from jinlin.site.demo.make import build, make_world
from jinlin.site.demo.scale import SMALL
from tests.site.standing import ON

# One process makes the world once for the whole file.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


def test_its_trail_its_heads_and_its_counts_are_whole(made: dict) -> None:
    found = trail.verify([("matter", Matter), ("call", Part)])
    assert found["events"] == made["counts"]["events"] > 800
    assert found["faults"] == []
    assert differences() == []


def test_every_row_refers_to_rows_that_exist(made: dict) -> None:
    connection.check_constraints()


def test_every_line_of_a_thread_is_said_in_words(made: dict) -> None:
    said = {
        (subject, thing): subjects[subject].words_of(Event(subject=subject, thing=thing)).zh
        for subject, thing in Event.objects.order_by().values_list("subject", "thing").distinct()
        if subject in subjects
    }
    assert len(said) > 40
    assert [key for key, words in said.items() if words == key[1]] == []


def test_every_matter_has_an_owner_who_can_sign_in_or_is_named_and_nothing_lies_in_the_future(
    made: dict,
) -> None:
    morning = timezone.make_aware(dt.datetime.combine(ON, dt.time()))
    assert not Matter.objects.filter(owner__is_active=False).exists()
    assert not Matter.objects.filter(told_at__gt=morning).exists()
    assert not Telling.objects.filter(told_at__gt=morning).exists()
    # What is lived while the world is made (votes, seats) is written at that very moment.
    assert not trail.Event.objects.filter(at__gt=max(morning, timezone.now())).exists()


def test_a_motion_that_its_owners_adopted_shows_what_came_of_it(made: dict) -> None:
    motion = Motion.objects.get(decision__isnull=False, state="done")
    (told,) = shown_result(motion.decision)
    assert told["verdict"] == "passed"
    assert motion.text in told["motion"]["text"]
    result = Result.objects.get(motion=motion)
    assert (result.state, result.milestones.filter(reached_at__isnull=True).count()) == ("done", 0)


def test_an_office_has_ended_and_the_next_one_took_over(made: dict) -> None:
    fourth, fifth = (Election.objects.get(state=state) for state in ("ended", "serving"))
    assert fourth.term_until < fifth.term_from
    assert fifth.handed_over_on is not None


def test_the_cast_sits_where_the_mark_says_and_signs_in_by_the_mark_s_password(made: dict) -> None:
    marked = {row["role"]: row["username"] for row in made["accounts"]}
    for one in CAST:
        account = Account.objects.get(username=marked[one.role])
        seats = {seat.role for seat in actor(account, on=ON).seats}
        assert seats == ({one.seat} if one.seat else set()), one
    assert Account.objects.get(username="linxiao").check_password(made["password"])
    assert not Account.objects.get(username="wangxiulan").has_usable_password()
    others = Account.objects.filter(kind="staff").exclude(username__in=[one.username for one in CAST])
    assert others.exists() and not any(one.has_usable_password() for one in others)


def test_all_roles_of_the_cast_are_roles_and_shorter_names_find_them() -> None:
    assert {one.seat for one in CAST if one.seat} <= set(roles())
    worker = player("worker")
    assert worker is not None and worker.username == "linxiao"
    assert player("nobody") is None


def test_a_second_time_changes_nothing_and_says_so(made: dict, standing_folder: Path) -> None:
    again = make_world(scale="small", data=standing_folder, on=ON)
    assert again == {**made, "made": False}
    assert Matter.objects.count() == made["counts"]["matters"]


def test_the_mark_is_for_its_owner_alone(made: dict, standing_folder: Path) -> None:
    assert (standing_folder / "demo.json").stat().st_mode & 0o777 == 0o600


def test_work_goes_on_where_the_demo_left_it(made: dict) -> None:
    matter = Matter.objects.get(title__startswith="小区那张乒乓球台")
    worker = actor(Account.objects.get(username="linxiao"))
    row = MATTERS.take(matter.pk, "answer", by=worker, given={"note": "装了摄像头，修好门锁，规则贴在墙上。"})
    assert row.state == "answered"
    assert differences() == []
    assert trail.verify([("matter", Matter)])["faults"] == []


def test_the_dead_fire_system_is_a_long_story_without_an_end(made: dict) -> None:
    matter = Matter.objects.get(long_running=True, place__name="5 号楼", estate__name="万华里")
    events = trail.Event.objects.filter(subject="matter", subject_id=matter.pk)
    assert events.filter(thing="matter.follow").count() >= 30
    assert matter.supervised_at is not None and matter.teller_count > 5 and matter.closed_at is None
    assert set(matter.parts.filter(kind="called").values_list("institution__code", "state")) == {
        ("housing", "marked"), ("fire", "arrived"),
    }  # fmt: skip
    secretary = actor(Account.objects.get(username="huangjianguo"))
    offers = {offer.step.code: offer for offer in MATTERS.offers(matter, secretary)}
    assert [reason.code for reason in offers["answer"].reasons] == ["not_all_acted"]


def test_one_estate_s_forty_odd_problems_have_each_a_result(made: dict) -> None:
    solved = Matter.objects.filter(estate__name="万华里", outcome="solved", owner__username="huangjianguo")
    assert solved.count() >= 44
    assert not solved.filter(answered_at__isnull=True).exists()


def test_the_same_day_gives_the_same_world(made: dict) -> None:
    before = list(
        Matter.objects.order_by("pk").values_list("title", "state", "told_at", "due_at", "owner__username")
    )
    texts = list(Telling.objects.order_by("pk").values_list("text", flat=True))
    again = build(SMALL, ON, "!")
    matters = [(m.title, m.state, m.told_at, m.due_at, m.owner.username) for m in again.rows.of(Matter)]
    assert sorted(matters, key=str) == sorted(before, key=str)
    assert sorted(t.text for t in again.rows.of(Telling)) == sorted(texts)


def test_the_first_morning_finds_only_reminders_ahead_and_notices_for_the_cast(made: dict) -> None:
    morning = timezone.make_aware(dt.datetime.combine(ON, dt.time()))
    past = Matter.objects.filter(remind_at__lt=morning, long_running=False)
    assert not past.exists() and Matter.objects.filter(remind_at__gt=morning).exists()
    mine = Notice.objects.filter(account__username="wangxiulan")
    assert mine.filter(link__startswith="/follow/").count() >= 3
    assert Notice.objects.filter(account__username="linxiao", read_at__isnull=True).exists()
    assert not Notice.objects.filter(sent_at__isnull=True).exists()


def test_photos_lie_on_disk_and_hang_on_what_happened(made: dict) -> None:
    told = StoredFile.objects.get(name="电梯门缝.jpg")
    assert (told.by_id, told.seen) == (0, "teller")
    for kept in StoredFile.objects.all():
        event = trail.Event.objects.get(pk=int(kept.ticket))
        assert (event.subject, event.subject_id) == (kept.subject, kept.subject_id)
        assert location(kept).stat().st_size == kept.size and location(kept, thumb=True).exists()
    answered = Matter.objects.filter(category__proof=True, answered_at__isnull=False)
    proofs = set(StoredFile.objects.filter(by_id__gt=0).values_list("subject_id", flat=True))
    assert set(answered.values_list("pk", flat=True)) <= proofs

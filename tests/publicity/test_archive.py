"""The archive shows any later change: of a word, of an entry, of a day's head, and a tail cut off."""

import pytest
from django.utils import timezone

from jinlin.base.spoken import read_words, spoken, word_list, words_of
from jinlin.publicity import archive, asking, jobs
from jinlin.publicity.desk import INQUIRIES, PUBLICATIONS
from jinlin.publicity.models import Entry, Head, Inquiry, Publication
from tests.cast import at, build
from tests.publicity.notices import hung, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def three(world):
    rows = [published(world, title=f"第{n}份") for n in range(1, 4)]
    archive.keep_head(at("2026-09-10 12:00").date())
    return rows


def faults():
    return {(one.where, one.number) for one in archive.verify()["faults"]}


def test_an_untouched_archive_has_no_fault(three):
    found = archive.verify()
    assert (found["entries"], found["heads"], found["faults"]) == (3, 1, [])


@pytest.mark.parametrize("name", ["title", "body", "publisher", "channel", "number", "kind"])
def test_a_changed_word_is_found_and_named(three, name):
    row = three[1]
    Publication.objects.filter(pk=row.pk).update(
        **{name: "affairs_help" if name == "kind" else getattr(row, name) + "，"}
    )
    assert faults() == {("notice", row.pk)}


def test_a_changed_word_with_its_digest_made_anew_is_still_found(three):
    row = three[1]
    row.body = "另一个数字"
    row.text_hash = archive.text_hash(row)
    row.save()
    assert faults() == {("notice", row.pk)}


def test_a_moved_first_day_is_found(three):
    Publication.objects.filter(pk=three[0].pk).update(begins_on="2026-09-01")
    assert faults() == {("notice", three[0].pk)}


def test_an_entry_that_was_changed_is_named(three):
    row = Entry.objects.get(seq=2)
    Entry.objects.filter(pk=row.pk).update(content={**row.content, "title": "别的"})
    assert ("entry", 2) in faults()


def test_an_entry_made_anew_breaks_what_follows(three):
    row = Entry.objects.get(seq=2)
    row.content = {**row.content, "title": "别的"}
    row.hash = archive.entry_hash(row)
    row.save()
    assert ("entry", 3) in faults()


def test_an_entry_taken_out_is_named(three):
    Entry.objects.get(seq=2).delete()
    assert {("entry", 2), ("notice", three[1].pk)} <= faults()


def test_a_tail_cut_off_contradicts_the_days_head_and_the_notices(three):
    Entry.objects.filter(seq__gte=2).delete()
    kept = Head.objects.get()
    assert faults() == {("head", kept.day.toordinal()), ("notice", three[1].pk), ("notice", three[2].pk)}


def test_everything_cut_off_with_its_heads_still_contradicts_a_paper_in_somebodys_hand(three):
    paper = archive.words()
    last = Entry.objects.get(seq=3)
    assert archive.verify(paper)["faults"] == []
    assert archive.verify(last.hash[:20])["faults"] == []
    Head.objects.all().delete()
    last.delete()
    three[2].inquiries.all().delete()
    Publication.objects.filter(pk=three[2].pk).delete()
    assert [one.where for one in archive.verify()["faults"]] == []
    assert [one.where for one in archive.verify(paper)["faults"]] == ["paper"]


def test_a_row_taken_out_of_the_notices_is_missed(three):
    Publication.objects.filter(pk=three[1].pk).update(state="drafted", published_at=None)
    assert faults() == {("notice", three[1].pk)}


def test_a_withdrawal_undone_in_silence_is_found(world, three):
    row = PUBLICATIONS.take(three[0].pk, "withdraw", by=world.act("secretary"), given={"why": "有误"})
    assert faults() == set()
    Publication.objects.filter(pk=row.pk).update(withdrawn_why="别的理由")
    assert faults() == {("notice", row.pk)}
    Publication.objects.filter(pk=row.pk).update(withdrawn_why="有误", state="published")
    assert faults() == {("notice", row.pk)}


def test_a_changed_answer_is_found(world, three):
    asked = asking.ask(
        raw={"kind": "question", "text": "几号发"}, publication=three[0], at=at("2026-09-12 10:00")
    )
    INQUIRIES.take(
        asked.pk, "answer", by=world.act("worker"), given={"outcome": "told", "answer": "每月 10 日"}
    )
    assert faults() == set()
    Inquiry.objects.filter(pk=asked.pk).update(answer="每月 20 日")
    assert faults() == {("answer", asked.pk)}


def test_every_publication_hanging_and_end_of_a_period_stands_in_it(world):
    row = hung(world, published(world), on=at("2026-09-10 10:00"))
    jobs.serve(at("2026-09-29 00:10"))
    assert list(Entry.objects.filter(publication=row).order_by("seq").values_list("what", flat=True)) == [
        "published",
        "hung",
        "served",
    ]
    assert faults() == set()


def test_the_head_of_a_day_is_kept_once(three, world):
    published(world, title="当天更晚的一份")
    again = archive.keep_head(at("2026-09-10 23:00").date())
    assert (again.seq, Head.objects.count()) == (3, 1)
    assert jobs.keep_head(timezone.now()) == 1
    assert Head.objects.count() == 2


def test_words_are_two_thousand_and_forty_eight_and_all_different():
    assert len(set(word_list())) == len(word_list()) == 2048
    assert {len(word) for word in word_list()} == {2}


def test_words_are_read_back_however_they_are_parted():
    digest = "5f" * 32
    assert len(words_of(digest)) == 6
    assert read_words(spoken(digest).replace(" ", "，")) == words_of(digest)
    assert read_words("不是六个词") == ()


def test_words_carry_the_first_sixty_six_bits():
    one, other = "0" * 64, "0" * 16 + "8" + "0" * 47
    assert words_of(one) != words_of("8" + "0" * 63)
    assert words_of(one)[:5] == words_of(other)[:5]
    assert words_of(other) != words_of(one)

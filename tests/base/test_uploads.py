"""Files taken in: bytes before rows, nobody else's ids, nothing left behind."""

import datetime as dt
import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from jinlin.base import uploads
from jinlin.base.actor import ANYBODY, Actor, Held
from jinlin.base.models import StoredFile
from jinlin.base.rule import Reason
from jinlin.base.tries import Allowance, spend

pytestmark = pytest.mark.django_db

WORKER = Actor(account=7, name="林晓", seats=(Held(role="community_worker", tenure=1),))


def photo(name: str = "楼道.jpg", size: tuple[int, int] = (900, 600)) -> SimpleUploadedFile:
    """A small photo that carries a position."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (26.0, 5.0, 1.0)}
    out = io.BytesIO()
    Image.new("RGB", size, "olive").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def kept(**more: object) -> StoredFile:
    stored = uploads.store_upload(photo(), by=ANYBODY, **more)
    assert isinstance(stored, StoredFile)
    return stored


def test_a_photo_is_kept_under_a_random_name_without_its_position():
    stored = kept(ticket="t")
    path = uploads.location(stored)
    assert "楼道" not in str(path) and stored.name == "楼道.jpg"
    with Image.open(path) as image:
        assert not image.getexif()
    with Image.open(uploads.location(stored, thumb=True)) as small:
        assert max(small.size) <= 480
    assert (stored.seen, stored.subject, stored.by_id) == ("staff", "", 0)


def test_a_workers_file_names_the_worker_and_a_tellers_is_nobodys_proof():
    stored = uploads.store_upload(photo(), by=WORKER)
    assert isinstance(stored, StoredFile) and stored.by_id == 7
    resident = uploads.store_upload(photo(), by=Actor(account=9, name="王**", person=3))
    assert isinstance(resident, StoredFile) and resident.by_id == 0


def test_what_is_no_photo_and_no_document_is_refused_in_words():
    refusal = uploads.store_upload(SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>"), by=ANYBODY)
    assert isinstance(refusal, Reason) and refusal.code == "wrong_markup"
    assert not StoredFile.objects.exists()


def test_when_the_disk_takes_nothing_there_is_no_row_and_no_half_file(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.write_text("a file where the folder should be")
    refusal = uploads.store_upload(photo(), by=ANYBODY)
    assert isinstance(refusal, Reason) and refusal.code == "no_room"
    assert not StoredFile.objects.exists()


def test_only_the_browser_that_sent_an_upload_can_claim_it():
    mine, other = kept(ticket="mine"), kept(ticket="other")
    assert uploads.unclaimed([mine.pk, other.pk], ticket="mine") == [mine]
    assert uploads.unclaimed([mine.pk], ticket="") == []
    StoredFile.objects.filter(pk=mine.pk).update(subject="matter", subject_id=1)
    assert uploads.unclaimed([mine.pk], ticket="mine") == []


def test_a_path_that_leads_out_of_the_folder_is_not_followed():
    stored = kept()
    stored.path = "../secret.key"
    with pytest.raises(FileNotFoundError):
        uploads.location(stored)


def test_the_sweep_removes_both_kinds_of_orphans_after_a_day_and_nothing_else():
    claimed, fresh, old = kept(), kept(), kept()
    StoredFile.objects.filter(pk=claimed.pk).update(
        subject="matter", subject_id=1, at=timezone.now() - dt.timedelta(days=3)
    )
    StoredFile.objects.filter(pk=old.pk).update(at=timezone.now() - dt.timedelta(days=2))
    lost = Path(settings.MEDIA_ROOT) / uploads.FOLDER / "ab" / ("ab" * 16 + ".jpg")
    lost.parent.mkdir(parents=True, exist_ok=True)
    lost.write_bytes(b"x")
    two_days_ago = timezone.now().timestamp() - 2 * 86400
    for path in (lost, uploads.location(claimed), uploads.location(claimed, thumb=True)):
        os.utime(path, (two_days_ago, two_days_ago))
    assert uploads.sweep(timezone.now()) == 2
    assert not lost.exists() and not uploads.location(old).exists()
    assert uploads.location(claimed).exists() and uploads.location(claimed, thumb=True).exists()
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {claimed.pk, fresh.pk}


def test_a_request_larger_than_the_limit_is_refused_before_it_is_read_and_while_it_is_read():
    gate = uploads.BoundedUpload()
    with pytest.raises(RequestDataTooBig):
        gate.handle_raw_input(None, {}, uploads.REQUEST_LIMIT + 1, b"")
    piece = b"x" * (16 * 1024 * 1024)
    for _ in range(4):
        assert gate.receive_data_chunk(piece, 0) is piece
    with pytest.raises(RequestDataTooBig):
        gate.receive_data_chunk(b"x", 0)


def test_tries_are_counted_by_address_and_can_be_given_back():
    allowance = Allowance("test", 2, dt.timedelta(hours=1))
    first, second = spend(allowance, "10.0.0.1"), spend(allowance, "10.0.0.1")
    assert first and second
    assert spend(allowance, "10.0.0.1") is None
    assert spend(allowance, "100.0.1") is not None, "another address has its own allowance"
    second.give_back()
    assert spend(allowance, "10.0.0.1") is not None
    assert spend(allowance, "10.0.0.1", now=timezone.now() + dt.timedelta(hours=2)) is not None


def test_a_form_that_is_too_large_is_answered_with_400_and_nothing_is_kept(client, monkeypatch, settings):
    settings.FILE_UPLOAD_HANDLERS = ["jinlin.base.uploads.BoundedUpload", *settings.FILE_UPLOAD_HANDLERS]
    small = client.post("/photos/", {"photo": photo()})
    assert small.status_code == 201
    monkeypatch.setattr(uploads, "REQUEST_LIMIT", 1000)
    assert client.post("/photos/", {"photo": photo()}).status_code == 400
    assert StoredFile.objects.count() == 1

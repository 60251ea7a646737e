"""Photos and papers: taken in before the form is sent, handed out to those who may see what they hang on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jinlin.base.access import open_to_all
from jinlin.base.address import client_address
from jinlin.base.files import download_header
from jinlin.base.models import StoredFile
from jinlin.base.rule import Reason
from jinlin.base.scanning import NOT_CLEAN, why_held
from jinlin.base.subjects import may_open
from jinlin.base.tries import Allowance, spend
from jinlin.base.uploads import location, store_upload, ticket_of, unclaimed
from jinlin.base.words import Words

PHOTOS = Allowance("photo", 90, dt.timedelta(hours=1))
MOST_PHOTOS = 9
SHOWN = "image/jpeg"

TOO_MANY = Reason("too_many", Words(f"最多 {MOST_PHOTOS} 张照片", f"At most {MOST_PHOTOS} photos"))
TOO_OFTEN = Reason(
    "too_many_tries", Words("照片传得太多，请过一会儿再传", "Too many photos; try again a little later")
)
NOTHING = Reason("no_file", Words("没有收到照片，请再选一次", "No photo arrived; please choose again"))


def keep_files(request: HttpRequest) -> tuple[list[StoredFile], Reason | None]:
    """The files of a form: those taken in before (only this browser's own) and those that came with it.

    All are kept at once, so that a fault elsewhere in the form does not lose them. The reason, if any, is that of
    the last file that could not be taken.
    """
    sent = [*request.FILES.getlist("photos"), *request.FILES.getlist("files")]
    ids = [int(text) for text in request.POST.getlist("files") if text.isdigit() and len(text) < 18]
    if not sent and not ids:
        return [], None
    kept = unclaimed(ids, ticket=ticket_of(request))[:MOST_PHOTOS]
    fault = NOT_CLEAN if any(why_held(one) is NOT_CLEAN for one in kept) else None
    kept = [one for one in kept if why_held(one) is not NOT_CLEAN]
    for uploaded in sent:
        one = _keep(request, uploaded) if len(kept) < MOST_PHOTOS else TOO_MANY
        if isinstance(one, Reason):
            fault = one
        else:
            kept.append(one)
    return kept, fault


def _keep(request: HttpRequest, uploaded: Any) -> StoredFile | Reason:
    if spend(PHOTOS, client_address(request)) is None:
        return TOO_OFTEN
    return store_upload(uploaded, by=request.actor, seen="teller", ticket=ticket_of(request))  # type: ignore[attr-defined]


@open_to_all
@require_POST
def take_photo(request: HttpRequest) -> HttpResponse:
    """Take one photo in ahead of its form. Answers its id and small picture, or 422 with the reason in words."""
    uploaded = request.FILES.get("photo")
    kept = _keep(request, uploaded) if uploaded is not None else NOTHING
    if isinstance(kept, Reason):
        status = 429 if kept is TOO_OFTEN else 422
        return JsonResponse({"code": kept.code, "words": str(kept.words)}, status=status)
    return JsonResponse({"id": kept.pk, "thumb": reverse("file_thumb", args=[kept.pk])}, status=201)


@open_to_all
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One stored file, whole."""
    return _hand_out(request, pk, thumb=False)


@open_to_all
@require_safe
def file_thumb(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The small picture of a stored photo."""
    return _hand_out(request, pk, thumb=True)


def _hand_out(request: HttpRequest, pk: int, *, thumb: bool) -> HttpResponseBase:
    """Hand a file out to those who may see what it hangs on; to all others there is no such file.

    A photo drawn anew may be shown in the page, inside a sandbox; everything else is saved. Source: F19.
    """
    stored = StoredFile.objects.filter(pk=pk).first()
    if stored is None or not _may_see(request, stored):
        raise Http404
    held = why_held(stored)
    if held is not None:
        return _held_back(request, held, thumb=thumb)
    try:
        opened = location(stored, thumb=thumb).open("rb")
    except OSError:
        raise Http404 from None
    photo = bool(stored.thumb) and stored.kind == SHOWN
    answer = FileResponse(opened, content_type=SHOWN if thumb and stored.thumb else stored.kind)
    header = download_header(stored.name)
    answer["Content-Disposition"] = header.replace("attachment", "inline", 1) if photo else header
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _held_back(request: HttpRequest, why: Reason, *, thumb: bool) -> HttpResponse:
    """What is said instead of a file that the virus scanner has not passed: a page, or a picture in a picture's place."""
    if thumb:
        answer = render(request, "base/held_picture.html", {"why": why}, content_type="image/svg+xml")
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    else:
        answer = render(request, "base/held.html", {"why": why}, status=423)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _may_see(request: HttpRequest, stored: StoredFile) -> bool:
    if not stored.subject:
        return bool(unclaimed([stored.pk], ticket=request.session.get("upload_ticket", "")))
    return may_open(stored, request)

"""The API of publicity: lists, drafting, and one address for every declared step."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema

from jinlin.base.engine import Faulty
from jinlin.base.references import resolve
from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of
from jinlin.publicity import archive, asking, commands, queries
from jinlin.publicity.kinds import book
from jinlin.publicity.models import Publication
from jinlin.publicity.procedure import DRAFT_FIELDS
from jinlin.publicity.queries import Asked
from jinlin.publicity.subjects import INQUIRY, POWER, PUBLICATION, find_publication, shown_publication


@api.get("/notices", response={200: Any, **ANSWERS}, summary="公示公告列表 · List notices")
def notices(
    request: HttpRequest,
    place: str = "",
    group: str = "",
    kind: str = "",
    stand: str = "",
    q: str = "",
    page: int = 1,
) -> Any:
    """Published notices, 30 a page. ``stand``: hanging, over, withdrawn, objection, no_result."""
    given = {"place": place, "group": group, "kind": kind, "stand": stand, "q": q}
    rows = queries.listed(queries.public_rows(), Asked.read(given), timezone.now())
    first = (max(1, page) - 1) * queries.PAGE
    found = [
        {"ref": str(one.pk), "title": one.title, "state": one.state, **shown_publication(one)}
        for one in rows[first : first + queries.PAGE]
    ]
    return {"total": rows.count(), "rows": found}


@api.get("/notice-kinds", response={200: Any, **ANSWERS}, summary="公示类别 · Kinds of notices")
def kinds(request: HttpRequest) -> Any:
    """Every kind with its legal minimum, clause, confidence, objection and answer times."""
    return [
        {
            "code": one.code, "zh": one.words.zh, "en": one.words.en, "group": one.group, "period": str(one.period), "basis": one.basis,
            "confidence": one.confidence, "verified": one.verified, "takes_objections": one.takes_objections, "answer": str(one.answer),
            "publishers": sorted(one.publishers), "hang": list(one.hang),
        }
        for one in book().kinds.values()
    ]  # fmt: skip


@api.get("/notice-archive", response={200: Any, **ANSWERS}, summary="公示存档 · The archive's head")
def archive_head(request: HttpRequest) -> Any:
    """The archive's head with its words and the heads kept each day."""
    found = archive.today_head()
    return {
        **found,
        "at": found["at"].isoformat(),
        "heads": [{**one, "day": one["day"].isoformat()} for one in found["heads"]],
    }


class DraftIn(Schema):
    """A notice to draft: codes of kind and place, words, dates."""

    kind: str
    place: str
    publisher: str
    title: str
    body: str
    channel: str = ""
    event_on: str = ""
    decided_on: str = ""
    covers: str = ""
    lead: str = ""
    corrects: str = ""
    result_of: str = ""


@api.post("/notices", response={201: Any, **ANSWERS}, summary="起草公示 · Draft a notice")
def draft(request: HttpRequest, body: DraftIn) -> HttpResponse:
    """A new draft; it is checked by somebody else and then published by the steps. Repeat safely with ``Idempotency-Key``."""
    by = asker(request)
    raw, wrong = resolve(DRAFT_FIELDS, {name: value for name, value in body.dict().items() if value != ""})
    if wrong:
        raise Faulty(wrong)

    def act() -> tuple[int, dict[str, Any]]:
        made = commands.draft(raw=raw, by=by)
        return 201, {"ref": str(made.pk), "state": made.state}

    status, answer, _ = once(
        scope=f"api:{by.account}:draft", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(request, answer, status=status)


class AskIn(Schema):
    """A question or an objection."""

    kind: str = "question"
    text: str
    name: str = ""
    phone: str = ""


@api.post("/notices/{ref}/ask", response={201: Any, **ANSWERS}, summary="询问或提异议 · Ask or object")
def ask(request: HttpRequest, ref: str, body: AskIn) -> HttpResponse:
    """A question about a notice, or an objection while it may be made; answered in time and published with the answer."""
    by = asker(request)
    try:
        row = find_publication(ref, by)
    except ValueError:
        raise Publication.DoesNotExist from None
    if row.published_at is None:
        raise Publication.DoesNotExist

    def act() -> tuple[int, dict[str, Any]]:
        made = asking.ask(raw=body.dict(), by=by, publication=row, on_behalf=by.staff)
        return 201, {"ref": str(made.pk), "key": made.key, "due_at": made.due_at.isoformat()}

    status, answer, _ = once(
        scope=f"api:{by.account}:ask:{row.pk}", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(request, answer, status=status)


for _subject in (PUBLICATION, INQUIRY, POWER):
    add_subject(_subject)

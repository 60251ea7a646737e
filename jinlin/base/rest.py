"""The API under /api/v1: one object for all apps, one way to refuse, and routes made from each declared procedure.

An app adds its own routes to ``api`` in ``<app>/rest/api.py`` (imported by ``site``) and calls ``add_subject`` for
each registered subject: ``GET /<plural>/{ref}`` and ``POST /<plural>/{ref}/steps/<step>`` follow by themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import Field as Described
from pydantic import create_model

from jinlin.base import answering, shapes
from jinlin.base.actor import Actor
from jinlin.base.engine import Faulty, desks
from jinlin.base.given import Field as Given
from jinlin.base.models import Event
from jinlin.base.procedure import Offer, Step
from jinlin.base.references import resolve
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.subjects import Subject, lines
from jinlin.base.words import Words

KEY = "Idempotency-Key"
NOT_FOUND = Reason("not_found", Words("没有这一项", "There is no such thing"))
NOT_SIGNED_IN = Reason("not_signed_in", Words("需要有效的令牌", "A valid bearer token is needed"))

who_holds: list[Callable[[str], Actor | None]] = []
"""Who is behind a bearer token of the audience ``api``; registered by the floor that knows accounts and seats."""


class Bearer(HttpBearer):
    """A bearer token of the audience ``api``."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor behind the token, or None (401)."""
        for find in who_holds:
            found = find(token)
            if found is not None:
                request.actor = found  # type: ignore[attr-defined]
                return found
        return None


answering.share()
api = NinjaAPI(
    title="Jinlin 近邻", version="1", description="由声明生成的接口：诉求从反映到办结，组织、会议、表决、服务与数据。", auth=Bearer(),
    docs_url=None, openapi_url="/openapi.json", urls_namespace="api_v1",
)  # fmt: skip


class Why(Schema):
    """One reason against a step."""

    code: str
    zh: str
    en: str
    basis: str = ""


class OfferOut(Schema):
    """A step as the asker sees it: open, or closed with why."""

    step: str
    label: str
    label_en: str
    open: bool
    why: list[Why]


class LineOut(Schema):
    """One line of the thread."""

    seq: int
    at: str
    thing: str
    words: str
    words_en: str
    who: str
    acting_for: str
    text: str
    seen: str
    data: dict[str, Any]


class FaultOut(Schema):
    """One fault of what was given."""

    field: str
    code: str
    zh: str
    en: str


class ProblemOut(Schema):
    """Why a call was not carried out: reasons, and faults by field."""

    code: str
    zh: str
    en: str
    why: list[Why] = Described(default_factory=list)
    faults: list[FaultOut] = Described(default_factory=list)


ANSWERS: Any = {400: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut, 429: ProblemOut}

_TYPES: dict[str, Any] = {
    "text": str, "long_text": str, "choice": str, "choices": list[str], "date": str, "integer": int, "yes_no": bool,
    "files": list[int], "place": str, "person": int, "institution": str, "institutions": list[str], "category": str,
    "matter": str, "tellings": list[int], "account": str, "datetime": str, "time": str, "money": str, "area": str, "url": str,
    "subject": str, "subjects": list[str],
}  # fmt: skip


def body_of(procedure: str, step: Step) -> type[Schema]:
    """The body of a step as the API takes it, made from its declared fields."""
    fields: dict[str, Any] = {given.name: _field(given) for given in step.fields}
    name = f"{procedure.capitalize()}{''.join(part.capitalize() for part in step.code.split('_'))}In"
    return create_model(name, __base__=Schema, __doc__=f"{step.words.zh} · {step.words.en}", **fields)


def _field(given: Given) -> tuple[Any, Any]:
    told = f"{given.words.zh} · {given.words.en}"
    if given.choices:
        told += ": " + ", ".join(choice.code for choice in given.choices)
    return (_TYPES[given.kind] | str | int | None, Described(default=None, description=told))


def stamp(at: dt.datetime | None) -> str | None:
    """An instant in Shanghai's time with its zone, or None."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def why(reason: Reason) -> dict[str, str]:
    """A reason as the API tells it."""
    return {"code": reason.code, "zh": reason.words.zh, "en": reason.words.en, "basis": reason.basis}


def offer(one: Offer) -> dict[str, Any]:
    """A step as the API offers it."""
    return {
        "step": one.step.code, "label": one.step.words.zh, "label_en": one.step.words.en, "open": one.open,
        "why": [why(reason) for reason in one.reasons],
    }  # fmt: skip


def line(event: Event, words: Words) -> dict[str, Any]:
    """One event of the trail as a line of the thread."""
    return {
        "seq": event.seq, "at": stamp(event.at), "thing": event.thing, "words": words.zh, "words_en": words.en,
        "who": event.actor_title or "平台", "acting_for": event.acting_for, "text": event.text, "seen": event.seen,
        "data": {name: value for name, value in event.data.items() if name not in ("text", "telling")},
    }  # fmt: skip


def key_of(request: HttpRequest) -> str:
    """The key under which a write may be repeated."""
    return request.headers.get(KEY, "")


def asker(request: HttpRequest) -> Actor:
    """The one behind the token."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def problem(
    request: HttpRequest, status: int, reasons: list[Reason], faults: dict[str, Reason] | None = None
) -> HttpResponse:
    """The answer to a call that was not carried out."""
    body = {
        **why(reasons[0]),
        "why": [why(reason) for reason in reasons],
        "faults": [
            {"field": name, "code": reason.code, "zh": reason.words.zh, "en": reason.words.en}
            for name, reason in (faults or {}).items()
        ],
    }
    return api.create_response(request, body, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A closed step or a refused filter: 409 with the reasons."""
    return problem(request, 409, list(error.reasons))


@api.exception_handler(Faulty)
def faulty(request: HttpRequest, error: Faulty) -> HttpResponse:
    """What was given holds faults: 422 with each."""
    return problem(request, 422, list(error.faults.values()), error.faults)


@api.exception_handler(ObjectDoesNotExist)
def missing(request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:
    """Not there, or not for the asker: the same 404."""
    return problem(request, 404, [NOT_FOUND])


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No valid token: 401."""
    return problem(request, 401, [NOT_SIGNED_IN])


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body or argument of the wrong shape: 422 with each field, once."""
    faults: dict[str, Reason] = {}
    for fault in error.errors:
        faults.setdefault(*shapes.told(fault))
    return problem(request, 422, list(faults.values()), faults)


@api.exception_handler(HttpError)
def plain(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that cannot be read, and the like."""
    return problem(
        request, error.status_code, [Reason("wrong_request", Words(f"请求无法读取：{error}", str(error)))]
    )


def take(request: HttpRequest, code: str, subject: int, step: Step, body: dict[str, Any]) -> Any:
    """Take a step of the procedure ``code`` on the subject with that id, once for its key.

    Answers the subject as it stands afterwards; None where the step had been taken under this key before.
    """
    given, faults = resolve(step.fields, body)
    if faults:
        raise Faulty(faults)
    by, taken = asker(request), []

    def act() -> tuple[int, dict[str, Any]]:
        taken[:] = [desks[code].take(subject, step.code, by=by, given=given)]
        return 200, {"subject": taken[0].pk}

    once(scope=f"api:{by.account}:{code}:{subject}", key=key_of(request), content=[step.code, body], act=act)
    return taken[0] if taken else None


def no_step(step: str) -> Reason:
    """The refusal of a step that is not declared."""
    return Reason("no_step", Words(f"没有这一步：{step[:40]}", f"There is no such step: {step[:40]}"))


def whole(subject: Subject, row: Any, actor: Actor) -> dict[str, Any]:
    """A subject as the API answers it: what it shows, its thread as far as the asker reads it, and every step."""
    state = subject.desk.procedure.state(row.state)
    return {
        "ref": subject.ref(row),
        "title": subject.title(row),
        "state": row.state,
        "state_zh": state.words.zh,
        "state_en": state.words.en,
        **subject.shown(row, actor),
        "thread": [line(one.event, one.words) for one in lines(subject, row, actor)],
        "offers": [offer(one) for one in subject.desk.offers(row, actor)],
    }


def add_subject(subject: Subject) -> None:
    """Routes of one subject: itself, and each of its steps. Refused calls say why; what is not the asker's is 404."""
    words = subject.desk.procedure.words

    def one(request: HttpRequest, ref: str) -> Any:
        by = asker(request)
        return whole(subject, _find(subject, ref, by), by)

    one.__name__ = f"{subject.code}_one"
    one.__doc__ = f"{words.en}: state, thread, and every step open or closed with the reason."
    api.get(f"/{subject.plural}/{{ref}}", response={200: Any, **ANSWERS}, summary=f"{words.zh} · {words.en}")(
        one
    )
    for step in subject.desk.procedure.steps:
        api.post(
            f"/{subject.plural}/{{ref}}/steps/{step.code}", response={200: Any, **ANSWERS},
            summary=f"{words.zh}：{step.words.zh} · {step.words.en}",
        )(_step_route(subject, step))  # fmt: skip

    def other(request: HttpRequest, ref: str, step: str) -> HttpResponse:
        _find(subject, ref, asker(request))
        return problem(request, 409, [no_step(step)])

    other.__name__ = f"{subject.code}_no_step"
    api.post(f"/{subject.plural}/{{ref}}/steps/{{step}}", response=ANSWERS, include_in_schema=False)(other)


def _find(subject: Subject, ref: str, by: Actor) -> Any:
    try:
        return subject.find(ref, by)
    except (ValueError, OverflowError):
        raise subject.desk.model.DoesNotExist from None


def _step_route(subject: Subject, step: Step) -> Callable[..., Any]:
    shape = body_of(subject.code, step)

    def take_step(request: HttpRequest, ref: str, body: shape = Body(default=None)) -> Any:  # type: ignore[valid-type] # noqa: B008
        by = asker(request)
        row = _find(subject, ref, by)
        wait = subject.ahead(row, step.code, by) if subject.ahead else None
        if wait:
            raise Refused(wait)
        take(request, subject.code, row.pk, step, body.dict(exclude_none=True) if body else {})
        return whole(subject, subject.desk.model.objects.get(pk=row.pk), by)

    take_step.__annotations__["body"] = shape
    take_step.__name__ = f"{subject.code}_{step.code}"
    take_step.__doc__ = f"{step.words.en}. {step.basis}".strip()
    return take_step


@api.get("/procedures", summary="办事步骤 · Procedures")
def procedures(request: HttpRequest) -> Any:
    """Every declared procedure with its states and steps."""
    return [
        {
            "code": desk.procedure.code,
            "words": desk.procedure.words.zh,
            "states": [{"code": s.code, "zh": s.words.zh, "en": s.words.en, "final": s.final} for s in desk.procedure.states],
            "steps": [
                {
                    "code": s.code, "zh": s.words.zh, "en": s.words.en, "from": list(desk.procedure.sources(s)), "to": s.target,
                    "who": list(s.who), "fields": [{"name": f.name, "kind": f.kind, "required": f.required} for f in s.fields],
                }
                for s in desk.procedure.steps
            ],
        }
        for desk in desks.values()
    ]  # fmt: skip

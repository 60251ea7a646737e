"""Which shell a reader gets, and what every page of a subject needs: its state, steps and thread."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from jinlin.base.actor import Actor
from jinlin.base.engine import Desk
from jinlin.base.subjects import Subject, lines
from jinlin.base.web.steps import found, offers_for, step_page
from jinlin.deliberation import pages


def actor_of(request: HttpRequest) -> Actor:
    """The one behind a request."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def shell(actor: Actor) -> str:
    """The worker's shell for who holds a seat, else the resident's."""
    return "base/desk.html" if actor.staff else "base/public.html"


def page_context(request: HttpRequest, subject: Subject, ref: str) -> dict[str, Any]:
    """The row that the address names (404 where it is not for the reader), with its state, steps and thread."""
    actor = actor_of(request)
    row = found(subject, ref, actor)
    desk: Desk = subject.desk
    steps = [one for one in offers_for(subject, row, actor) if actor.staff or _is_for_residents(one.step.who)]
    return {
        "row": row, "shell": shell(actor), "stand": desk.procedure.state(row.state), "offers": steps, "step_base": f"{pages.page_of(row)}steps/",
        "seen": subject.seen(row, actor), "lines": lines(subject, row, actor), "resident": not actor.staff, "done": request.GET.get("done", ""),
    }  # fmt: skip


def _is_for_residents(who: tuple[str, ...]) -> bool:
    return bool(
        {"resident", "follower", "raiser", "attendee", "member", "chair", "giver", "taker", "proposer"}
        & set(who)
    )


def take(request: HttpRequest, subject: Subject, ref: str, step: str, **more: Any) -> HttpResponse:
    """The page of a step, in the reader's shell."""
    template = "base/step.html" if actor_of(request).staff else "base/step_public.html"
    return step_page(request, subject, ref, step, template=template, **more)

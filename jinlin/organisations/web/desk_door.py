"""The door between a resident's pages and the desk, for residents who hold a seat: building heads, secretaries, chairs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from jinlin.base.access import signed_in
from jinlin.base.actor import Actor, Held
from jinlin.organisations.queries import seats_of, today
from jinlin.people.public import (
    Account,
    at_desk,
    close_desk,
    desk_left,
    end_desk_tokens,
    has_factor,
    issue_token,
    open_desk,
    phone_is_fresh,
)


def needs_new_code(request: HttpRequest) -> bool:
    """Whether the telephone must be proven once more: a first second factor is set right after a code to the phone."""
    if not settings.SECOND_FACTOR or phone_is_fresh(request):
        return False
    return not has_factor(request.user)  # type: ignore[arg-type]


@signed_in
@never_cache
def my_desk(request: HttpRequest) -> HttpResponse:
    """The seats that one holds; open the desk in this session, or go back to being a resident.

    A worker's own account has no such door: it stands at the desk from the sign-in on.
    """
    account: Account = request.user  # type: ignore[assignment]
    if account.kind == "service":
        raise Http404
    if account.is_staff:
        return redirect("today")
    seats = seats_of(person=account.person_id, on=today()) if account.person_id else ()
    again = bool(seats) and not at_desk(request) and needs_new_code(request)
    if request.method == "POST" and request.POST.get("act") == "token":
        return _page(request, seats, again, _token(request))
    if request.method == "POST":
        return _acted(request, bool(seats), again)
    return _page(request, seats, again)


def _page(request: HttpRequest, seats: tuple[Held, ...], again: bool, token: str = "") -> HttpResponse:
    """``token``: one that was made just now; it is shown this once."""
    proven = at_desk(request) and request.actor.staff  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "seats": seats, "open": at_desk(request), "again": again, "proven": proven, "token": token,
    }  # fmt: skip
    return render(request, "organisations/my_desk.html", context)


def _token(request: HttpRequest) -> str:
    """A token for programs that carries the seats for as long as this desk may stay open; the second factor was proven."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not at_desk(request) or not actor.seats:
        raise Http404
    account: Account = request.user  # type: ignore[assignment]
    return issue_token(
        account=account, audience="api", name="desk", lives=desk_left(request), desk=actor.held
    )


def _acted(request: HttpRequest, has_seat: bool, again: bool) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "leave":
        close_desk(request)
        end_desk_tokens(account=request.user)  # type: ignore[arg-type]
        return redirect("me")
    if act != "open" or not has_seat:
        raise Http404
    if again:
        logout(request)
        back = urlencode({"next": resolve_url("my_desk")})
        return HttpResponseRedirect(f"{resolve_url('resident_sign_in')}?{back}")
    open_desk(request)
    return redirect("today")

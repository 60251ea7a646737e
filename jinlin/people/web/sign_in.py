"""Residents' doors: a code by phone, or the code on their household's letter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from jinlin.base.access import open_to_all
from jinlin.base.address import client_address
from jinlin.base.rule import Refused
from jinlin.base.sealed import seal, unseal
from jinlin.people.commands.sign_in import check_sign_in_code, new_attempt, send_sign_in_code, use_letter
from jinlin.people.masks import mask_phone
from jinlin.people.models import Account
from jinlin.people.phones import read_code, read_mobile
from jinlin.people.senders import is_demo
from jinlin.people.sessions import sign_in_resident
from jinlin.people.web.back import way_back

ATTEMPT = "sign_in"


def _onward(request: HttpRequest, account: Account, way: str, *, by_phone: bool = False) -> HttpResponse:
    sign_in_resident(request, account, by_phone=by_phone)
    answer = HttpResponseRedirect(way)
    if account.language:
        answer.set_cookie("jinlin-language", account.language, httponly=True, samesite="Lax")
    return answer


def _door(request: HttpRequest, **context: object) -> HttpResponse:
    fault = context.get("fault")
    context = {"next": way_back(request, "me"), "number": "", "fault": "", **context}
    return render(request, "people/sign_in.html", context, status=422 if fault else 200)


@open_to_all
@never_cache
def resident_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the number and send a code: the same answer whether the number is known or not."""
    if request.user.is_authenticated:
        return redirect(way_back(request, "me"))
    if request.method != "POST":
        return _door(request)
    typed = request.POST.get("number", "")
    number = read_mobile(typed)
    if number is None:
        return _door(request, number=typed[:30], fault=_("请填 11 位手机号"))
    attempt = new_attempt()
    try:
        code = send_sign_in_code(number=number, attempt=attempt, address=client_address(request))
    except Refused as refusal:
        return _door(request, number=typed[:30], fault=str(refusal.reason.words))
    request.session[ATTEMPT] = {"attempt": attempt, "number": seal(number), "demo": code if is_demo() else ""}
    return redirect(f"{resolve_url('sign_in_code')}?{urlencode({'next': way_back(request, 'me')})}")


@open_to_all
@never_cache
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Take the code that was sent; the attempt stands in the visitor's own session."""
    begun = request.session.get(ATTEMPT)
    if not begun:
        return redirect("resident_sign_in")
    number, fault = unseal(begun["number"]), ""
    if request.method == "POST":
        code = read_code(request.POST.get("code", "")) or ""
        try:
            account = check_sign_in_code(number=number, attempt=begun["attempt"], code=code)
        except Refused as refusal:
            fault = str(refusal.reason.words)
        else:
            way = way_back(request, "me")
            del request.session[ATTEMPT]
            return _onward(request, account, way, by_phone=True)
    context = {
        "number": mask_phone(number),
        "demo_code": begun["demo"] if is_demo() else "",
        "next": way_back(request, "me"),
        "fault": fault,
    }
    return render(request, "people/sign_in_code.html", context, status=422 if fault else 200)


@open_to_all
@never_cache
@sensitive_post_parameters("code")
def sign_in_letter(request: HttpRequest) -> HttpResponse:
    """Sign in by a letter's code, or, signed in already, join the household that the letter was sent to."""
    mine = request.user if request.user.is_authenticated and request.user.kind == "resident" else None
    fault = ""
    if request.method == "POST":
        try:
            account = use_letter(
                code=request.POST.get("code", ""),
                name=request.POST.get("name", "")[:60],
                address=client_address(request),
                account=mine,
            )
        except Refused as refusal:
            fault = str(refusal.reason.words)
        else:
            return redirect("my_settings") if mine else _onward(request, account, way_back(request, "me"))
    context = {
        "fault": fault,
        "next": way_back(request, "me"),
        "joins": mine is not None,
        "code": request.POST.get("code", "")[:20],
        "name": request.POST.get("name", "")[:60],
    }
    return render(request, "people/sign_in_letter.html", context, status=422 if fault else 200)

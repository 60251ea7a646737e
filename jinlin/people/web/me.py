"""A person's own pages: start, notices, settings, sessions, consents."""

from __future__ import annotations

import re

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jinlin.base.access import signed_in
from jinlin.base.address import client_address
from jinlin.base.models import Notice
from jinlin.base.panels import later_panel, panels
from jinlin.base.rule import Refused
from jinlin.base.sealed import seal, unseal
from jinlin.base.words import Words
from jinlin.people.commands import end_access, set_consent
from jinlin.people.commands.sign_in import new_attempt, send_sign_in_code, use_code_for_phone
from jinlin.people.consents import PURPOSES
from jinlin.people.masks import mask_phone
from jinlin.people.models import Account, Consent, Person
from jinlin.people.phones import read_code, read_mobile
from jinlin.people.senders import is_demo
from jinlin.people.web.library import doors
from jinlin.people.web.words import DOORS

NOTICES_A_PAGE = 50
NEW_PHONE = "new_phone"
_MAIL = re.compile(r"[^\s@,;?&<>\"']{1,64}@[A-Za-z0-9.-]{1,60}\.[A-Za-z]{2,12}")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def own_person(request: HttpRequest) -> Person:
    """The person behind the account; interface accounts have none and find nothing here."""
    person = request.user.person  # type: ignore[union-attr]
    if person is None:
        raise Http404
    return person


@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """A resident's own start: what higher apps show here (their matters first), notices, own data."""
    person = own_person(request)
    unread = Notice.objects.filter(account_id=request.user.pk, read_at__isnull=True).count()
    found = panels("me", request, lambda code: reverse("me_panel", args=[code]))
    context = {"person": person, "panels": found, "unread": unread}
    return render(request, "people/me.html", context)


@signed_in
@require_safe
def me_panel(request: HttpRequest, panel: str) -> HttpResponse:
    """One panel of the own page, fetched when the reader comes to it; without a script it is a page of its own."""
    own_person(request)
    placed = later_panel("me", panel)
    if placed is None:
        raise Http404
    html = placed.panel(request)
    if request.headers.get("HX-Request"):
        return HttpResponse(html)
    return render(request, "people/me_panel.html", {"words": placed.later, "html": html})


@signed_in
def my_notices(request: HttpRequest) -> HttpResponse:
    """Notices in the page, newest first; reading them all is one tap."""
    mine = Notice.objects.filter(account_id=request.user.pk).order_by("-id")
    if request.method == "POST":
        mine.filter(read_at__isnull=True).update(read_at=timezone.now())
        return redirect("my_notices")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        mine = mine.filter(pk__lt=int(before))
    rows = list(mine[: NOTICES_A_PAGE + 1])
    context = {
        "notices": rows[:NOTICES_A_PAGE],
        "older": rows[NOTICES_A_PAGE - 1].pk if len(rows) > NOTICES_A_PAGE else None,
        "unread": any(row.read_at is None for row in rows),
    }
    return render(request, "people/my_notices.html", context)


@signed_in
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one notice (POST) and go to what it speaks of."""
    notice = Notice.objects.filter(pk=pk, account_id=request.user.pk).first()
    if notice is None or request.method != "POST":
        raise Http404
    Notice.objects.filter(pk=pk, read_at__isnull=True).update(read_at=timezone.now())
    return redirect(
        notice.link if notice.link.startswith("/") and not notice.link.startswith("//") else "my_notices"
    )


def _minutes(text: str) -> int | None:
    found = _TIME.fullmatch(text.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None


def _doors(account: Account) -> dict[str, Words]:
    """The doors of notices that make sense for this account: robots and mail are for work."""
    return DOORS if account.is_staff else {code: words for code, words in DOORS.items() if code == "sms"}


def _save_settings(request: HttpRequest, account: Account, person: Person) -> str:
    """Take over what was typed; answers a fault in words, or nothing."""
    start, end = _minutes(request.POST.get("quiet_from", "")), _minutes(request.POST.get("quiet_to", ""))
    if start is None or end is None:
        return _("免打扰时间请写成 21:30")
    name = " ".join(request.POST.get("name", "").split())
    if len(name) > 60:
        return _("称呼太长，最多 60 个字")
    email = request.POST.get("email", "").strip() if account.is_staff else ""
    if email and not _MAIL.fullmatch(email):
        return _("邮箱写得不对，可以留空")
    chosen = [door for door in _doors(account) if door in request.POST.getlist("doors")]
    account.notice_doors, account.quiet_from, account.quiet_to, account.email = chosen, start, end, email
    account.reminders = request.POST.get("reminders") == "1"
    account.save(update_fields=["notice_doors", "quiet_from", "quiet_to", "email", "reminders"])
    if account.kind == "resident" and name != person.name:
        person.name, person.pinyin = name, ""
        person.save(update_fields=["name", "pinyin"])
    return ""


@signed_in
def my_settings(request: HttpRequest) -> HttpResponse:
    """Name, doors of notices, quiet hours; and the ways to change phone, password and second factor."""
    person, account = own_person(request), Account.objects.get(pk=request.user.pk)
    fault = ""
    if request.method == "POST":
        fault = _save_settings(request, account, person)
        if not fault:
            return redirect("my_settings")
    given = {consent.purpose for consent in Consent.objects.filter(person=person, withdrawn_at__isnull=True)}
    context = {
        "person": person, "account": account, "fault": fault, "phone": mask_phone(person.phone),
        "doors": [(code, words, code in account.notice_doors) for code, words in _doors(account).items()],
        "quiet_from": f"{account.quiet_from // 60:02d}:{account.quiet_from % 60:02d}",
        "quiet_to": f"{account.quiet_to // 60:02d}:{account.quiet_to % 60:02d}",
        "consents": [(purpose, purpose.code in given) for purpose in PURPOSES.values()],
        "outside": doors(request),
    }  # fmt: skip
    return render(request, "people/my_settings.html", context, status=422 if fault else 200)


@signed_in
@require_POST
def my_consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Give or withdraw one consent: one tap either way."""
    try:
        set_consent(person=own_person(request), purpose=purpose, given=request.POST.get("given") == "1")
    except Refused:
        raise Http404 from None
    return redirect("my_settings")


@signed_in
def my_phone(request: HttpRequest) -> HttpResponse:
    """Change the phone number: the new number is proven by a code before it counts."""
    person = own_person(request)
    begun, fault = request.session.get(NEW_PHONE), ""
    if request.method == "POST":
        account = Account.objects.select_related("person").get(pk=request.user.pk)
        try:
            if begun and "code" in request.POST:
                number, code = unseal(begun["number"]), read_code(request.POST["code"]) or ""
                use_code_for_phone(account=account, number=number, attempt=begun["attempt"], code=code)
                del request.session[NEW_PHONE]
                return redirect("my_settings")
            fault = _begin_phone(request)
        except Refused as refusal:
            fault = str(refusal.reason.words)
        if not fault:
            return redirect("my_phone")
    context = {
        "phone": mask_phone(person.phone), "fault": fault,
        "new": mask_phone(unseal(begun["number"])) if begun else "",
        "demo_code": begun["demo"] if begun and is_demo() else "",
    }  # fmt: skip
    return render(request, "people/my_phone.html", context, status=422 if fault else 200)


def _begin_phone(request: HttpRequest) -> str:
    number = read_mobile(request.POST.get("number", ""))
    if number is None:
        return _("请填 11 位手机号")
    attempt = new_attempt()
    code = send_sign_in_code(number=number, attempt=attempt, address=client_address(request))
    request.session[NEW_PHONE] = {
        "attempt": attempt,
        "number": seal(number),
        "demo": code if is_demo() else "",
    }
    return ""


@signed_in
def my_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; each can be ended, or all others at once."""
    mine = UserSession.objects.filter(user_id=request.user.pk).order_by("-created_at")
    here = request.session.session_key or ""
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        if chosen == "others":
            end_access(account=request.user, keep_session=here)  # type: ignore[arg-type]
            return redirect("my_sessions")
        row = mine.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None
        if row is None:
            raise Http404
        if row.session_key == here:
            logout(request)
            return redirect("home")
        row.end()
        return redirect("my_sessions")
    rows = [(row, row.session_key == here) for row in mine[:50]]
    return render(request, "people/my_sessions.html", {"sessions": rows})

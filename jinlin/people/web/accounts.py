"""Workers' accounts: the operator invites, disables and renews; the invited set their own password."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jinlin.base.access import open_to_all, staff
from jinlin.base.rule import Refused
from jinlin.people.commands.accounts import accept_invitation, disable, enable, invite, invited, renew
from jinlin.people.models import Account
from jinlin.people.rules import ACCOUNT_KEEPERS

ACCOUNTS_A_PAGE = 100
keeper = staff(*sorted(ACCOUNT_KEEPERS))
_LOCKED = Q(kind="staff") | Exists(
    Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
)
_ACTS = {"invite": invite, "renew": renew, "disable": disable, "enable": enable}


@keeper
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts that enter the desk, and how well the door is locked. No work of theirs is shown here.

    Workers' accounts, and those of residents who set a second factor for a seat: their phone may be lost too.
    """
    after = request.GET.get("after", "")
    words = request.GET.get("q", "").strip()
    found = Account.objects.filter(_LOCKED).select_related("person").order_by("username")
    if words:
        found = found.filter(person__name__startswith=words) | found.filter(username__startswith=words)
    rows = list(found.filter(username__gt=after)[: ACCOUNTS_A_PAGE + 1])
    locked = set(
        Authenticator.objects.filter(user__in=rows, type=Authenticator.Type.TOTP).values_list(
            "user_id", flat=True
        )
    )
    shown = [(row, row.has_usable_password(), row.pk in locked) for row in rows[:ACCOUNTS_A_PAGE]]
    more = rows[ACCOUNTS_A_PAGE - 1].username if len(rows) > ACCOUNTS_A_PAGE else ""
    return render(request, "people/accounts.html", {"rows": shown, "more": more, "q": words})


@keeper
@require_POST
@never_cache
def account_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Invite, renew, disable or enable one account. The link of an invitation is shown this once."""
    if act not in _ACTS:
        raise Http404
    account = get_object_or_404(Account.objects.select_related("person").filter(_LOCKED), pk=pk)
    try:
        made = _ACTS[act](account=account, by=request.actor)  # type: ignore[attr-defined, operator]
    except Refused as refusal:
        context = {"account": account, "fault": refusal.reason.words}
        return render(request, "people/account_link.html", context, status=409)
    if made:
        link = request.build_absolute_uri(reverse("invitation", args=[made]))
        return render(request, "people/account_link.html", {"account": account, "link": link})
    return redirect("accounts")


@open_to_all
@never_cache
@sensitive_post_parameters("password", "again")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A new worker sets a password by a link that counts once; an unknown or used link says so to everybody alike."""
    account = invited(token)
    if account is None:
        return render(request, "people/invitation_over.html", status=404)
    faults: list[str] = []
    if request.method == "POST":
        password = request.POST.get("password", "")
        if password != request.POST.get("again", ""):
            faults = [_("两次填的不一样")]
        else:
            faults = _accept(token, password)
        if not faults:
            return redirect("account_login")
    return render(
        request,
        "people/invitation.html",
        {"account": account, "faults": faults},
        status=422 if faults else 200,
    )


def _accept(token: str, password: str) -> list[str]:
    try:
        accept_invitation(token=token, password=password)
    except Refused as refusal:
        return [str(reason.words) for reason in refusal.reasons]
    except ValidationError as poor:
        return poor.messages
    return []

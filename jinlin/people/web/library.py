"""The views of the sign-in library that are open here, each with its access declared. What is not named is closed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as outside
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path

from jinlin.base.access import open_to_all, signed_in, staff
from jinlin.people.commands import end_access
from jinlin.people.commands.factors import current_code, demo_code, spend_code
from jinlin.people.senders import is_demo


class LoginView(account.LoginView):
    """Workers sign in by name and password; outside doors stand below where the operator set them up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the outside doors."""
        return super().get_context_data(**kwargs) | {"doors": doors(self.request)}


class FactorView(factor.AuthenticateView):
    """The dynamic code at sign-in; a demo world shows it, as nobody there has an app set up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the code in a demo world."""
        shown = demo_code(self.stage.login.user) if is_demo() else ""
        return super().get_context_data(**kwargs) | {"demo_code": shown}


class FirstFactorView(totp.ActivateTOTPView):
    """Set the dynamic code up; until then a worker can open no other staff page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the code in a demo world."""
        context = super().get_context_data(**kwargs)
        shown = current_code(context["form"].secret) if is_demo() else ""
        return context | {"demo_code": shown}

    def form_valid(self, form: Any) -> HttpResponse:
        """The code proves the factor in this session; every other session of the account ends, having proven none."""
        answer: HttpResponse = super().form_valid(form)
        spend_code(account=self.request.user, code=form.cleaned_data["code"])
        record_authentication(
            self.request, self.request.user, method="mfa", type="totp", reauthenticated=True
        )
        end_access(account=self.request.user, keep_session=self.request.session.session_key or "")
        return answer


class PasswordView(account.PasswordChangeView):
    """Change the password, for those who have one; an account without one is invited or renewed by the operator."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """404 for an account without a password: there is nothing to change."""
        if not request.user.has_usable_password():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class ConnectionsView(outside.ConnectionsView):
    """Outside accounts that are linked to one's own, and the doors by which another may be."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the outside doors."""
        return super().get_context_data(**kwargs) | {"doors": doors(self.request)}


def doors(request: HttpRequest) -> list[dict[str, str]]:
    """The outside doors that the operator set up: name and the address that leads there."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return []
    found = get_adapter().list_providers(request)
    return [{"name": one.name, "url": one.get_login_url(request)} for one in found]


def locked_out(request: HttpRequest, answer: HttpResponse, credentials: dict[str, Any]) -> HttpResponse:
    """What stands on the page after five wrong passwords from one address; other addresses are not concerned."""
    return render(request, "account/locked_out.html", status=429)


def _before_factor(view: Callable[..., Any]) -> Callable[..., Any]:
    """A staff page that is open before the second factor is set: it serves to set it."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view


def _outside() -> list[URLPattern | URLResolver]:
    """The library's addresses for outside doors, all open: they only ever lead to accounts linked before."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return []
    found: list[URLPattern | URLResolver] = [
        path("accounts/3rdparty/", signed_in(ConnectionsView.as_view()), name="socialaccount_connections"),
        path(
            "accounts/3rdparty/cancelled/",
            open_to_all(outside.login_cancelled),
            name="socialaccount_login_cancelled",
        ),
        path("accounts/3rdparty/error/", open_to_all(outside.login_error), name="socialaccount_login_error"),
    ]
    for name in settings.SOCIALACCOUNT_PROVIDERS:
        patterns = import_module(f"allauth.socialaccount.providers.{name}.urls").urlpatterns
        _open(patterns)
        found.append(path("accounts/", include(patterns)))
    return found


def _open(patterns: list[URLPattern | URLResolver]) -> None:
    for one in patterns:
        if isinstance(one, URLResolver):
            _open(one.url_patterns)
        else:
            open_to_all(one.callback)


worker = staff()
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/login/", open_to_all(LoginView.as_view()), name="account_login"),
    path("accounts/logout/", open_to_all(account.logout), name="account_logout"),
    path("accounts/inactive/", open_to_all(account.account_inactive), name="account_inactive"),
    path("accounts/2fa/authenticate/", open_to_all(FactorView.as_view()), name="mfa_authenticate"),
    path("accounts/reauthenticate/", _before_factor(worker(account.reauthenticate)), name="account_reauthenticate"),
    path("accounts/2fa/reauthenticate/", _before_factor(worker(factor.reauthenticate)), name="mfa_reauthenticate"),
    path("accounts/2fa/totp/activate/", _before_factor(worker(FirstFactorView.as_view())), name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", worker(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("accounts/2fa/", worker(factor.index), name="mfa_index"),
    path("accounts/2fa/recovery-codes/", worker(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("accounts/2fa/recovery-codes/generate/", worker(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("accounts/2fa/recovery-codes/download/", worker(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("accounts/password/change/", worker(PasswordView.as_view()), name="account_change_password"),
    *_outside(),
]  # fmt: skip

"""How the sign-in library meets our accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy

from jinlin.base.address import client_address
from jinlin.base.sealed import seal, unseal
from jinlin.people.sessions import begin, phone_is_fresh


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account by a form: staff are invited, residents sign in by phone or letter code."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("登录名或密码不对"),
        "incorrect_password": gettext_lazy("密码不对"),
        "enter_current_password": gettext_lazy("请填写现在的密码"),
        "too_many_login_attempts": gettext_lazy("试得太多了，请过一会儿再来"),
        "rate_limited": gettext_lazy("太快了，请过一会儿再试"),
        "invalid_login": gettext_lazy("登录不成功"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never by a form."""
        return False

    def add_message(self, *args: Any, **more: Any) -> None:
        """The library's remarks are left out: our pages say themselves what was done."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address by which tries are counted."""
        return client_address(request)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, and start counting how long."""
        super().login(request, user)
        begin(request, user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A worker's first page is today's work, a resident's is their own."""
        return resolve_url("today" if request.user.is_staff else "me")  # type: ignore[union-attr]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the settings."""
        return reverse("my_settings")

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """The first second factor may be set right after the password, a resident's right after a code to the phone.

        Every later change asks for proof again.
        """
        request = self.request
        fresh = request is not None and any(
            record.get("method") == "password" for record in get_authentication_records(request, request.user)
        )
        fresh = fresh or (request is not None and phone_is_fresh(request))
        has_factor = request is not None and Authenticator.objects.filter(user_id=request.user.pk).exists()
        return not (app == "allauth.mfa" and fresh and not has_factor)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Outside doors only lead to accounts that exist and have linked them."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Never by an outside door alone."""
        return False

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, **more: Any
    ) -> HttpResponse | None:
        """A door that fails leads back to the other doors; nothing of the fault is shown."""
        return HttpResponseRedirect(reverse("account_login"))


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are sealed, and staff cannot put theirs away."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("动态口令不对，请看最新的一个再填"),
        "cannot_delete_authenticator": gettext_lazy("工作人员账号必须有动态口令，不能取消；换手机请找信息员"),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return unseal(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        """The sign-in name, as the authenticator app shows it."""
        return str(user.get_username())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Never by the holder alone: the operator renews an account whose phone is lost."""
        return False

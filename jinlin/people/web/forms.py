"""Forms of the sign-in library with our own rules."""

from __future__ import annotations

import unicodedata

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy

from jinlin.base.address import client_address
from jinlin.base.rule import Refused
from jinlin.people.commands.factors import use_factor


class _OnceOnly(forms.Form):
    """Reads a dynamic or recovery code by our own rules: each counts once, tries are counted in the database."""

    def clean_code(self) -> str:
        """The code, if it proves a factor of the account."""
        try:
            self.authenticator = use_factor(
                account=self.user,  # type: ignore[attr-defined]
                code=self.cleaned_data["code"],
                address=client_address(context.request),
            )
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.reason.words), code=refusal.reason.code) from None
        return str(self.cleaned_data["code"])


class FactorForm(_OnceOnly, AuthenticateForm):
    """The dynamic code at sign-in."""


class FactorAgainForm(_OnceOnly, ReauthenticateForm):
    """The dynamic code as proof before a weighty change."""


class FirstFactorForm(ActivateTOTPForm):
    """The first dynamic code, which shows that the app was set up."""

    def clean_code(self) -> str:
        """The code as digits, however it was typed."""
        narrow = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        self.cleaned_data["code"] = "".join(c for c in narrow if c.isdigit())
        return str(super().clean_code())

    code = forms.CharField(label=gettext_lazy("动态口令"), max_length=20)

"""Addresses of people."""

from __future__ import annotations

from django.urls import path

from jinlin.people.web import library, preferences, sign_in

urlpatterns = [
    *library.urlpatterns,
    path("sign-in/", sign_in.resident_sign_in, name="resident_sign_in"),
    path("sign-in/code", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/letter", sign_in.sign_in_letter, name="sign_in_letter"),
    path("elder/<int:level>", preferences.set_elder, name="set_elder"),
    path("language/", preferences.set_language, name="set_language"),
]

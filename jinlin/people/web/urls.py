"""Addresses of people."""

from __future__ import annotations

from django.urls import path

from jinlin.people.web import accounts, data, library, me, preferences, releases, sign_in, staff

urlpatterns = [
    *library.urlpatterns,
    path("sign-in/", sign_in.resident_sign_in, name="resident_sign_in"),
    path("sign-in/code", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/letter", sign_in.sign_in_letter, name="sign_in_letter"),
    path("invitation/<str:token>", accounts.invitation, name="invitation"),
    path("elder/<int:level>", preferences.set_elder, name="set_elder"),
    path("language/", preferences.set_language, name="set_language"),
    path("dignity", data.dignity, name="dignity"),
    path("dignity/keeping", data.keeping_page, name="keeping"),
    path("me/", me.me, name="me"),
    path("me/panels/<str:panel>", me.me_panel, name="me_panel"),
    path("me/notices", me.my_notices, name="my_notices"),
    path("me/notices/<int:pk>", me.open_notice, name="open_notice"),
    path("me/settings", me.my_settings, name="my_settings"),
    path("me/phone", me.my_phone, name="my_phone"),
    path("me/sessions", me.my_sessions, name="my_sessions"),
    path("me/consents/<slug:purpose>", me.my_consent, name="my_consent"),
    path("me/data", data.my_data, name="my_data"),
    path("me/data/ask", data.my_data_ask, name="my_data_ask"),
    path("me/data/erase", data.my_data_erase, name="my_data_erase"),
    path("me/data/copy.<str:kind>", data.my_data_copy, name="my_data_copy"),
    path("me/data/<slug:code>", data.my_data_section, name="my_data_section"),
    path("exports/", releases.releases, name="releases"),
    path("exports/<int:pk>/decide", releases.release_decide, name="release_decide"),
    path("exports/<int:pk>/take", releases.release_take, name="release_take"),
    path("people/find", staff.find, name="people_find"),
    path("people/find/<int:pk>", staff.found_look, name="found_look"),
    path("people/look/<int:pk>", staff.person_look, name="person_look"),
    path("people/requests", staff.requests, name="data_requests"),
    path("people/households/<str:code>", staff.households, name="households"),
    path("people/households/<str:code>/letters", staff.letters, name="household_letters"),
    path("people/accounts", accounts.accounts, name="accounts"),
    path("people/accounts/<int:pk>/<slug:act>", accounts.account_act, name="account_act"),
]

"""Addresses of organisations, seats and institutions."""

from django.urls import include, path

from jinlin.organisations.web import (
    desk_door,
    institutions,
    seats,
    tenures,
    trees,
    urls_gatherings,
    urls_trees,
)
from jinlin.organisations.web.urls_members import urlpatterns as of_members

urlpatterns = [
    *urls_gatherings.urlpatterns,
    path("", include("jinlin.organisations.partners.web.urls")),
    *urls_trees.urlpatterns,
    path("organisations/", trees.organisations, name="organisations"),
    path("organisations/new", trees.organisation_new, name="organisation_new"),
    path("organisations/<str:code>", trees.organisation, name="organisation"),
    path("me/desk", desk_door.my_desk, name="my_desk"),
    path("seats/", seats.seats, name="seats"),
    path("seats/export", seats.seats_export, name="seats_export"),
    path("seats/new", tenures.seat_new, name="seat_new"),
    path("seats/<int:pk>", seats.seat, name="seat"),
    path("seats/<int:pk>/give", tenures.seat_give, name="seat_give"),
    path("seats/<int:pk>/end", tenures.seat_end, name="seat_end"),
    path("seats/tenures/<int:pk>/end", tenures.tenure_end, name="tenure_end"),
    path("institutions/", institutions.institutions, name="institutions"),
    path("institutions/new", institutions.institution_new, name="institution_new"),
    path("institutions/<str:code>", institutions.institution, name="institution"),
    path("institutions/<str:code>/change", institutions.institution_change, name="institution_change"),
    *of_members,
]

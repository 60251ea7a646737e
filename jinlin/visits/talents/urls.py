"""Addresses of the room of talents."""

from django.urls import URLPattern, URLResolver, path

from jinlin.visits.talents.web import desk, public

urlpatterns: list[URLPattern | URLResolver] = [
    path("talents/", public.talents, name="talents"),
    path("talents/new", public.talent_new, name="talent_new"),
    path("talents/mine", public.my_talent, name="my_talent"),
    path("talents/<int:pk>", public.talent, name="talent"),
    path("talents/<int:pk>/ask", public.talent_ask, name="talent_ask"),
    path("talents/<int:pk>/contact", desk.talent_contact, name="talent_contact"),
    path("talents/<int:pk>/steps/<str:step>", public.talent_step, name="talent_step"),
    path("talents/requests/<int:pk>", public.talent_request, name="talent_request"),
    path(
        "talents/requests/<int:pk>/steps/<str:step>", public.talent_request_step, name="talent_request_step"
    ),
    path("desk/talents/", desk.talents_desk, name="talents_desk"),
    path("desk/talents/export", desk.talents_export, name="talents_export"),
]

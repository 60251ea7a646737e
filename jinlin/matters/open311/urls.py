"""Addresses of Open311 GeoReport v2."""

from django.urls import re_path

from jinlin.matters.open311 import views

_F = r"\.(?P<form>xml|json)$"

urlpatterns = [
    re_path(r"^discovery" + _F, views.discovery, name="open311_discovery"),
    re_path(r"^services" + _F, views.services, name="open311_services"),
    re_path(r"^services/(?P<code>[\w.-]{1,40})" + _F, views.definition, name="open311_definition"),
    re_path(r"^requests" + _F, views.requests, name="open311_requests"),
    re_path(r"^requests/(?P<number>[\d,-]{1,400})" + _F, views.request_one, name="open311_request"),
    re_path(r"^tokens/(?P<token>[\w-]{1,40})" + _F, views.token, name="open311_token"),
    re_path(r"^servicerequestupdates" + _F, views.updates, name="open311_updates"),
]

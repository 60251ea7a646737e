"""Addresses of insight."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

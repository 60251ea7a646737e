"""Addresses of matters."""

urlpatterns: list[object] = []

"""Addresses of insight."""

from django.urls import path

from jinlin.insight.web import map_pages

urlpatterns = [
    path("map/", map_pages.map_page, name="map"),
    path("map/areas", map_pages.map_areas, name="map_areas"),
    path("map/marks/<slug:code>", map_pages.map_marks, name="map_marks"),
]

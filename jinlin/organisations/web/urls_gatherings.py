"""Addresses of gatherings."""

from django.urls import path

from jinlin.organisations.web import gatherings

urlpatterns = [
    path("gatherings/", gatherings.gatherings, name="gatherings"),
    path("gatherings/export", gatherings.gatherings_export, name="gatherings_export"),
    path("gatherings/new", gatherings.gathering_new, name="gathering_new"),
    path("gatherings/<int:pk>", gatherings.gathering, name="gathering"),
    path("gatherings/<int:pk>/steps/<str:step>", gatherings.gathering_step, name="gathering_step"),
    path("gatherings/<int:pk>/print", gatherings.gathering_print, name="gathering_print"),
    path("gatherings/<int:pk>/door", gatherings.gathering_door, name="gathering_door"),
]

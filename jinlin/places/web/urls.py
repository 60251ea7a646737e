"""Addresses of the places' tree for workers."""

from django.urls import path

from jinlin.places.web import counts, importing, panels, tree

urlpatterns = [
    path("places/tree/", tree.place_tree, name="place_tree"),
    path("places/tree/import", importing.places_import, name="places_import"),
    path("places/tree/<str:code>", tree.place_tree_at, name="place_tree_at"),
    path("places/tree/<str:code>/add", tree.place_add, name="place_add"),
    path("places/tree/<str:code>/grid", tree.place_grid, name="place_grid"),
    path("places/tree/<str:code>/counts", counts.place_counts, name="place_counts"),
    path("places/<str:code>/panels/<slug:panel>", panels.place_panel, name="place_panel"),
]

"""Addresses of insight."""

from django.urls import path

from jinlin.insight.web import board_pages, briefing_pages, figure_pages, map_pages, open_pages, public_pages

urlpatterns = [
    path("insight/", board_pages.insight, name="insight"),
    path("insight/<str:code>", board_pages.board, name="board"),
    path("insight/<str:code>/wall", board_pages.wall, name="wall"),
    path("insight/<str:code>/figures", figure_pages.figure_list, name="figure_list"),
    path("insight/<str:code>/figures/<str:id>", figure_pages.figure, name="figure"),
    path("insight/<str:code>/figures/<str:id>/publish", figure_pages.figure_publish, name="figure_publish"),
    path(
        "insight/<str:code>/figures/<str:id>/rows.<str:kind>",
        figure_pages.figure_export,
        name="figure_export",
    ),
    path("places/<str:code>/figures", public_pages.place_figures, name="place_figures"),
    path("briefing/", briefing_pages.briefing_page, name="briefing"),
    path("briefing/file.<slug:form>", briefing_pages.briefing_file, name="briefing_file"),
    path("briefing/template/<str:code>", briefing_pages.briefing_template, name="briefing_template"),
    path(
        "briefing/template/<str:code>/file",
        briefing_pages.briefing_template_file,
        name="briefing_template_file",
    ),
    path("open/", open_pages.open_data, name="open_data"),
    path("open/catalogue.json", open_pages.open_catalogue, name="open_catalogue"),
    path("open/<slug:code>.<slug:form>", open_pages.open_file, name="open_file"),
    path("map/", map_pages.map_page, name="map"),
    path("map/areas", map_pages.map_areas, name="map_areas"),
    path("map/marks/<slug:code>", map_pages.map_marks, name="map_marks"),
]

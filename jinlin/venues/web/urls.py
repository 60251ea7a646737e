"""Addresses of venues."""

from django.urls import path

from jinlin.venues.web import desk_forms, desk_pages, public, rooms

urlpatterns = [
    path("stations/", public.stations, name="stations"),
    path("stations/<str:code>", public.station, name="station"),
    path("stations/<str:code>/rooms/<str:space>", rooms.room, name="room"),
    path("bookings/<int:pk>", rooms.booking, name="booking"),
    path("bookings/<int:pk>/steps/<str:step>", rooms.booking_step, name="booking_step"),
    path("assets/<str:token>", public.asset, name="asset"),
    path("assets/<str:token>/steps/<str:step>", public.asset_step, name="asset_step"),
    path("desk/stations/", desk_pages.stations_desk, name="stations_desk"),
    path("desk/stations/export", desk_pages.stations_export, name="stations_export"),
    path("desk/stations/new", desk_forms.station_new, name="station_new"),
    path("desk/stations/<str:code>", desk_pages.station_desk, name="station_desk"),
    path("desk/stations/<str:code>/day", desk_pages.station_day, name="station_day"),
    path("desk/stations/<str:code>/steps/<str:step>", desk_pages.station_step, name="station_step"),
    path("desk/stations/<str:code>/change", desk_forms.station_change, name="station_change"),
    path("desk/stations/<str:code>/rooms/new", desk_forms.space_new, name="space_new"),
    path("desk/stations/<str:code>/hours", desk_forms.station_hours, name="station_hours"),
    path("desk/stations/<str:code>/exception", desk_forms.station_exception, name="station_exception"),
    path("desk/stations/<str:code>/assets/new", desk_forms.asset_new, name="asset_new"),
]

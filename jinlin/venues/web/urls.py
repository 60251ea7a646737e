"""Addresses of venues."""

from django.urls import path

from jinlin.venues.duty import forms as duty_forms
from jinlin.venues.duty import web as duty
from jinlin.venues.reclaimed import web as land
from jinlin.venues.stage import web as stage
from jinlin.venues.web import calendar_pages as calendars
from jinlin.venues.web import desk_forms, desk_pages, importing, public, rooms, series_pages

urlpatterns = [
    path("stations/", public.stations, name="stations"),
    path("stations/<str:code>", public.station, name="station"),
    path("stations/<str:code>/rooms/<str:space>", rooms.room, name="room"),
    path("stations/<str:code>/check-in", series_pages.station_check_in, name="station_check_in"),
    path("stations/<str:code>/door", calendars.station_door, name="station_door"),
    path("calendar/<str:code>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("calendar/<str:code>", calendars.venue_month, name="venue_calendar"),
    path("calendar/<str:code>/embed", calendars.calendar_embed, name="calendar_embed"),
    path("calendar/<str:code>/<str:on>", calendars.venue_calendar_day, name="venue_calendar_day"),
    path("desk/stations/<str:code>/rooms/<str:space>/series", series_pages.series_new, name="series_new"),
    path("desk/series/<int:pk>", series_pages.series_of_bookings, name="series_of_bookings"),
    path("desk/series/<int:pk>/retry", series_pages.series_retry, name="series_retry"),
    path("bookings/<int:pk>", rooms.booking, name="booking"),
    path("bookings/<int:pk>/steps/<str:step>", rooms.booking_step, name="booking_step"),
    path("assets/<str:token>", public.asset, name="asset"),
    path("assets/<str:token>/steps/<str:step>", public.asset_step, name="asset_step"),
    path("desk/stations/", desk_pages.stations_desk, name="stations_desk"),
    path("desk/stations/export", desk_pages.stations_export, name="stations_export"),
    path("desk/stations/import", importing.venues_import, name="venues_import"),
    path("desk/stations/import/<str:name>", importing.venues_returned, name="venues_returned"),
    path("desk/stations/new", desk_forms.station_new, name="station_new"),
    path("desk/stations/<str:code>", desk_pages.station_desk, name="station_desk"),
    path("desk/stations/<str:code>/day", desk_pages.station_day, name="station_day"),
    path("desk/stations/<str:code>/steps/<str:step>", desk_pages.station_step, name="station_step"),
    path("desk/stations/<str:code>/change", desk_forms.station_change, name="station_change"),
    path("desk/stations/<str:code>/rooms/new", desk_forms.space_new, name="space_new"),
    path("desk/stations/<str:code>/hours", desk_forms.station_hours, name="station_hours"),
    path("desk/stations/<str:code>/exception", desk_forms.station_exception, name="station_exception"),
    path("desk/stations/<str:code>/assets/new", desk_forms.asset_new, name="asset_new"),
    path("stations/<str:code>/duty", duty.duty_wall, name="duty_wall"),
    path("stations/<str:code>/duty/join", duty_forms.duty_join, name="duty_join"),
    path("duty/", duty.my_duty, name="my_duty"),
    path("duty/<int:pk>", duty.duty_turn, name="duty_turn"),
    path("duty/<int:pk>/steps/<str:step>", duty.duty_turn_step, name="duty_turn_step"),
    path("duty/rota/<int:pk>/leave", duty_forms.duty_leave, name="duty_leave"),
    path("desk/stations/<str:code>/duty", duty.duty_desk, name="duty_desk"),
    path("desk/stations/<str:code>/duty/plan", duty_forms.duty_plan, name="duty_plan"),
    path("desk/stations/<str:code>/duty/posts/new", duty_forms.duty_post_new, name="duty_post_new"),
    path("desk/stations/<str:code>/duty/people/new", duty_forms.duty_fellow_new, name="duty_fellow_new"),
    path("desk/duty/posts/<str:post>/promise", duty_forms.duty_promise, name="duty_promise"),
    path("stations/<str:code>/stage", stage.stage_rounds, name="stage_rounds"),
    path("desk/stations/<str:code>/stage/new", stage.stage_new, name="stage_new"),
    path("stage/<str:code>.json", stage.stage_file, name="stage_file"),
    path("stage/<str:code>", stage.stage_round, name="stage_round"),
    path("stage/<str:code>/enter", stage.stage_enter, name="stage_enter"),
    path("stage/<str:code>/replay", stage.stage_replay, name="stage_replay"),
    path("stage/<str:code>/steps/<str:step>", stage.stage_step, name="stage_step"),
    path("reclaimed/", land.reclaimed_list, name="reclaimed_list"),
    path("reclaimed/<str:code>", land.reclaimed, name="reclaimed"),
    path("reclaimed/<str:code>/steps/<str:step>", land.reclaimed_step, name="reclaimed_step"),
    path("desk/reclaimed/export", land.reclaimed_export, name="reclaimed_export"),
    path("desk/reclaimed/new", land.reclaimed_new, name="reclaimed_new"),
]

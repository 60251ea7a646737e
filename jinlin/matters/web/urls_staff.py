"""Addresses that workers open over matters."""

from django.urls import path

from jinlin.matters.web import staff_list, staff_matter, staff_oversight, staff_today

urlpatterns = [
    path("today/", staff_today.today, name="today"),
    path("today/others", staff_today.today_others, name="today_others"),
    path("matters/", staff_list.matters, name="matters"),
    path("matters/bulk", staff_list.matters_bulk, name="matters_bulk"),
    path("matters/export", staff_list.matters_export, name="matters_export"),
    path("matters/views", staff_list.save_view, name="save_view"),
    path("matters/<str:number>", staff_matter.matter, name="matter"),
    path("matters/<str:number>/steps/<slug:step>", staff_matter.matter_step, name="matter_step"),
    path("matters/<str:number>/tellings/<int:telling>/look", staff_matter.telling_look, name="telling_look"),
    path("calls/<int:pk>/steps/<slug:step>", staff_matter.call_step, name="call_step"),
    path("supervision/", staff_oversight.supervision, name="supervision"),
    path("rates/", staff_oversight.rates_page, name="rates"),
]

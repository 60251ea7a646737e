"""Addresses that residents open: home, places, telling, following, public matters."""

from django.urls import path

from jinlin.matters.web import (
    resident_follow,
    resident_home,
    resident_plan,
    resident_public,
    resident_tell,
    resident_wall,
)

urlpatterns = [
    path("", resident_home.home, name="home"),
    path("places/find", resident_home.place_find, name="place_find"),
    path("places/plan", resident_plan.place_plan, name="place_plan_top"),
    path("places/<str:code>/plan", resident_plan.place_plan, name="place_plan"),
    path("places/<str:code>", resident_home.place, name="place"),
    path("places/<str:code>/qr", resident_wall.place_qr, name="place_qr"),
    path("p/<str:token>", resident_home.place_by_token, name="place_by_token"),
    path("tell/", resident_tell.tell, name="tell"),
    path("follow/", resident_follow.follow_find, name="follow_find"),
    path("follow/forget", resident_follow.follow_forget, name="follow_forget"),
    path("follow/<str:number>/<str:key>", resident_follow.follow, name="follow"),
    path("follow/<str:number>/<str:key>/steps/<str:step>", resident_follow.follow_step, name="follow_step"),
    path("public/<str:number>", resident_public.public_matter, name="public_matter"),
]

"""Addresses of the room of activities."""

from django.urls import URLPattern, URLResolver, path

from jinlin.volunteering.activities.web import after, desk_forms, desk_pages, door, embed, months, own, public

urlpatterns: list[URLPattern | URLResolver] = [
    path("activities/", public.activities, name="activities"),
    path("activities/month", months.activities_month, name="activities_month"),
    path("activities/day", months.activities_day, name="activities_day"),
    path("activities/embed/<str:code>", embed.activities_embed, name="activities_embed"),
    path("activities/mine", own.my_activities, name="my_activities"),
    path("activities/<int:pk>", public.activity, name="activity"),
    path("activities/<int:pk>/sign-up", own.activity_sign_up, name="activity_sign_up"),
    path("activities/<int:pk>/poster", public.poster, name="activity_poster"),
    path("activities/at/<str:token>", public.by_token, name="activity_by_token"),
    path("activities/pass/<str:token>", door.activity_pass, name="activity_pass"),
    path("activities/own/<str:key>.ics", own.own_feed, name="own_feed"),
    path("activity-series/<int:pk>", public.series, name="series"),
    path("activity-series/<int:pk>.ics", public.series_feed, name="series_feed"),
    path("activity-series/<int:pk>/ask", own.class_asked, name="class_asked"),
    path("sign-ups/<int:pk>", own.sign_up, name="sign_up"),
    path("sign-ups/<int:pk>/slip", door.slip, name="activity_slip"),
    path("sign-ups/<int:pk>/steps/<str:step>", own.sign_up_step, name="sign_up_step"),
    path("desk/activities/", desk_pages.activities_desk, name="activities_desk"),
    path("desk/activities/export", desk_pages.activities_export, name="activities_export"),
    path("desk/activities/new", desk_forms.activity_new, name="activity_new"),
    path("desk/activities/<int:pk>", desk_pages.activity_desk, name="activity_desk"),
    path("desk/activities/<int:pk>/steps/<str:step>", desk_pages.activity_step, name="activity_step"),
    path("activities/<int:pk>/arrive", door.activity_arrive, name="activity_arrive"),
    path("activities/<int:pk>/feedback", after.activity_feedback, name="activity_feedback"),
    path("desk/activities/<int:pk>/chain", after.activity_chain, name="activity_chain"),
    path("desk/activities/<int:pk>/photos", after.activity_photos, name="activity_photos"),
    path("desk/activities/<int:pk>/door", door.activity_door, name="activity_door"),
    path("desk/activities/<int:pk>/check-in", door.activity_check_in, name="activity_check_in"),
    path("desk/activities/<int:pk>/names", door.activity_names, name="activity_names"),
    path("desk/activities/<int:pk>/presence", door.activity_presence, name="activity_presence"),
    path("desk/activities/<int:pk>/enrol", desk_forms.activity_enrol, name="activity_enrol"),
    path("desk/activity-series/<int:pk>", desk_pages.series_desk, name="series_desk"),
    path("desk/activity-series/<int:pk>/open", desk_forms.class_open, name="class_open"),
    path("desk/activity-series/<int:pk>/steps/<str:step>", desk_pages.series_step, name="series_step"),
]

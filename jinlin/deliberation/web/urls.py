"""Addresses of deliberation. One address for each thing; the page follows who reads it."""

from django.urls import path

from jinlin.deliberation.web import bodies, meetings, motions, results, talks

urlpatterns = [
    path("talks/", talks.talks, name="talks"),
    path("talks/<code>/feed.ics", talks.place_feed, name="place_feed"),
    path("bodies/new/", bodies.body_new, name="body_new"),
    path("bodies/<code>/", talks.body, name="body"),
    path("bodies/<code>/feed.ics", talks.body_feed, name="body_feed"),
    path("bodies/<code>/raise/", talks.point_new, name="point_new"),
    path("bodies/<code>/members/new/", bodies.member_new, name="body_member_new"),
    path("bodies/<code>/members/<int:pk>/end/", bodies.member_end, name="body_member_end"),
    path("bodies/<code>/call/", bodies.call, name="body_call"),
    path("bodies/<code>/rule/", bodies.rule, name="body_rule"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/export/", meetings.meetings_export, name="meetings_export"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/door/", meetings.door, name="meeting_door"),
    path("meetings/<int:pk>/paper/", meetings.paper, name="meeting_paper"),
    path("meetings/<int:pk>/steps/<step>", meetings.meeting_step, name="meeting_step"),
    path("agenda-items/<int:pk>/steps/<step>", meetings.item_step, name="item_step"),
    path("results/", results.results, name="results"),
    path("results/export/", results.results_export, name="results_export"),
    path("results/<int:pk>/", results.result, name="result"),
    path("results/<int:pk>/steps/<step>", results.result_step, name="result_step"),
    path("raised/<int:pk>/", results.point, name="point"),
    path("raised/<int:pk>/steps/<step>", results.point_step, name="point_step"),
    path("handovers/<int:pk>/", results.handover, name="handover"),
    path("handovers/<int:pk>/steps/<step>", results.handover_step, name="handover_step"),
    path("motions/", motions.motions, name="motions"),
    path("motions/new/", motions.motion_new, name="motion_new"),
    path("motions/<code>/", motions.motion, name="motion"),
    path("motions/<code>/steps/<step>", motions.motion_step, name="motion_step"),
]

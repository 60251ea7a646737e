"""Addresses of the room of teams."""

from django.urls import path

from jinlin.volunteering.teams.web import desk, lead, own, public, shifts, standing

urlpatterns = [
    path("teams/", public.teams, name="teams"),
    path("teams/<str:code>", public.team, name="team"),
    path("teams/<str:code>/join", public.team_join, name="team_join"),
    path("teams/<str:code>/lead", lead.team_lead, name="team_lead"),
    path("teams/<str:code>/sweep", lead.team_sweep, name="team_sweep"),
    path("teams/<str:code>/change", lead.team_change, name="team_change"),
    path("teams/<str:code>/group", lead.team_group, name="team_group"),
    path("teams/<str:code>/shifts/new", lead.shift_new, name="shift_new"),
    path("teams/<str:code>/steps/<str:step>", lead.team_step, name="team_step"),
    path("team-members/<int:pk>/steps/<str:step>", own.team_member_step, name="team_member_step"),
    path("me/service", own.my_service, name="my_service"),
    path("me/service/about", own.my_service_about, name="my_service_about"),
    path("me/service/standing", standing.my_standing, name="my_standing"),
    path("me/service/standing/<int:pk>/number", standing.my_number, name="my_number"),
    path("me/service/records", own.my_service_records, name="my_service_records"),
    path("me/service/paper", own.service_paper_new, name="service_paper_new"),
    path("me/service/papers/<str:number>.pdf", own.service_paper_pdf, name="service_paper_pdf"),
    path("service-records/<int:pk>", own.service_record, name="service_record"),
    path("service-records/<int:pk>/steps/<str:step>", own.service_record_step, name="service_record_step"),
    path("service-papers/<str:token>", public.service_paper, name="service_paper"),
    path("shifts/<int:pk>", shifts.shift, name="shift"),
    path("shifts/<int:pk>/take", shifts.shift_take, name="shift_take"),
    path("shifts/<int:pk>/door", shifts.shift_door, name="shift_door"),
    path("shifts/<int:pk>/steps/<str:step>", shifts.shift_step, name="shift_step"),
    path("turns/<int:pk>", shifts.turn, name="turn"),
    path("turns/<int:pk>/steps/<str:step>", shifts.turn_step, name="turn_step"),
    path("turns/<int:pk>/swap", shifts.swap_new, name="swap_new"),
    path("swaps/<int:pk>", shifts.swap, name="swap"),
    path("swaps/<int:pk>/steps/<str:step>", shifts.swap_step, name="swap_step"),
    path("desk/teams/", desk.teams_desk, name="teams_desk"),
    path("desk/teams/export", desk.teams_export, name="teams_export"),
    path("desk/teams/new", desk.team_new, name="team_new"),
    path("desk/volunteers/<int:pk>", standing.volunteer_desk, name="volunteer_desk"),
    path("desk/volunteers/<int:pk>/insurance", standing.volunteer_insure, name="volunteer_insure"),
    path("desk/volunteers/<int:pk>/number", standing.volunteer_number, name="volunteer_number"),
    path("desk/service-records/", desk.service_desk, name="service_desk"),
]

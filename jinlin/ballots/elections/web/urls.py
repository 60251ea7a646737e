"""Addresses of elections: for residents, for workers, at the station, on paper."""

from django.urls import path

from jinlin.ballots.elections.web import clerks, papers, resident, staff

urlpatterns = [
    path("elections/", resident.elections, name="elections"),
    path("elections/<int:pk>", resident.election, name="election"),
    path("elections/<int:pk>/list", resident.on_list, name="election_list"),
    path("elections/<int:pk>/object", resident.object_to_list, name="election_object"),
    path("elections/<int:pk>/steps/<str:step>", resident.step, name="election_step"),
    path("committees/<int:pk>", resident.committee, name="committee"),
    path("desk/elections/", staff.elections, name="desk_elections"),
    path("desk/elections/new", staff.new, name="desk_election_new"),
    path("desk/elections/<int:pk>", staff.election, name="desk_election"),
    path("desk/elections/<int:pk>/steps/<str:step>", staff.step, name="desk_election_step"),
    path("desk/elections/<int:pk>/voters", staff.voters, name="desk_voters"),
    path("desk/elections/<int:pk>/voters/import", staff.voters_import, name="desk_voters_import"),
    path("desk/elections/<int:pk>/stations/<int:station>", clerks.give, name="desk_station"),
    path("desk/elections/<int:pk>/stations/<int:station>/count", clerks.count, name="desk_count"),
    path("desk/elections/<int:pk>/papers/<str:kind>", papers.paper, name="desk_election_paper"),
    path("desk/committees/<int:pk>", staff.committee, name="desk_committee"),
    path("desk/committees/<int:pk>/steps/<str:step>", staff.committee_step, name="desk_committee_step"),
    path("desk/committees/<int:pk>/papers/<str:kind>", papers.committee_paper, name="desk_committee_paper"),
]

"""Addresses of decisions: for residents, for checking, for workers."""

from django.urls import include, path

from jinlin.ballots.web import checking, clerks, official, resident, staff

urlpatterns = [
    path("decisions/", resident.decisions, name="decisions"),
    path("decisions/check", checking.check, name="ballot_check"),
    path("decisions/<int:pk>", resident.decision, name="decision"),
    path("decisions/<int:pk>/mine", resident.mine, name="decision_mine"),
    path("decisions/<int:pk>/object", resident.object_to_roll, name="decision_object"),
    path("decisions/<int:pk>/vote/<int:row>", resident.vote, name="decision_vote"),
    path("decisions/<int:pk>/receipt/<int:line>", resident.receipt, name="decision_receipt"),
    path("decisions/<int:pk>/opening/<int:line>", resident.opening, name="decision_opening"),
    path("decisions/<int:pk>/archive.zip", checking.archive, name="decision_archive"),
    path("desk/decisions/", staff.decisions, name="desk_decisions"),
    path("desk/decisions/new", staff.new, name="desk_decision_new"),
    path("desk/decisions/<int:pk>", staff.decision, name="desk_decision"),
    path("desk/decisions/<int:pk>/steps/<str:step>", staff.step, name="desk_decision_step"),
    path("desk/decisions/<int:pk>/unsealing", staff.unsealing, name="desk_unsealing"),
    path("desk/decisions/<int:pk>/verifying", staff.verifying, name="desk_verifying"),
    path("desk/decisions/<int:pk>/official", official.official, name="desk_official"),
    path("desk/decisions/<int:pk>/names", clerks.names, name="desk_names"),
    path("desk/decisions/<int:pk>/roll", staff.roll_page, name="desk_roll"),
    path("desk/decisions/<int:pk>/roll/import", staff.roll_import, name="desk_roll_import"),
    path("desk/decisions/<int:pk>/ballots", clerks.ballots, name="desk_ballots"),
    path("desk/decisions/<int:pk>/boxes", clerks.boxes, name="desk_boxes"),
    path("desk/decisions/boxes/<int:pk>/enter", clerks.enter, name="desk_box_enter"),
    path("", include("jinlin.ballots.elections.web.urls")),
]

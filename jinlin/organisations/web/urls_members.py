"""Addresses of report-in: the branch's, the member's own, and what anybody may open."""

from django.urls import path

from jinlin.organisations.web import members, members_import, members_own, members_public, members_year

urlpatterns = [
    path("members/", members.members, name="members"),
    path("members/year", members_year.employer_year, name="employer_year"),
    path("members/import", members_import.members_import, name="members_import"),
    path("members/import/<int:pk>", members_import.members_batch, name="members_batch"),
    path("members/import/<int:pk>/state", members_import.members_batch_state, name="members_batch_state"),
    path("members/import/<int:pk>/go", members_import.members_batch_go, name="members_batch_go"),
    path(
        "members/import/<int:pk>/returned",
        members_import.members_batch_returned,
        name="members_batch_returned",
    ),
    path("members/branches/<str:code>", members.members_branch, name="members_branch"),
    path("members/branches/<str:code>/confirm", members.members_bulk, name="members_bulk"),
    path("members/branches/<str:code>/services", members.services_bulk, name="services_bulk"),
    path("members/branches/<str:code>/vacancies/<int:pk>", members.vacancy_dismiss, name="vacancy_dismiss"),
    path("members/branches/<str:code>/export", members.members_export, name="members_export"),
    path("members/branches/<str:code>/invite", members.member_invite, name="member_invite"),
    path("members/branches/<str:code>/letters", members.member_letters, name="member_letters"),
    path(
        "members/branches/<str:code>/letters/print", members.member_letters_print, name="member_letters_print"
    ),
    path("members/<int:pk>", members.report_in, name="report_in"),
    path("members/<int:pk>/steps/<str:step>", members.report_in_step, name="report_in_step"),
    path("members/services/<int:pk>/steps/<str:step>", members.service_step, name="service_step"),
    path("report-in/", members_own.report_find, name="report_find"),
    path("report-in/<str:code>", members_own.report_by_letter, name="report_by_letter"),
    path("me/membership", members_own.my_membership, name="my_membership"),
    path("me/membership/<int:pk>", members_own.my_report_in, name="my_report_in"),
    path("me/membership/<int:pk>/steps/<str:step>", members_own.my_report_in_step, name="my_report_in_step"),
    path("me/membership/<int:pk>/showing/<slug:purpose>", members_own.my_showing, name="my_showing"),
    path("me/membership/<int:pk>/plate", members_own.my_plate, name="my_plate"),
    path(
        "me/membership/services/<int:pk>/steps/<str:step>",
        members_own.my_service_step,
        name="my_service_step",
    ),
    path("plates/<str:code>", members_public.plate, name="plate"),
    path("commitments/at/<str:code>", members_public.commitments, name="commitments"),
    path("commitments/<int:pk>", members_public.commitment, name="commitment"),
    path("commitments/<int:pk>/mark", members_public.commitment_mark, name="commitment_mark"),
    path("commitments/<int:pk>/steps/<str:step>", members_own.commitment_step, name="commitment_step"),
]

"""Addresses of trees that change: history, coverage, overlaps, vacancies, templates."""

from django.urls import path

from jinlin.organisations.web import changes, coverage, histories, importing, overlaps, templates, vacancies

urlpatterns = [
    path("organisations/then", histories.organisations_then, name="organisations_then"),
    path("organisations/coverage", coverage.coverage_page, name="coverage"),
    path("organisations/coverage/export", coverage.coverage_export, name="coverage_export"),
    path("organisations/coverage/why", coverage.gap_new, name="gap_new"),
    path("organisations/villages/new", coverage.village_new, name="village_new"),
    path("organisations/import", importing.organisations_import, name="organisations_import"),
    path("organisations/import/<str:name>", importing.organisations_returned, name="organisations_returned"),
    path("organisations/overlaps", overlaps.overlaps_page, name="overlaps"),
    path("organisations/overlaps/export", overlaps.overlaps_export, name="overlaps_export"),
    path("organisations/templates", templates.templates, name="templates"),
    path("organisations/templates/export", templates.templates_export, name="templates_export"),
    path("organisations/templates/new", templates.template_new, name="template_new"),
    path("organisations/templates/levels/<int:pk>/<str:what>", templates.level_change, name="level_change"),
    path("organisations/templates/<str:code>/levels/new", templates.level_new, name="level_new"),
    path("organisations/<str:code>/history", histories.organisation_history, name="organisation_history"),
    path("organisations/<str:code>/rename", changes.organisation_rename, name="organisation_rename"),
    path("organisations/<str:code>/move", changes.organisation_move, name="organisation_move"),
    path("organisations/<str:code>/place", changes.organisation_resite, name="organisation_resite"),
    path("organisations/<str:code>/split", changes.organisation_split, name="organisation_split"),
    path("organisations/<str:code>/merge", changes.organisation_merge, name="organisation_merge"),
    path("organisations/<str:code>/cover", changes.organisation_cover, name="organisation_cover"),
    path("organisations/<str:code>/share", changes.organisation_share, name="organisation_share"),
    path("organisations/<str:code>/end", changes.organisation_end, name="organisation_end"),
    path("seats/vacancies", vacancies.vacancies_page, name="vacancies"),
]

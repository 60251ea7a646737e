"""Addresses of partners: agreements, duties, shared records, alliances, joint projects."""

from django.urls import path

from jinlin.organisations.partners.web import agreements, alliances, duties, partners, projects, records

urlpatterns = [
    path("partners/", partners.partners, name="partners"),
    path("partners/export", partners.partners_export, name="partners_export"),
    path("partners/<str:code>", partners.partner, name="partner"),
    path("partners/<str:code>/contact", partners.contact_new, name="partner_contact_new"),
    path("partners/<str:code>/contacts/<int:pk>/end", partners.contact_end, name="partner_contact_end"),
    path("partners/<str:code>/merge", partners.merge_into, name="partner_merge"),
    path("places/<str:code>/partners", partners.place_partners, name="place_partners"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/export", agreements.agreements_export, name="agreements_export"),
    path("agreements/new", agreements.agreement_new, name="agreement_new"),
    path("agreements/<str:number>", agreements.agreement, name="agreement"),
    path("agreements/<str:number>/print", agreements.agreement_print, name="agreement_print"),
    path("agreements/<str:number>/steps/<str:step>", agreements.agreement_step, name="agreement_step"),
    path("obligations/", duties.obligations, name="obligations"),
    path("obligations/export", duties.obligations_export, name="obligations_export"),
    path("obligations/<int:pk>", duties.obligation, name="obligation"),
    path("obligations/<int:pk>/steps/<str:step>", duties.obligation_step, name="obligation_step"),
    path("occasions/", records.occasions, name="occasions"),
    path("occasions/export", records.occasions_export, name="occasions_export"),
    path("occasions/new", records.occasion_new, name="occasion_new"),
    path("occasions/<str:number>", records.occasion, name="occasion"),
    path("occasions/<str:number>/steps/<str:step>", records.occasion_step, name="occasion_step"),
    path("alliances/", alliances.alliances, name="alliances"),
    path("alliances/export", alliances.alliances_export, name="alliances_export"),
    path("alliances/new", alliances.alliance_new, name="alliance_new"),
    path("alliances/<str:code>", alliances.alliance, name="alliance"),
    path("alliances/<str:code>/steps/<str:step>", alliances.alliance_step, name="alliance_step"),
    path("joint-projects/new", projects.project_new, name="joint_project_new"),
    path("joint-projects/<str:number>", projects.project, name="joint_project"),
    path("joint-projects/<str:number>/steps/<str:step>", projects.project_step, name="joint_project_step"),
]

"""Addresses of covenants."""

from django.urls import path

from jinlin.deliberation.covenants import pages, visitors

urlpatterns = [
    path("covenants/", pages.covenants, name="covenants"),
    path("covenants/desk/", pages.desk_covenants, name="desk_covenants"),
    path("covenants/desk/new", pages.desk_covenant_new, name="desk_covenant_new"),
    path("covenants/desk/<str:ref>", pages.desk_covenant, name="desk_covenant"),
    path("covenants/desk/<str:ref>/steps/<slug:step>", pages.desk_covenant_step, name="desk_covenant_step"),
    path("covenants/<str:ref>", pages.covenant, name="covenant"),
    path("covenants/<str:ref>/remark", pages.covenant_remark, name="covenant_remark"),
    path("covenants/<str:ref>/said/<int:remark>/<str:key>", visitors.covenant_said, name="covenant_said"),
    path("covenants/<str:ref>/paper", pages.covenant_paper, name="covenant_paper"),
    path("covenants/<str:ref>/compare", pages.covenant_compare, name="covenant_compare"),
    path("covenants/<str:ref>/rounds/<int:number>", pages.covenant_round, name="covenant_round"),
    path("covenants/<str:ref>/clauses/<int:clause>", pages.covenant_clause, name="covenant_clause"),
]

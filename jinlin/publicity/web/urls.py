"""Addresses of publicity."""

from django.urls import path

from jinlin.publicity.web import desk_pages as desk
from jinlin.publicity.web import ending_pages, power_pages, programme_pages
from jinlin.publicity.web import public_pages as public

urlpatterns = [
    path("publicity/", public.publications, name="publications"),
    path("publicity/archive", public.publicity_archive, name="publicity_archive"),
    path("publicity/asked/<str:ref>/<str:key>", public.asked, name="asked"),
    path("publicity/asked/<str:ref>/<str:key>/steps/<slug:step>", public.asked_step, name="asked_step"),
    path("publicity/desk/", desk.desk_publications, name="desk_publications"),
    path("publicity/desk/new", desk.desk_publication_new, name="desk_publication_new"),
    path("publicity/desk/<str:ref>", desk.desk_publication, name="desk_publication"),
    path(
        "publicity/desk/<str:ref>/steps/<slug:step>", desk.desk_publication_step, name="desk_publication_step"
    ),
    path("publicity/questions/", desk.inquiries, name="inquiries"),
    path("publicity/questions/<str:ref>", desk.inquiry, name="inquiry"),
    path("publicity/questions/<str:ref>/steps/<slug:step>", desk.inquiry_step, name="inquiry_step"),
    path("publicity/programme", programme_pages.desk_programme, name="desk_programme"),
    path("publicity/programme/<str:code>", programme_pages.programme_page, name="programme"),
    path(
        "publicity/programme/<str:code>/complain/<slug:kind>",
        programme_pages.programme_complain,
        name="programme_complain",
    ),
    path("publicity/programme/<str:code>/assess", programme_pages.assessment_new, name="assessment_new"),
    path("publicity/assessments/<int:pk>", programme_pages.assessment, name="assessment"),
    path("publicity/endings", ending_pages.endings, name="endings"),
    path("publicity/endings/<str:ref>", ending_pages.ending, name="ending"),
    path("publicity/endings/<str:ref>/steps/<slug:step>", ending_pages.ending_step, name="ending_step"),
    path("publicity/powers", power_pages.desk_powers, name="desk_powers"),
    path("publicity/powers/new", power_pages.power_new, name="power_new"),
    path("publicity/powers/of/<str:code>", power_pages.powers_page, name="powers"),
    path("publicity/powers/<str:ref>", power_pages.power, name="power"),
    path("publicity/powers/<str:ref>/ask", power_pages.power_ask, name="power_ask"),
    path("publicity/powers/<str:ref>/desk", power_pages.desk_power, name="desk_power"),
    path(
        "publicity/powers/<str:ref>/desk/steps/<slug:step>",
        power_pages.desk_power_step,
        name="desk_power_step",
    ),
    path("publicity/<str:ref>", public.publication, name="publication"),
    path("publicity/<str:ref>/paper", public.publication_paper, name="publication_paper"),
    path("publicity/<str:ref>/ask", public.publication_ask, name="publication_ask"),
]

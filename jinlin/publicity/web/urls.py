"""Addresses of publicity."""

from django.urls import path

from jinlin.publicity.web import desk_pages as desk
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
    path("publicity/<str:ref>", public.publication, name="publication"),
    path("publicity/<str:ref>/paper", public.publication_paper, name="publication_paper"),
    path("publicity/<str:ref>/ask", public.publication_ask, name="publication_ask"),
]

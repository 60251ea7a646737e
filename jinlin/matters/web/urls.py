"""Addresses of matters, for residents and for workers."""

from jinlin.matters.web import urls_intake, urls_public, urls_staff

urlpatterns = [*urls_public.urlpatterns, *urls_intake.urlpatterns, *urls_staff.urlpatterns]

"""Addresses of the ground floor: photos and papers."""

from django.urls import path

from jinlin.base.web import files

urlpatterns = [
    path("photos/", files.take_photo, name="take_photo"),
    path("files/<int:pk>", files.file, name="file"),
    path("files/<int:pk>/thumb", files.file_thumb, name="file_thumb"),
]

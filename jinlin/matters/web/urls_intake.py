"""Addresses by which workers bring matters in; they stand before the address of a matter's number."""

from django.urls import path

from jinlin.matters.web import hot_page, import_pages, intake_chat, intake_desk, intake_list, intake_panel

urlpatterns = [
    path("matters/new", intake_desk.desk_tell, name="desk_tell"),
    path("matters/slips", intake_desk.slips, name="slips"),
    path("matters/relay", intake_chat.chat_relay, name="chat_relay"),
    path("matters/lists", intake_list.reception_list, name="reception_list"),
    path("matters/import/", import_pages.matters_import, name="matters_import"),
    path("matters/import/<int:pk>", import_pages.import_batch, name="import_batch"),
    path("matters/import/<int:pk>/state", import_pages.import_state, name="import_state"),
    path("matters/import/<int:pk>/match", import_pages.import_match, name="import_match"),
    path("matters/import/<int:pk>/again", import_pages.import_again, name="import_again"),
    path("matters/import/<int:pk>/returned", import_pages.import_returned, name="import_returned"),
    path("matters/<str:number>/suggestions", intake_panel.matter_suggestions, name="matter_suggestions"),
    path("hot/", hot_page.hot_spots, name="hot_spots"),
]

"""Addresses of the room of wishes."""

from django.urls import URLPattern, URLResolver, path

from jinlin.volunteering.wishes.web import desk, public, slip

urlpatterns: list[URLPattern | URLResolver] = [
    path("wishes/", public.wishes, name="wishes"),
    path("wishes/new", desk.wish_new, name="wish_new"),
    path("wishes/mine", public.my_wishes, name="my_wishes"),
    path("wishes/board", public.wishes_board, name="wishes_board"),
    path("wishes/confirm", public.wish_code, name="wish_code"),
    path("wishes/<int:pk>", public.wish, name="wish"),
    path("wishes/<int:pk>/steps/<str:step>", public.wish_step, name="wish_step"),
    path("wishes/<int:pk>/parts/<int:part>", public.wish_claim, name="wish_claim"),
    path("wishes/<int:pk>/private", public.wish_private, name="wish_private"),
    path("wishes/<int:pk>/slip", slip.wish_slip, name="wish_slip"),
    path("wish-claims/<int:pk>/steps/<str:step>", public.wish_claim_step, name="wish_claim_step"),
    path("desk/wishes/", desk.wishes_desk, name="wishes_desk"),
    path("desk/wishes/export", desk.wishes_export, name="wishes_export"),
]

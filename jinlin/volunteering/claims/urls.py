"""Addresses of the room of claims."""

from django.urls import URLPattern, URLResolver, path

from jinlin.volunteering.claims.web import desk, menu, public, services

urlpatterns: list[URLPattern | URLResolver] = [
    path("claims/", public.claims_wall, name="claims_wall"),
    path("claims/needs/new", desk.claim_need_new, name="claim_need_new"),
    path("claims/needs/<int:pk>", public.claim_need, name="claim_need"),
    path("claims/needs/<int:pk>/steps/<str:step>", public.claim_need_step, name="claim_need_step"),
    path("claims/resources/new", desk.claim_resource_new, name="claim_resource_new"),
    path("claims/resources/<int:pk>", public.claim_resource, name="claim_resource"),
    path(
        "claims/resources/<int:pk>/steps/<str:step>", public.claim_resource_step, name="claim_resource_step"
    ),
    path("claims/propose", desk.claim_propose, name="claim_propose"),
    path("claims/proposals/<int:pk>", public.claim_proposal, name="claim_proposal"),
    path(
        "claims/proposals/<int:pk>/steps/<str:step>", public.claim_proposal_step, name="claim_proposal_step"
    ),
    path("claims/projects/<int:pk>", public.claim_project, name="claim_project"),
    path("claims/projects/<int:pk>/steps/<str:step>", public.claim_project_step, name="claim_project_step"),
    path("desk/claims/", desk.claims_desk, name="claims_desk"),
    path("desk/claims/lists", desk.claims_lists, name="claims_lists"),
    path("desk/claims/export", desk.claims_export, name="claims_export"),
    path("services/", services.service_menu, name="service_menu"),
    path("services/new", services.service_new, name="service_new"),
    path("services/mine", services.my_orders, name="my_orders"),
    path("services/<int:pk>", services.service_item, name="service_item"),
    path("services/<int:pk>/manage", menu.service_manage, name="service_manage"),
    path("services/<int:pk>/edit", menu.service_edit, name="service_edit"),
    path("services/<int:pk>/times", menu.service_times, name="service_times"),
    path("services/<int:pk>/act", menu.service_act, name="service_act"),
    path("services/times/<int:pk>", menu.service_time, name="service_time"),
    path("services/orders/<int:pk>", services.service_order, name="service_order"),
    path("services/orders/<int:pk>/steps/<str:step>", services.service_order_step, name="service_order_step"),
    path("services/orders/<int:pk>/contact", services.service_order_contact, name="service_order_contact"),
]

"""Addresses of the room of points."""

from django.urls import path

from jinlin.volunteering.points.web import books, desk, own

urlpatterns = [
    path("me/points", own.my_points, name="my_points"),
    path("me/points/open", own.points_open, name="points_open"),
    path("me/points/gift", own.points_gift, name="points_gift"),
    path("me/points/lines/<int:pk>/appeal", own.points_appeal, name="points_appeal"),
    path("point-appeals/<int:pk>", own.point_appeal, name="point_appeal"),
    path("point-appeals/<int:pk>/steps/<str:step>", own.point_appeal_step, name="point_appeal_step"),
    path("points/rewards", own.rewards, name="rewards"),
    path("points/rewards/<int:pk>/reserve", own.reward_reserve, name="reward_reserve"),
    path("points/proof", own.points_proof, name="points_proof"),
    path("redemptions/<int:pk>", own.redemption, name="redemption"),
    path("redemptions/<int:pk>/steps/<str:step>", own.redemption_step, name="redemption_step"),
    path("desk/points/", desk.points_desk, name="points_desk"),
    path("desk/points/accounts/", books.points_accounts, name="points_accounts"),
    path("desk/points/accounts/new", books.points_account_new, name="points_account_new"),
    path("desk/points/accounts/<int:pk>", books.points_account, name="points_account"),
    path("desk/points/accounts/<int:pk>/exchange", books.points_exchange, name="points_exchange"),
    path("desk/points/lines/<int:pk>/reverse", books.points_reverse, name="points_reverse"),
    path("desk/points/reversals/<int:pk>", books.point_reversal, name="point_reversal"),
    path(
        "desk/points/reversals/<int:pk>/steps/<str:step>",
        books.point_reversal_step,
        name="point_reversal_step",
    ),
    path("desk/points/openings/new", books.point_opening_new, name="point_opening_new"),
    path("desk/points/openings/<int:pk>", books.point_opening, name="point_opening"),
    path(
        "desk/points/openings/<int:pk>/steps/<str:step>", books.point_opening_step, name="point_opening_step"
    ),
    path("desk/points/rules/new", desk.point_rule_new, name="point_rule_new"),
    path("desk/points/rules/<int:pk>", desk.point_rule, name="point_rule"),
    path("desk/points/rules/<int:pk>/steps/<str:step>", desk.point_rule_step, name="point_rule_step"),
    path("desk/points/rewards/new", desk.reward_new, name="reward_new"),
    path("desk/points/rewards/<int:pk>", desk.reward_change, name="reward_change"),
]

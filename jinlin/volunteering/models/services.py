"""The menu of services of institutions, members and the community; times with places; and who ordered one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jinlin.base.models import Threaded
from jinlin.base.sealed import SealedField
from jinlin.volunteering.claims import words
from jinlin.volunteering.claims.service_procedure import LIVE, ORDER


def _pairs(choices: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.words.late()) for one in choices]  # type: ignore[attr-defined]


class ServiceItem(models.Model):
    """One service on the menu. ``institution`` gives it, or the person of ``account`` (a member, a worker); nobody's name is shown."""

    institution = models.ForeignKey(
        "organisations.Institution", models.PROTECT, null=True, related_name="services"
    )
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="services")
    kind = models.CharField(max_length=8, choices=_pairs(words.SERVICES))
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=300, blank=True)
    minutes = models.SmallIntegerField(default=30)
    at_home = models.BooleanField(default=False, help_text="comes to the home")
    is_open = models.BooleanField(default=True)
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(5, 1440)), name="service_item_minutes")
        ]
        indexes = [models.Index(fields=["place", "is_open"], name="service_item_place")]

    def __str__(self) -> str:
        return self.title


class ServiceWindow(models.Model):
    """A time at which a service may be had, by so many."""

    item = models.ForeignKey(ServiceItem, models.CASCADE, related_name="windows")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.SmallIntegerField(default=1)
    closed_at = models.DateTimeField(
        null=True, help_text="from then on it takes no order; those that stand are kept"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at"), places__gt=0), name="service_window_order"
            ),
            models.UniqueConstraint(fields=["item", "begins_at"], name="service_window_once"),
        ]
        ordering = ["begins_at"]


class ServiceOrder(Threaded):
    """Somebody ordered a service for a time, for oneself or, at the desk, for somebody without a telephone."""

    trail_kind = "service_order"

    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="orders")
    window = models.ForeignKey(ServiceWindow, models.PROTECT, related_name="orders")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="service_orders")
    on_behalf = models.BooleanField(default=False)
    called = models.CharField(max_length=40, blank=True)
    phone = SealedField(blank=True, default="")
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, default=ORDER.start)
    ordered_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    pleased = models.CharField(max_length=6, choices=_pairs(words.PLEASED), blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[one.code for one in ORDER.states]), name="service_order_state"),
            models.UniqueConstraint(
                fields=["window", "person"], condition=Q(state__in=LIVE, person__isnull=False), name="one_order_a_window"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["account", "state"], name="service_order_account"),
            models.Index(fields=["item", "state"], name="service_order_item"),
        ]

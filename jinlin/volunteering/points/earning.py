"""What earns points: confirmed service, a wish that its recipient confirmed, an activity that was held. By the rule of that day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.events import subscribe
from jinlin.base.models import Event
from jinlin.places.public import Place
from jinlin.volunteering.models import ServiceHours
from jinlin.volunteering.models.points import LedgerAccount, LedgerTxn, PointRule
from jinlin.volunteering.points import ledger, rules


def terms_of(rule: PointRule) -> rules.Terms:
    """A rule's numbers as plain values."""
    return rules.Terms(rule.per_hour, rule.wish, rule.activity, rule.month_cap, rule.pair_cap)


def rule_for(place: Place, on: dt.date) -> PointRule | None:
    """The rule in force at a place on a day: the nearest place above that has one, its latest version that held then."""
    parts = place.path.split("/")[:-1]
    above = ["/".join(parts[: count + 1]) + "/" for count in range(len(parts))]
    rows = PointRule.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on), place__path__in=above, applied_by__isnull=False, from_on__lte=on,
    )  # fmt: skip
    return rows.order_by("-place__path", "-version").first()


def account_of(person: int | None) -> LedgerAccount | None:
    """A person's open account; None where they did not open one: points are of their own will."""
    rows = LedgerAccount.objects.filter(
        person=person, holder="person", measure="points", closed_at__isnull=True
    )
    return rows.select_related("place").first() if person else None


def hours_confirmed(*, subject: ServiceHours, event: Event, by: Actor) -> None:
    """Confirmed service earns by its minutes and evidence; staff duty and party tasks earn nothing."""
    account = account_of(subject.person_id)
    if account is None or subject.kind != "volunteer":
        return
    on = timezone.localdate(subject.begins_at)
    rule = rule_for(subject.place, on)
    if rule is None:
        return
    terms = terms_of(rule)
    amount = rules.for_minutes(subject.minutes, subject.grade, terms)
    zh = f"{on.month} 月 {on.day} 日 {subject.what}，{subject.minutes} 分钟，凭据 {subject.grade}"
    ledger.grant(
        account=account,
        amount=amount,
        source=f"hours:{subject.pk}",
        zh=zh,
        on=on,
        rule=rule,
        cap=terms.month_cap,
        by=by,
        at=event.at,
    )


def hours_gone(*, subject: ServiceHours, event: Event, by: Actor) -> None:
    """A record that was voided or corrected takes its points back; the corrected one earns anew once it is confirmed."""
    ledger.reverse_source(f"hours:{subject.pk}", f"{subject.what} 的记录已更正或作废", by, event.at)


def wish_confirmed(*, subject: Any, event: Event, by: Actor) -> None:
    """Whoever delivered a part of a wish earns once its recipient has confirmed it; seldom from the same recipient."""
    on = timezone.localdate(event.at)
    rule = rule_for(subject.place, on)
    if rule is None or not rule.wish:
        return
    terms = terms_of(rule)
    for claim in subject.claims.filter(state__in=("delivered", "done"), person__isnull=False).order_by("pk"):
        account = account_of(claim.person_id)
        if account is None or _from_the_same(account, subject, on) >= terms.pair_wishes:
            continue
        zh = f"{on.month} 月 {on.day} 日 完成一个微心愿，本人已确认"
        ledger.grant(
            account=account,
            amount=terms.wish,
            source=f"wish_claim:{claim.pk}",
            zh=zh,
            on=on,
            rule=rule,
            cap=terms.month_cap,
            by=by,
            at=event.at,
        )


def _from_the_same(account: LedgerAccount, wish: Any, on: dt.date) -> int:
    """How often the account earned this month from wishes of the same recipient."""
    recipient = getattr(wish, "person_id", None) or getattr(wish, "recipient_id", None)
    if recipient is None:
        return 0
    field = "person" if hasattr(wish, "person_id") else "recipient"
    claims = type(wish).claims.rel.related_model.objects.filter(
        **{f"wish__{field}": recipient}, person=account.person_id
    )
    sources = [f"wish_claim:{pk}" for pk in claims.values_list("pk", flat=True)[:200]]
    first = on.replace(day=1)
    return LedgerTxn.objects.filter(
        kind="grant", source__in=sources, taker=account, occurred_on__gte=first
    ).count()


def activity_locked(*, subject: Any, event: Event, by: Actor) -> None:
    """Those who helped at an activity earn once its list is locked, where their minutes were not recorded as service."""
    if subject.state != "locked" or not subject.attendances.exists():
        return
    on = timezone.localdate(subject.begins_at)
    rule = rule_for(subject.place, on)
    if rule is None or not rule.activity:
        return
    helpers = (
        subject.attendances.filter(role__in=("volunteer", "organiser"), person__isnull=False)
        .order_by("pk")
        .values_list("person", flat=True)
    )
    counted = set(
        ServiceHours.objects.filter(
            person__in=helpers, begins_at__lt=subject.ends_at, ends_at__gt=subject.begins_at
        ).values_list("person", flat=True)
    )
    for person in helpers:
        account = account_of(person)
        if account is None or person in counted:
            continue
        zh = f"{on.month} 月 {on.day} 日 在“{subject.title}”帮忙"
        ledger.grant(
            account=account,
            amount=rule.activity,
            source=f"activity:{subject.pk}:{person}",
            zh=zh,
            on=on,
            rule=rule,
            cap=rule.month_cap,
            by=by,
            at=event.at,
        )


def register() -> None:
    """Listen to what earns, and to nothing else."""
    subscribe("hours.confirm", hours_confirmed)
    subscribe("hours.void", hours_gone)
    subscribe("hours.correct", hours_gone)
    subscribe("wish.confirm", wish_confirmed)
    subscribe("activity.lock", activity_locked)

"""Notices on their way out: by robot, short message or mail, as each person chose, not in their quiet hours.

A notice stands in the database before anything is sent, so a provider that is down loses nothing. Each try is
claimed first: a killed process repeats at most the one notice that it had in hand. What one person is told leaves in
the order in which it was written: a later notice waits while an earlier one is still to be tried again.
"""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jinlin.base.models import Notice

log = logging.getLogger("jinlin.notices")
BATCH = 200
MOST_TRIES = 8
CLAIM = dt.timedelta(minutes=5)
TURN = dt.timedelta(seconds=10)
"""When a notice comes back that waits for an earlier one of the same person."""
FAILURES_TO_REST = 5
REST = 60.0
_resting: dict[str, tuple[int, float]] = {}


def send_waiting(now: dt.datetime) -> int:
    """Send what is due; answers how many notices left by another door than the page."""
    _page_only(now)
    rows = list(
        _to_send()
        .filter(send_after__lte=now)
        .select_related("account__person")
        .order_by("send_after", "id")[:BATCH]
    )
    rows.sort(key=lambda row: row.pk)
    earlier = _earlier(rows)
    sent = 0
    for row in rows:
        before = earlier.get(_receiver(row))
        if before is not None and before.pk < row.pk:
            # It makes room in the batch and comes back for its turn.
            quiet = before.send_after if before.tries == 0 else None
            turn = max(quiet or now, now + TURN)
            Notice.objects.filter(pk=row.pk, send_after=row.send_after).update(send_after=turn)
            continue
        left = _one(row, now)
        if left is None:
            earlier[_receiver(row)] = row
        sent += left or 0
    return sent


def _to_send() -> QuerySet[Notice]:
    return Notice.objects.filter(sent_at__isnull=True, send_after__isnull=False, tries__lt=MOST_TRIES)


def _receiver(row: Notice) -> tuple[int | None, str]:
    return row.account_id, "" if row.account_id else row.address


def _earlier(rows: list[Notice]) -> dict[tuple[int | None, str], Notice]:
    """For each receiver of these the first notice that waits and is none of these: to be tried again, or in hand."""
    if not rows:
        return {}
    to_whom = Q(account__in={row.account_id for row in rows if row.account_id})
    to_whom |= Q(account__isnull=True, address__in={row.address for row in rows if not row.account_id})
    waiting = _to_send().filter(to_whom).exclude(pk__in=[row.pk for row in rows]).order_by("-id")
    return {_receiver(row): row for row in waiting}


def _page_only(now: dt.datetime) -> None:
    """Those who chose no other door have had their notice with the page."""
    no_door = Q(account__isnull=False, account__notice_doors=[]) | Q(account__isnull=True, address="")
    Notice.objects.filter(no_door, sent_at__isnull=True, send_after__lte=now).update(
        sent_at=now, send_after=None
    )


def _one(notice: Notice, now: dt.datetime) -> int | None:
    """Send one notice: how many left by another door than the page, or None where it still waits."""
    wait = quiet_until(notice, now)
    if wait is not None:
        Notice.objects.filter(pk=notice.pk).update(send_after=wait)
        notice.send_after = wait
        return None
    claimed = Notice.objects.filter(pk=notice.pk, sent_at__isnull=True, send_after=notice.send_after).update(
        send_after=now + CLAIM, tries=F("tries") + 1
    )
    notice.tries += 1
    if not claimed:
        return None
    doors = addresses(notice)
    fault = "" if not doors else _push(doors, notice)
    if fault:
        again = now + dt.timedelta(seconds=30 * 2 ** min(notice.tries - 1, 6))
        Notice.objects.filter(pk=notice.pk).update(send_after=again, fault=fault[:200])
        return None
    Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now(), send_after=None, fault="")
    return 1 if doors else 0


def quiet_until(notice: Notice, now: dt.datetime) -> dt.datetime | None:
    """When the quiet hours of the receiver end, or None outside of them."""
    if notice.account is None:
        return None
    start, end = notice.account.quiet_from, notice.account.quiet_to
    local = timezone.localtime(now)
    minute = local.hour * 60 + local.minute
    quiet = start <= minute < end if start <= end else (minute >= start or minute < end)
    if not quiet or start == end:
        return None
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = midnight + dt.timedelta(minutes=end)
    return ends if ends > local else ends + dt.timedelta(days=1)


def addresses(notice: Notice) -> list[str]:
    """The outside addresses for a notice, as the notifying library writes them; empty without a configured door."""
    found: list[str] = []
    phone = notice.address.removeprefix("sms:") if notice.address.startswith("sms:") else ""
    doors = notice.account.notice_doors if notice.account else ["sms"]
    if notice.account and "sms" in doors and notice.account.person:
        phone = notice.account.person.phone
    if "sms" in doors and phone and settings.ENV.sms_url:
        found.append(settings.ENV.sms_url.replace("{phone}", phone))
    if "robot" in doors:
        found += [url for url in settings.ENV.notice_urls if not url.startswith("mailto")]
    if "mail" in doors and notice.account and notice.account.email:
        found += [
            f"{url}?to={notice.account.email}" for url in settings.ENV.notice_urls if url.startswith("mailto")
        ]
    return found


def _push(doors: list[str], notice: Notice) -> str:
    import apprise

    words = notice.en if notice.account and notice.account.language == "en" and notice.en else notice.zh
    line = " ".join(words.split())
    for door in doors:
        scheme = door.split(":", 1)[0]
        failures, until = _resting.get(scheme, (0, 0.0))
        if failures >= FAILURES_TO_REST and time.monotonic() < until:
            return f"{scheme}: resting after {failures} failures"
        sender = apprise.Apprise(asset=apprise.AppriseAsset(app_id="Jinlin", app_desc="近邻"))
        if not sender.add(door) or not sender.notify(body=line, title="近邻"):
            _resting[scheme] = (failures + 1, time.monotonic() + REST)
            log.warning("notice %s could not leave by %s", notice.pk, scheme)
            return f"{scheme}: not delivered"
        _resting.pop(scheme, None)
    return ""

"""What the steps of activities, sign-ups and series write besides state and event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.engine import Effect, Faulty, Taken
from jinlin.base.models import StoredFile
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.volunteering.activities import line, rooms, words
from jinlin.volunteering.activities.procedure import ACTIVE
from jinlin.volunteering.models import GuardianConsent, Occurrence, Picture, Series, SignUp

Given = dict[str, Any]
CONSENT_TEXT = "2026-11"
"""Version of the text that guardians agree to (the form shows it)."""


def _note(values: Given, **data: Any) -> Taken:
    return Taken(data=data, text=values.get("note") or "", files=values.get("files") or [])


def _submit(activity: Occurrence, values: Given, by: Actor, at: dt.datetime) -> Taken:
    activity.submitted_by = by.account
    return _note(values)


def _publish(activity: Occurrence, values: Given, by: Actor, at: dt.datetime) -> Taken:
    activity.changed_at = at
    return _note(values)


def _approve(activity: Occurrence, values: Given, by: Actor, at: dt.datetime) -> Taken:
    activity.changed_at = at
    Series.objects.filter(pk=activity.series_id, reviewed_at__isnull=True).update(reviewed_at=at)
    return _note(values)


def _change(activity: Occurrence, values: Given, by: Actor, at: dt.datetime) -> Taken:
    was = {"capacity": activity.capacity, "waiting": activity.waiting, "supervisors": activity.supervisors}
    activity.capacity, activity.waiting = values["capacity"], values["waiting"]
    if values.get("supervisors") is not None:
        activity.supervisors = values["supervisors"]
    activity.save(update_fields=["capacity", "waiting", "supervisors"])
    line.fill(activity, at)
    return _note(values, was=was, capacity=activity.capacity)


def _move(activity: Occurrence, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if values["begins"] <= at:
        raise Faulty(
            {"begins": Reason("too_early", Words("新的时间要在现在之后", "The new hour must lie ahead"))}
        )
    was = f"{timezone.localtime(activity.begins_at):%Y-%m-%d %H:%M} {rooms.where_of(activity)}"
    activity.begins_at = values["begins"]
    activity.ends_at = values["begins"] + dt.timedelta(minutes=values["minutes"])
    rooms.rebook(activity, space=values.get("space"), where=values.get("where") or "", by=by, at=at)
    activity.sequence, activity.changed_at = activity.sequence + 1, at
    activity.sign_ups.update(reminded_at=None)  # the day before is another one now
    now = f"{timezone.localtime(activity.begins_at):%m-%d %H:%M} {rooms.where_of(activity)}"
    return Taken(data={"was": was, "now": now}, text=values.get("note") or "", tell=["signed_up"])


def _cancel(activity: Occurrence, values: Given, by: Actor, at: dt.datetime) -> Taken:
    from jinlin.volunteering.activities.desk import SIGN_UPS

    was = activity.state
    rooms.let_go(activity, by=by, at=at, why=values["note"])
    activity.sequence, activity.changed_at = activity.sequence + 1, at
    activity.state = "cancelled"  # before the list is emptied, so that nobody is offered a place of it
    activity.save(update_fields=["state", "sequence", "changed_at"])
    said = f"活动取消：{words.label(words.CANCELS, values['reason']).zh}。{values['note']}"
    for pk in list(
        SignUp.objects.filter(occurrence=activity, state__in=ACTIVE)
        .order_by("position")
        .values_list("pk", flat=True)
    ):
        SIGN_UPS.take(pk, "drop", by=THE_CLOCK, given={"note": said[:400]}, on=at)
    return _note(
        values, reason=words.label(words.CANCELS, values["reason"]).zh, **{"from": was, "to": "cancelled"}
    )


def _begin(activity: Occurrence, values: Given, by: Actor, at: dt.datetime) -> Taken:
    rooms.arrive(activity, at=at)
    return Taken()


def _photos(activity: Occurrence, files: list[int], by: Actor, at: dt.datetime) -> None:
    known = StoredFile.objects.filter(pk__in=files, kind__startswith="image/").values_list("pk", flat=True)
    Picture.objects.bulk_create(
        [Picture(occurrence=activity, file=pk, marked_at=at, marked_by_id=by.account) for pk in known],
        ignore_conflicts=True,
    )


def _close(activity: Occurrence, values: Given, by: Actor, at: dt.datetime) -> Taken:
    rooms.done(activity, at=at)
    if by.account:
        _photos(activity, values.get("files") or [], by, at)
    taken = _note(values)
    taken.seen = "staff" if taken.files or taken.text else ""
    return taken


def _void(activity: Occurrence, values: Given, by: Actor, at: dt.datetime) -> Taken:
    rooms.done(activity, at=at)
    return _note(values)


def _summarise(activity: Occurrence, values: Given, by: Actor, at: dt.datetime) -> Taken:
    activity.summary = values["summary"]
    files = values.get("files") or []
    _photos(activity, files, by, at)
    # Photos stay with the workers until each is marked; the words stand on the activity's page.
    return Taken(data={"photos": len(files)}, files=files, seen="staff")


ACTIVITY_EFFECTS: dict[str, Effect] = {
    "submit": _submit, "publish": _publish, "approve": _approve, "change": _change, "move": _move, "begin": _begin, "cancel": _cancel, "close": _close,
    "void": _void, "unrecorded": _void, "summarise": _summarise,
}  # fmt: skip


def _consent(sign_up: SignUp, values: Given, by: Actor, at: dt.datetime) -> Taken:
    assert (
        sign_up.person is not None and sign_up.person_id is not None
    )  # its place stands, so its name is kept
    paper = by.person is None or (by.staff and sign_up.person.guardian_id != by.person)
    if paper and not values.get("files"):
        raise Faulty(
            {
                "files": Reason(
                    "no_paper", Words("代为登记要附上监护人签字的照片", "Attach the guardian's signed paper")
                )
            }
        )
    give_consent(
        child=sign_up.person_id, guardian=None if paper else by.person, series=sign_up.occurrence.series_id, photo_ok=bool(values.get("photo_ok")),
        pickup=values.get("pickup") or "", how="paper" if paper else "page", at=at,
    )  # fmt: skip
    return Taken(files=values.get("files") or [])


def give_consent(
    *, child: int, guardian: int | None, series: int, photo_ok: bool, pickup: str, how: str, at: dt.datetime
) -> GuardianConsent:
    """Write a guardian's consent to a series once; the latest answer about photos and picking up counts."""
    row, _ = GuardianConsent.objects.update_or_create(
        child_id=child, series_id=series, withdrawn_at=None,
        defaults={"guardian_id": guardian, "version": CONSENT_TEXT, "photo_ok": photo_ok, "pickup": pickup, "how": how, "given_at": at},
    )  # fmt: skip
    return row


def _offer(sign_up: SignUp, values: Given, by: Actor, at: dt.datetime) -> Taken:
    until = line.until(sign_up.occurrence, at)
    if until is None:
        raise Refused(
            Reason("too_late", Words("快开始了，不再留位", "Too close to the hour to keep a place"))
        )
    sign_up.offered_until = until
    return Taken(data={"until": until.isoformat()})


def _settled(sign_up: SignUp, values: Given, by: Actor, at: dt.datetime) -> Taken:
    sign_up.offered_until = None
    return _note(values)


SIGN_UP_EFFECTS: dict[str, Effect] = {
    "consent": _consent, "offer": _offer, "accept": _settled, "take": _settled, "decline": _settled, "lapse": _settled, "cancel": _settled,
    "drop": _settled,
}  # fmt: skip


def _split(series: Series, values: Given, by: Actor, at: dt.datetime) -> Taken:
    from jinlin.volunteering.activities.planning import split

    made = split(series, values, by=by, at=at)
    return _note(values, next=made.pk, from_on=values["from_on"].isoformat())


def _except_day(series: Series, values: Given, by: Actor, at: dt.datetime) -> Taken:
    from jinlin.volunteering.activities.planning import leave_out

    leave_out(series, values["on"], values["note"], by=by, at=at)
    return _note(values, on=values["on"].isoformat())


def _end(series: Series, values: Given, by: Actor, at: dt.datetime) -> Taken:
    from jinlin.volunteering.activities.planning import call_off_from

    count = call_off_from(series, timezone.localdate(at), values["note"], by=by, at=at)
    series.until = timezone.localdate(at)
    return _note(values, called_off=count)


SERIES_EFFECTS: dict[str, Effect] = {"split": _split, "except_day": _except_day, "end": _end}
__all__ = ["ACTIVITY_EFFECTS", "CONSENT_TEXT", "SERIES_EFFECTS", "SIGN_UP_EFFECTS", "give_consent"]

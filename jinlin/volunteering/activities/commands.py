"""Writes of activities: people signed up, enrolled for a whole series, enrolled by a worker, asking for a further class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jinlin.base import trail
from jinlin.base.actor import Actor
from jinlin.base.models import StoredFile
from jinlin.base.repeat import settled
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.organisations.public import actor
from jinlin.people.public import Account, Person, initials, key_of
from jinlin.volunteering.activities import line, queries, rules, words
from jinlin.volunteering.activities.effects import give_consent
from jinlin.volunteering.activities.kinds import number
from jinlin.volunteering.activities.procedure import ACTIVE
from jinlin.volunteering.models import ClassAsked, Enrolment, GuardianConsent, Occurrence, Series, SignUp

NOT_FAMILY = Reason("not_yours", Words("只能给自己和家里人报名", "One signs up oneself and one's family"))


@dataclass(frozen=True)
class Consent:
    """What a guardian agreed to when signing children up: photos, who picks them up. ``guardian`` is the person's id."""

    guardian: int
    photo_ok: bool = False
    pickup: str = ""


@dataclass
class Outcome:
    """What became of one person's sign-up: their row, or why not."""

    person: Person
    sign_up: SignUp | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Manner:
    """How people are signed up: as what, in which tie to whoever does it, with which note."""

    role: str = "participant"
    tie: str = ""
    note: str = ""
    names: dict[int, str] = field(default_factory=dict)


def sign_up(
    *, activity: Occurrence, people: Iterable[Person], by: Actor, manner: Manner | None = None, consent: Consent | None = None,
    at: dt.datetime | None = None,
) -> list[Outcome]:  # fmt: skip
    """Sign people up for one activity, each by themselves: a place where one is free, else a turn on the list.

    The activity's row is held, so that of any number at once exactly as many are confirmed as there are places, and the
    others stand in the order in which they came. A minor without a consent waits for the guardian. Refused with
    ``not_yours`` where somebody is no family of the actor and the actor does not organise.
    """
    manner = manner or Manner()
    wanted = list(people)
    runs = bool(queries.relations(activity, by) & {"organiser", "lead", "clock"})
    if not runs and {one.pk for one in wanted} - {one.pk for one in queries.family(by.person)}:
        raise Refused(NOT_FAMILY)

    def act() -> list[Outcome]:
        with transaction.atomic():
            row = line.locked(activity.pk)
            now = at or timezone.now()
            return [_one(row, one, by, manner, consent, now) for one in wanted]

    return settled(act)


def _one(
    activity: Occurrence, person: Person, by: Actor, manner: Manner, consent: Consent | None, at: dt.datetime
) -> Outcome:
    rows = SignUp.objects.filter(occurrence=activity)
    left = line.free(activity, at)
    age = rules.age_on(person.birth_year, timezone.localdate(activity.begins_at))
    waiting = rows.filter(state="waiting").count()
    reason = rules.why_not_sign_up(
        rules.SignUpWish(
            state=activity.state, minutes_to_start=int((activity.begins_at - at).total_seconds() // 60),
            is_signed_up=rows.filter(person=person, state__in=ACTIVE).exists(), age=age, age_min=activity.series.age_min,
            age_max=activity.series.age_max, is_full=left == 0, waiting=waiting, waiting_most=activity.waiting,
        )
    )  # fmt: skip
    if reason is not None:
        return Outcome(person, reason=reason)
    asks = _asks_consent(activity, person, age, by, consent, at)
    made = SignUp(
        occurrence=activity, person=person, state="asked" if asks else "waiting", role=manner.role, tie=manner.tie or _tie(person, by),
        by_id=by.account or None, position=(rows.aggregate(last=Max("position"))["last"] or 0) + 1, note=manner.note[:120], made_at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    trail.record(
        made,
        "sign_up",
        "sign_up.made",
        by=by,
        at=at,
        data={"tie": made.tie, "position": made.position},
        seen="teller",
    )
    made.save(update_fields=["trail_seq", "trail_hash"])
    if not asks:
        line.fill(activity, at, fresh=made.pk)
        made.refresh_from_db()
    return Outcome(person, made)


def _tie(person: Person, by: Actor) -> str:
    if person.pk == by.person:
        return "self"
    return (
        "guardian"
        if person.guardian_id and person.guardian_id == by.person
        else "worker"
        if by.staff
        else "family"
    )


def _asks_consent(
    activity: Occurrence, person: Person, age: int | None, by: Actor, consent: Consent | None, at: dt.datetime
) -> bool:
    """Whether a guardian has still to agree; a consent that came with the sign-up is written."""
    under = number("guardian_under", timezone.localdate(activity.begins_at))
    if not rules.needs_consent(
        age=age, under=under, asked=activity.series.needs_guardian and person.pk != by.person
    ):
        return False
    if GuardianConsent.objects.filter(
        child=person, series=activity.series_id, withdrawn_at__isnull=True
    ).exists():
        return False
    if (
        consent is not None
        and consent.guardian != person.pk
        and consent.guardian in queries.guardians_of(person)
    ):
        give_consent(
            child=person.pk,
            guardian=consent.guardian,
            series=activity.series_id,
            photo_ok=consent.photo_ok,
            pickup=consent.pickup,
            how="page",
            at=at,
        )
        return False
    return True


def withdraw_consent(*, consent: GuardianConsent, by: Actor, at: dt.datetime | None = None) -> int:
    """A guardian takes a consent back: the child's places ahead in that series are cancelled; answers how many."""
    from jinlin.volunteering.activities.desk import SIGN_UPS

    at = at or timezone.now()
    if by.person not in queries.guardians_of(consent.child) | {consent.guardian_id}:
        raise Refused(NOT_FAMILY)
    with transaction.atomic():
        GuardianConsent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(withdrawn_at=at)
        Enrolment.objects.filter(
            series=consent.series_id, person=consent.child_id, ended_at__isnull=True
        ).update(ended_at=at)
        rows = SignUp.objects.filter(
            person=consent.child_id,
            occurrence__series=consent.series_id,
            state__in=ACTIVE,
            occurrence__begins_at__gt=at,
        )
        ids = list(rows.order_by("occurrence").values_list("pk", flat=True))
        for pk in ids:
            SIGN_UPS.take(pk, "cancel", by=by, on=at)
    return len(ids)


def enrol(
    *,
    series: Series,
    people: Iterable[Person],
    by: Actor,
    consent: Consent | None = None,
    at: dt.datetime | None = None,
) -> list[Outcome]:
    """Take part in the whole series: signed up for every date that is published, and for each further one as it comes."""
    at = at or timezone.now()
    wanted, found = list(people), []
    with transaction.atomic():
        for one in wanted:
            Enrolment.objects.get_or_create(
                series=series, person=one, ended_at=None, defaults={"by_id": by.account, "made_at": at}
            )
        ahead = (
            queries.whole().filter(series=series, state="published", begins_at__gt=at).order_by("begins_at")
        )
        for activity in ahead:
            found += sign_up(
                activity=activity, people=wanted, by=by, manner=Manner(tie="standing"), consent=consent, at=at
            )
    return found


def leave(*, enrolment: Enrolment, by: Actor, at: dt.datetime | None = None) -> None:
    """Take part no longer: no further date is signed up for; places that are had are cancelled one by one by their own step."""
    if enrolment.by_id != by.account and enrolment.person_id not in {
        one.pk for one in queries.family(by.person)
    }:
        raise Refused(NOT_FAMILY)
    Enrolment.objects.filter(pk=enrolment.pk, ended_at__isnull=True).update(ended_at=at or timezone.now())


def sign_up_enrolled(activity: Occurrence, *, at: dt.datetime) -> int:
    """Sign up those who take part in the whole series, in the order in which they joined; answers how many."""
    done = 0
    rows = Enrolment.objects.filter(series=activity.series_id, ended_at__isnull=True).select_related(
        "person", "by"
    )
    for one in rows.order_by("made_at", "pk"):
        try:
            found = sign_up(
                activity=activity, people=[one.person], by=actor(one.by), manner=Manner(tie="standing"), at=at
            )
        except Refused:
            continue  # no family any more: whoever joined them does so again
        done += sum(1 for outcome in found if outcome.sign_up)
    return done


def known_here(activity: Occurrence, name: str, phone: str = "") -> list[Person]:
    """Those of exactly that name who took part at this place before, or of that name and number: at hand for this
    purpose, never searched further."""
    return known_of(activity, [(name, phone)])[name.strip(), phone]


def known_of(activity: Occurrence, given: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Person]]:
    """The same for many names with their numbers in one look: at most five for each."""
    asked = {(name.strip(), phone) for name, phone in given}
    keys = {phone: key_of(phone) for _, phone in asked if phone}
    living = Person.objects.filter(name__in={name for name, _ in asked}, erased_at__isnull=True)
    came = living.filter(sign_ups__occurrence__place__path__startswith=activity.place.path)
    here = list(came.distinct().order_by("pk"))
    reached = list(living.filter(phone_key__in=keys.values()).order_by("pk")) if keys else []
    found: dict[tuple[str, str], list[Person]] = {}
    for name, phone in asked:
        by_number = [one for one in reached if one.name == name and one.phone_key == keys.get(phone)]
        fitting = by_number + [one for one in here if one.name == name and one not in by_number]
        found[name, phone] = fitting[:5]
    return found


def person_for(
    *,
    activity: Occurrence,
    name: str,
    phone: str = "",
    birth_year: int | None = None,
    guardian: Person | None = None,
) -> Person:
    """The person behind a name given at the desk: known by number, or the only one of that name here, else a new one."""
    if phone:
        found = Person.objects.filter(phone_key=key_of(phone), name=name, erased_at__isnull=True).first()
        if found is not None:
            return found
    same = [
        one for one in known_here(activity, name) if not birth_year or one.birth_year in (None, birth_year)
    ]
    if len(same) == 1 and not (phone and same[0].phone):
        return same[0]
    return Person.objects.create(
        name=name,
        pinyin=initials(name),
        phone=phone,
        phone_key=key_of(phone) if phone else "",
        birth_year=birth_year,
        guardian=guardian,
    )


def add_child(*, name: str, birth_year: int, by: Actor) -> Person:
    """A guardian names a child of theirs, once; the same name and year again is the same child."""
    guardian = Person.objects.get(pk=by.person)
    known = Person.objects.filter(
        guardian=guardian, name=name, birth_year=birth_year, erased_at__isnull=True
    ).first()
    return known or Person.objects.create(
        name=name, pinyin=initials(name), birth_year=birth_year, guardian=guardian
    )


def ask_for_class(
    *, series: Series, person: int, level: str, by: Actor, at: dt.datetime | None = None
) -> ClassAsked:
    """Ask for a further class of a course; asking twice changes nothing."""
    if person not in {one.pk for one in queries.family(by.person)}:
        raise Refused(NOT_FAMILY)
    root = series.root_id or series.pk
    row, _ = ClassAsked.objects.get_or_create(
        series_id=root,
        person_id=person,
        level=level,
        answered_at=None,
        defaults={"made_at": at or timezone.now()},
    )
    return row


def accounts_of(people: Iterable[int]) -> list[int]:
    """Accounts of these persons and of their guardians."""
    known = list(people)
    guardians = Person.objects.filter(pk__in=known).exclude(guardian=None).values_list("guardian", flat=True)
    return sorted(
        Account.objects.filter(person__in=[*known, *guardians], is_active=True).values_list("pk", flat=True)
    )


def mark_photos(
    *, activity: Occurrence, marks: dict[int, tuple[str, bool]], by: Actor, at: dt.datetime | None = None
) -> list[Reason]:
    """Mark what photos show (by id: code of ``words.SHOWS``, whether to publish); answers why some stay with the workers.

    A mark can be changed at any time; a photo that may no longer be shown is taken off at once. The trail says how many.
    """
    at = at or timezone.now()
    against: dict[str, Reason] = {}
    with transaction.atomic():
        row = line.locked(activity.pk)
        for one in row.pictures.filter(pk__in=marks):
            shows, wanted = marks[one.pk]
            if shows not in {choice.code for choice in words.SHOWS}:
                continue
            reason = rules.may_show_photo(shows) if wanted else None
            if reason is not None:
                against[reason.code] = reason
            one.shows, one.is_public, one.marked_at, one.marked_by_id = (
                shows,
                wanted and reason is None,
                at,
                by.account,
            )
            one.save()
            StoredFile.objects.filter(pk=one.file).update(seen="public" if one.is_public else "staff")
        data = {"marked": len(marks), "public": row.pictures.filter(is_public=True).count()}
        trail.record(row, "activity", "activity.pictures", by=by, at=at, data=data, seen="staff")
        row.save(update_fields=["trail_seq", "trail_hash"])
    return list(against.values())

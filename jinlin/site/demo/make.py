"""Making the demo world: everything in memory first, then written in one transaction; a mark is left beside the data."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from jinlin.base.models import Event, Notice, StoredFile
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.matters.public import (
    Category,
    Entry,
    Matter,
    Part,
    Tally,
    Telling,
    add_many,
    as_rows,
    codes_of,
    load_categories,
    recount,
)
from jinlin.organisations.public import (
    Institution,
    Level,
    Organisation,
    ReportIn,
    Seat,
    Tenure,
    load_templates,
)
from jinlin.people.public import (
    Account,
    Consent,
    Holding,
    Household,
    Look,
    Member,
    Person,
    print_letters,
)
from jinlin.places.public import Place
from jinlin.site.demo.activities import build_activities
from jinlin.site.demo.appraisals import live_appraisals
from jinlin.site.demo.branches import build_branches
from jinlin.site.demo.cast import CAST, Player, roles_of_cast
from jinlin.site.demo.claims import build_claims
from jinlin.site.demo.covenant import build_notices
from jinlin.site.demo.decisions import live_decisions, seat_counters
from jinlin.site.demo.elections import live_elections
from jinlin.site.demo.homes import build_homes
from jinlin.site.demo.land import build_land
from jinlin.site.demo.ledgers import build_ledgers
from jinlin.site.demo.maps import build_maps
from jinlin.site.demo.members import build_members
from jinlin.site.demo.morning import settle_reminders, write_notices
from jinlin.site.demo.offices import build_offices
from jinlin.site.demo.pairings import build_pairings
from jinlin.site.demo.photos import tie_photos
from jinlin.site.demo.plans import draw_plans, number_plans
from jinlin.site.demo.scale import SCALES, Scale
from jinlin.site.demo.stations import build_stations
from jinlin.site.demo.stories import story_plans
from jinlin.site.demo.talents import build_talents
from jinlin.site.demo.talks import build_talks
from jinlin.site.demo.teams import build_teams
from jinlin.site.demo.telling import Teller
from jinlin.site.demo.trees import build_trees
from jinlin.site.demo.venue_life import build_venue_life
from jinlin.site.demo.wishes import build_wishes
from jinlin.site.demo.world import World
from jinlin.venues.public import load_standards
from jinlin.visits.public import load_skills

ORDER = (
    Place, Person, Account, Household, Member, Holding, Consent, Look, Institution, Organisation, Seat, Tenure, ReportIn,
    Matter, Telling, Part, StoredFile, Event, Notice,
)  # fmt: skip
# What further apps put into the world, in order. Events go to ``world.events``, so that the trail stays in order of time.
PARTS: tuple[Callable[[World], None], ...] = (
    build_maps,
    build_ledgers,
    build_members,
    build_trees,
    build_stations,
    build_venue_life,
    build_pairings,
    build_notices,
    seat_counters,
    build_talks,
    build_wishes,
    build_claims,
    build_activities,
    build_teams,
    build_talents,
)
COUNTED = {"places": Place, "people": Person, "organisations": Organisation, "report_ins": ReportIn, "matters": Matter,
           "tellings": Telling, "events": Event}  # fmt: skip
MARK, LAID_OUT = "demo.json", "demo.json.new"
OTHER_DATA = Reason(
    "not_empty",
    Words(
        "数据库里已有别的数据，演示数据不会与它混在一起；请换一个 JINLIN_DATA。",
        "The database holds other data; the demo world is never mixed with it. Choose another JINLIN_DATA.",
    ),
)


def mark_of(data: Path) -> dict[str, Any] | None:
    """What stands in the mark of a demo world (``demo.json`` in the data folder), or None.

    A process that was killed when its world was just written left the mark laid out beside its place. It is put there
    if the database holds that very world, and nothing that came later.
    """
    path, laid = data / MARK, data / LAID_OUT
    if not path.exists() and laid.exists():
        told = _read(laid)
        if told and all(model.objects.count() == told["counts"][name] for name, model in COUNTED.items()):
            laid.replace(path)
    return _read(path)


def _read(path: Path) -> dict[str, Any] | None:
    """A mark; None where there is none, or one that was cut while it was written."""
    with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
        known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return known
    return None


def make_world(*, scale: str, data: Path, password: str = "", on: dt.date | None = None) -> dict[str, Any]:
    """Make the demo world in an empty, migrated database and leave its mark in the data folder.

    ``on`` is the world's today (the local date). Answers the mark with ``made`` true. In a database that holds this
    world already nothing happens (``made`` false). Refused: ``not_empty`` where it holds other data.
    """
    known = mark_of(data)
    if known is not None and Account.objects.filter(username=CAST[0].username).exists():
        return {**known, "made": False}
    if Account.objects.exists() or Place.objects.exists():
        raise Refused(OTHER_DATA)
    secret = password or _new_password()
    on = on or timezone.localdate()
    with transaction.atomic():
        load_categories()
        load_templates()
        load_standards()
        load_skills()
        world = build(SCALES[scale], on, make_password(secret))
        world.rows.write(*ORDER)
        live_decisions(world)
        live_appraisals(world)
        live_elections(world)
        _count_and_index(world)
        mark = _mark(world, secret)
        _lay_out(data, mark)
    (data / LAID_OUT).replace(data / MARK)
    return {**mark, "made": True}


def _new_password() -> str:
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def build(scale: Scale, on: dt.date, password: str) -> World:
    """The whole world in memory; kinds of matters and level templates stand in the database already."""
    world = World(scale, on, password)
    world.categories = {category.code: category for category in Category.objects.all()}
    world.levels = {
        f"{level.template.code}.{level.code}": level for level in Level.objects.select_related("template")
    }
    build_land(world)
    build_offices(world)
    build_branches(world)
    build_homes(world)
    for further in PARTS:
        further(world)
    _build_matters(world)
    return world


def _build_matters(world: World) -> None:
    stories = list(story_plans(world))
    plans = number_plans(stories + list(draw_plans(world, world.scale.matters - len(stories))))
    teller = Teller(world)
    for plan in plans:
        teller.tell(plan)
    # The trail is one book for all subjects: its lines stand in the order in which things happened.
    for event in sorted(world.events, key=lambda event: event.at):
        world.rows.add(event)
    tie_photos(world)
    settle_reminders(world)
    write_notices(world)


def _count_and_index(world: World) -> None:
    Tally.objects.bulk_create(as_rows(recount(world.rows.of(Matter))), batch_size=500)
    add_many(
        [
            Entry(telling.pk, f"{telling.text}\n{telling.spot}", codes_of(telling.matter.place.path))
            for telling in world.rows.of(Telling)
        ]
    )


def _mark(world: World, secret: str) -> dict[str, Any]:
    """Scale, day, password, who can sign in, the letter of the resident's household, and how much there is."""
    return {
        "scale": world.scale.code,
        "on": world.on.isoformat(),
        "password": secret,
        "letter": _letter(world),
        "counts": {name: model.objects.count() for name, model in COUNTED.items()},
        "accounts": [{"role": role, **_shown(one)} for role, one in roles_of_cast().items()],
    }


def _shown(one: Player) -> dict[str, str]:
    return {"username": one.username, "name": one.name, "does": one.does, "phone": one.phone}


def _letter(world: World) -> str:
    """A code as it is printed on a household's letter: the one of the resident of the cast."""
    person = world.cast["resident"].person
    household = Household.objects.get(members__person=person, members__until_on__isnull=True)
    return print_letters(households=[household])[household.pk]


def _lay_out(data: Path, mark: dict[str, Any]) -> None:
    """Write the mark beside its place, for its owner alone: it holds the demo's password."""
    path = data / LAID_OUT
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(mark, out, ensure_ascii=False, indent=2)
        out.flush()
        os.fsync(out.fileno())

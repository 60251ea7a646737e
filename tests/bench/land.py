"""A district at its real size for the measurements: 20 streets, 355 communities with grids, 552 estates, and who sits where."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import connection

from jinlin.base import bulk
from jinlin.matters.models import Category
from jinlin.organisations.models import Institution, Seat, Tenure
from jinlin.people.models import Account, Person
from jinlin.people.public import issue_token
from jinlin.places.models import Place

STREETS, COMMUNITIES, ESTATES, INSTITUTIONS = 20, 355, 552, 60
SINCE = dt.date(2020, 1, 1)
KINDS = (
    ("lift", "电梯故障"),
    ("light", "路灯照明"),
    ("noise", "噪声扰民"),
    ("parking", "停车占道"),
    ("quarrel", "邻里纠纷"),
)


@dataclass
class Land:
    """The rows of the district by level, and the accounts by role and place."""

    places: dict[str, list[Place]] = field(default_factory=dict)
    workers: dict[int, int] = field(default_factory=dict)
    seats: list[tuple[str, int | None, int | None, str]] = field(default_factory=list)
    next_id: int = 0

    def place(
        self, level: str, code: str, name: str, parent: Place | None, grid: Place | None = None
    ) -> Place:
        """One further place."""
        self.next_id += 1
        path = (parent.path if parent else "") + code + "/"
        made = Place(
            pk=self.next_id,
            level=level,
            code=code,
            name=name,
            parent=parent,
            path=path,
            grid=grid,
            token=f"wall-{self.next_id}",
        )
        self.places.setdefault(level, []).append(made)
        return made


def build() -> dict[str, str]:
    """Write the district and answer tokens: a resident, and the worker, grid worker and street supervisor of the first community."""
    land = Land()
    above = land.place(
        "city", "350900000000", "榕海市", land.place("province", "350000000000", "闽江省", None)
    )
    district = land.place("district", "350999000000", "榕城区", above)
    for number in range(1, STREETS + 1):
        street = land.place("street", f"350999{number:03}000", f"第{number}街道", district)
        land.seats.append(("street_supervisor", street.pk, None, f"street-{number}"))
    for number in range(COMMUNITIES):
        street = land.places["street"][number % STREETS]
        community = land.place("community", f"{street.code[:9]}{number + 1:03}", f"第{number}社区", street)
        grid = land.place("grid", f"{community.code}-G1", f"第{number}社区第一网格", community)
        land.seats += [
            ("grid_worker", grid.pk, None, f"grid-{number}"),
            ("community_worker", community.pk, None, f"worker-{number}"),
        ]
    for number in range(ESTATES):
        which = number % COMMUNITIES
        land.place(
            "estate",
            f"E{number:05}",
            f"第{number}小区",
            land.places["community"][which],
            land.places["grid"][which],
        )
    land.seats.append(("district_supervisor", district.pk, None, "district"))
    for rows in land.places.values():
        bulk.insert(rows)
    _institutions(land, district)
    _people(land)
    Category.objects.bulk_create([
        Category(code=code, zh=zh, en=code, public=code != "quarrel", sort=10 * place) for place, (code, zh) in enumerate(KINDS)
    ])  # fmt: skip
    _sequences()
    tokens = {}
    for name in ("resident", "worker-0", "worker-1", "grid-0", "street-1", "district"):
        tokens[name] = issue_token(account=Account.objects.get(username=name), audience="api")
    return tokens


def _institutions(land: Land, district: Place) -> None:
    rows = [
        Institution(pk=number, code=f"I{number:03}", name=f"第{number}局", kind="department", place=district)
        for number in range(1, INSTITUTIONS + 1)
    ]
    bulk.insert(rows)
    land.seats += [("department_clerk", None, one.pk, f"clerk-{one.pk}") for one in rows]


def _people(land: Land) -> None:
    persons, accounts, seats, tenures = [], [], [], []
    for number, (role, place, institution, name) in enumerate(land.seats, 1):
        persons.append(Person(pk=number, name=f"人{number}"))
        accounts.append(Account(pk=number, username=name, kind="staff", person_id=number, password="!"))
        seats.append(Seat(pk=number, role=role, place_id=place, institution_id=institution, duty=number % 90))
        tenures.append(Tenure(pk=number, seat_id=number, person_id=number, from_on=SINCE))
    last = len(persons) + 1
    persons.append(Person(pk=last, name="王秀兰"))
    accounts.append(Account(pk=last, username="resident", kind="resident", person_id=last, password="!"))
    for rows in (persons, accounts, seats, tenures):
        bulk.insert(rows)


def _sequences() -> None:
    """Let ids given here be followed by the next ones (PostgreSQL)."""
    from django.core.management.color import no_style

    statements = connection.ops.sequence_reset_sql(
        no_style(), [Place, Institution, Person, Account, Seat, Tenure]
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

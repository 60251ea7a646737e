"""The door of organisations: what other apps may call."""

from jinlin.organisations.models import Institution, Organisation, ReportIn, Seat, Tenure
from jinlin.organisations.queries import (
    actor,
    clerks_of,
    current,
    holders_over,
    in_charge,
    institutions_for,
    people_in_charge,
    seats_of,
)
from jinlin.organisations.roles import Role, roles

__all__ = [
    "Institution", "Organisation", "ReportIn", "Role", "Seat", "Tenure", "actor", "clerks_of", "current",
    "holders_over", "in_charge", "institutions_for", "people_in_charge", "roles", "seats_of",
]  # fmt: skip

"""The door of organisations: what other apps may call."""

from jinlin.organisations.models import Institution, Level, Organisation, ReportIn, Seat, Template, Tenure
from jinlin.organisations.queries import (
    Charge,
    actor,
    charge,
    clerks_of,
    current,
    holders_over,
    in_charge,
    institutions_for,
    people_in_charge,
    seats_of,
)
from jinlin.organisations.roles import Role, roles
from jinlin.organisations.templates_data import load_templates

__all__ = [
    "Charge",
    "Institution",
    "Level",
    "Organisation",
    "ReportIn",
    "Role",
    "Seat",
    "Template",
    "Tenure",
    "actor",
    "charge",
    "clerks_of",
    "current",
    "holders_over",
    "in_charge",
    "institutions_for",
    "load_templates",
    "people_in_charge",
    "roles",
    "seats_of",
]  # fmt: skip

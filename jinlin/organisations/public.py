"""The door of organisations: what other apps may call."""

from jinlin.organisations.commands import (
    change_institution,
    end_organisation,
    end_seat,
    end_tenure,
    found_organisation,
    give_seat,
    make_institution,
    make_seat,
    rename,
)
from jinlin.organisations.counts import InstitutionCount, register_count
from jinlin.organisations.members.importing import import_file as import_members
from jinlin.organisations.models import Institution, Level, Organisation, ReportIn, Seat, Template, Tenure
from jinlin.organisations.partners.evidence import Proof, register_evidence
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
    "InstitutionCount",
    "Level",
    "Organisation",
    "Proof",
    "ReportIn",
    "Role",
    "Seat",
    "Template",
    "Tenure",
    "actor",
    "change_institution",
    "charge",
    "clerks_of",
    "current",
    "end_organisation",
    "end_seat",
    "end_tenure",
    "found_organisation",
    "give_seat",
    "holders_over",
    "import_members",
    "in_charge",
    "institutions_for",
    "load_templates",
    "make_institution",
    "make_seat",
    "people_in_charge",
    "register_count",
    "register_evidence",
    "rename",
    "roles",
    "seats_of",
]  # fmt: skip

"""The door of organisations: what other apps may call."""

from jinlin.organisations.commands import (
    change_institution,
    cover,
    end_organisation,
    end_seat,
    end_tenure,
    found_organisation,
    give_seat,
    make_institution,
    make_seat,
    merge,
    move,
    rename,
    resite,
    say_why,
    share,
    split,
)
from jinlin.organisations.counts import InstitutionCount, register_count
from jinlin.organisations.gatherings.commands import plan_gathering
from jinlin.organisations.importing import import_file as import_organisations
from jinlin.organisations.members.importing import import_file as import_members
from jinlin.organisations.models import (
    Attendance,
    Celebrated,
    Former,
    Gap,
    Gathering,
    Institution,
    Level,
    Organisation,
    Reach,
    ReportIn,
    Resolution,
    Seat,
    Sharing,
    Succession,
    Template,
    Tenure,
    Village,
)
from jinlin.organisations.models import Membership as AllianceMember
from jinlin.organisations.models import Version as AgreementVersion
from jinlin.organisations.models.partners import (
    Agreement,
    Alliance,
    ChairTurn,
    Clause,
    Contact,
    JointProject,
    Milestone,
    Obligation,
    Occasion,
)
from jinlin.organisations.models.report_in import Commitment, Mark, PostHeld, ServiceRecord
from jinlin.organisations.open_work import OpenWork, open_work, register_open_work
from jinlin.organisations.partners.agreements import AGREEMENTS
from jinlin.organisations.partners.appraisals import open_stages
from jinlin.organisations.partners.clauses import clause_kinds
from jinlin.organisations.partners.duties import row_of as duty_row
from jinlin.organisations.partners.evidence import Proof, register_evidence
from jinlin.organisations.partners.numbering import numbered as partner_number
from jinlin.organisations.partners.obligations import row_of as evidence_row
from jinlin.organisations.partners.occasions import proof_of as occasion_proof
from jinlin.organisations.partners.periods import periods
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
from jinlin.organisations.standings import standing, stood
from jinlin.organisations.templates_data import load_templates

__all__ = [
    "AGREEMENTS",
    "Agreement",
    "AgreementVersion",
    "Alliance",
    "AllianceMember",
    "Attendance",
    "Celebrated",
    "ChairTurn",
    "Charge",
    "Clause",
    "Commitment",
    "Contact",
    "Former",
    "Gap",
    "Gathering",
    "Institution",
    "InstitutionCount",
    "JointProject",
    "Level",
    "Mark",
    "Milestone",
    "Obligation",
    "Occasion",
    "OpenWork",
    "Organisation",
    "PostHeld",
    "Proof",
    "Reach",
    "ReportIn",
    "Resolution",
    "Role",
    "Seat",
    "ServiceRecord",
    "Sharing",
    "Succession",
    "Template",
    "Tenure",
    "Village",
    "actor",
    "change_institution",
    "charge",
    "clause_kinds",
    "clerks_of",
    "cover",
    "current",
    "duty_row",
    "end_organisation",
    "end_seat",
    "end_tenure",
    "evidence_row",
    "found_organisation",
    "give_seat",
    "holders_over",
    "import_members",
    "import_organisations",
    "in_charge",
    "institutions_for",
    "load_templates",
    "make_institution",
    "make_seat",
    "merge",
    "move",
    "occasion_proof",
    "open_stages",
    "open_work",
    "partner_number",
    "people_in_charge",
    "periods",
    "plan_gathering",
    "register_count",
    "register_evidence",
    "register_open_work",
    "rename",
    "resite",
    "roles",
    "say_why",
    "seats_of",
    "share",
    "split",
    "standing",
    "stood",
]

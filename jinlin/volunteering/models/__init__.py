"""Tables of the app, one module per room."""

from jinlin.volunteering.models.activities import (
    Attendance,
    ClassAsked,
    Enrolment,
    Feedback,
    GuardianConsent,
    Occurrence,
    Picture,
    Presence,
    Series,
    SignUp,
)
from jinlin.volunteering.models.claims import (
    ClaimEvaluation,
    ClaimMilestone,
    ClaimProject,
    ClaimPublication,
    Need,
    Proposal,
    ProposalVersion,
    Resource,
)
from jinlin.volunteering.models.services import ServiceItem, ServiceOrder, ServiceWindow
from jinlin.volunteering.models.wishes import Wish, WishClaim, WishPart

__all__ = [
    "Attendance",
    "ClaimEvaluation",
    "ClaimMilestone",
    "ClaimProject",
    "ClaimPublication",
    "ClassAsked",
    "Enrolment",
    "Feedback",
    "GuardianConsent",
    "Need",
    "Occurrence",
    "Picture",
    "Presence",
    "Proposal",
    "ProposalVersion",
    "Resource",
    "Series",
    "ServiceItem",
    "ServiceOrder",
    "ServiceWindow",
    "SignUp",
    "Wish",
    "WishClaim",
    "WishPart",
]  # fmt: skip

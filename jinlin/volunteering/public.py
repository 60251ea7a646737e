"""What other apps may call of volunteering."""

from jinlin.volunteering.models import (
    ClaimEvaluation,
    ClaimMilestone,
    ClaimProject,
    ClaimPublication,
    Need,
    Proposal,
    ProposalVersion,
    Resource,
    ServiceItem,
    ServiceOrder,
    ServiceWindow,
    Wish,
    WishClaim,
    WishPart,
)

__all__ = [
    "ClaimEvaluation", "ClaimMilestone", "ClaimProject", "ClaimPublication", "Need", "Proposal", "ProposalVersion", "Resource", "ServiceItem", "ServiceOrder",
    "ServiceWindow", "Wish", "WishClaim", "WishPart",
]  # fmt: skip

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
from jinlin.volunteering.models.books import (
    OpeningLine,
    PointOpening,
    PointReversal,
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
from jinlin.volunteering.models.points import (
    LedgerAccount,
    LedgerEntry,
    LedgerProof,
    LedgerTxn,
    PointAppeal,
    PointRule,
    Redemption,
    Reward,
)
from jinlin.volunteering.models.services import (
    ServiceItem,
    ServiceOrder,
    ServiceWindow,
)
from jinlin.volunteering.models.shifts import (
    Shift,
    ShiftSwap,
    ShiftTurn,
)
from jinlin.volunteering.models.teams import (
    Insurance,
    RecordPaper,
    ServiceHours,
    Team,
    TeamMember,
    Volunteer,
)
from jinlin.volunteering.models.wishes import (
    Wish,
    WishClaim,
    WishPart,
)

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
    "Insurance",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerProof",
    "LedgerTxn",
    "Need",
    "Occurrence",
    "OpeningLine",
    "Picture",
    "PointAppeal",
    "PointOpening",
    "PointReversal",
    "PointRule",
    "Presence",
    "Proposal",
    "ProposalVersion",
    "RecordPaper",
    "Redemption",
    "Resource",
    "Reward",
    "Series",
    "ServiceHours",
    "ServiceItem",
    "ServiceOrder",
    "ServiceWindow",
    "Shift",
    "ShiftSwap",
    "ShiftTurn",
    "SignUp",
    "Team",
    "TeamMember",
    "Volunteer",
    "Wish",
    "WishClaim",
    "WishPart",
]

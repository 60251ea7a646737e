"""Tables of the app, one module per part: trees, institutions, seats and their holders, report-in, gatherings."""

from .gatherings import Attendance, Celebrated, Gathering, Resolution
from .institutions import Institution
from .report_in import Commitment, InvitationLetter, Mark, MemberBatch, PostHeld, ReportIn, ServiceRecord
from .seats import Seat, Tenure
from .trees import (
    Former,
    FormerLevel,
    Gap,
    Level,
    Organisation,
    Reach,
    Sharing,
    Succession,
    Template,
    Village,
)

__all__ = [
    "Attendance", "Celebrated", "Commitment", "Former", "FormerLevel", "Gap", "Gathering", "Institution", "InvitationLetter", "Level", "Mark", "MemberBatch", "Organisation", "PostHeld", "Reach", "ReportIn", "Resolution", "Seat", "ServiceRecord", "Sharing", "Succession", "Template", "Tenure", "Village",
]  # fmt: skip

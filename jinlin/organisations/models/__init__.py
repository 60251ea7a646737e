"""Tables of the app, one module per part: trees, institutions, seats and their holders, report-in, gatherings."""

from .gatherings import Attendance, Celebrated, Gathering, Resolution
from .institutions import Institution
from .report_in import ReportIn
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
    "Attendance",
    "Celebrated",
    "Former",
    "FormerLevel",
    "Gap",
    "Gathering",
    "Institution",
    "Level",
    "Organisation",
    "Reach",
    "ReportIn",
    "Resolution",
    "Seat",
    "Sharing",
    "Succession",
    "Template",
    "Tenure",
    "Village",
]

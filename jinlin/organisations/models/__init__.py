"""Tables of the app, one module per part: trees, institutions, seats and their holders, report-in."""

from .institutions import Institution
from .report_in import ReportIn
from .seats import Seat, Tenure
from .trees import Level, Organisation, Template

__all__ = ["Institution", "Level", "Organisation", "ReportIn", "Seat", "Template", "Tenure"]

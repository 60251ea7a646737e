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
from jinlin.volunteering.models.wishes import Wish, WishClaim, WishPart

__all__ = [
    "Attendance", "ClassAsked", "Enrolment", "Feedback", "GuardianConsent", "Occurrence", "Picture", "Presence", "Series", "SignUp",
    "Wish", "WishClaim", "WishPart",
]  # fmt: skip

"""Recurring days by rules that are text: RFC 5545 rules, days that end in a figure (逢10), lunar dates, holidays.

A rule is read once (``Recurrence.parse``, every fault listed) and answers dates for any stretch. Nothing here
reads a file or asks for the time: the working calendar is handed in. Times of the day belong to the sitting.

The text is a list of parts, apart by spaces or new lines:

* one of ``RRULE:FREQ=WEEKLY;BYDAY=SU`` · ``day-ends:0`` (10, 20, 30; several: ``day-ends:0,5``) ·
  ``lunar:09-09`` (a leap month is not counted; ``lunar:12-last`` is New Year's Eve, ``lunar:*-01,*-15`` every month);
* ``DTSTART:2026-02-01`` from when it holds (a RRULE counts from there), ``UNTIL:2026-12-31`` till when;
* ``EXDATE:2026-02-20`` days left out, ``RDATE:2026-02-21`` days added, several with commas;
* ``holidays:keep|skip|next|previous`` and ``rest-days:…``: what becomes of a day that falls on a public holiday (or
  a local stop), or on any day that is not worked: nothing, left out, moved to the next or previous worked day.
"""

from jinlin.base.recurrence.reading import Recurrence, Shift
from jinlin.base.recurrence.reckoning import Occurrence, dates, split
from jinlin.base.recurrence.telling import told

__all__ = ["Occurrence", "Recurrence", "Shift", "dates", "split", "told"]

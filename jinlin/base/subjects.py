"""Subjects: everything that has a life of its own (a matter, an agreement, a booking, a motion), registered once.

From a registration and its desk come the step pages (``base.web.steps``), the API routes (``base.rest``), the lines
of its thread and who may open its files. Nobody imports upwards to get them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.engine import Desk, thread
from jinlin.base.models import Event, StoredFile
from jinlin.base.rule import Reason
from jinlin.base.words import Words


@dataclass(frozen=True)
class Subject:
    """One kind of subject.

    * ``plural``: its word in addresses of the API, such as ``bookings``;
    * ``find(ref, actor)``: the row that people and addresses call ``ref``, with whatever its page needs; raises the
      model's ``DoesNotExist`` both where there is none and where it is not for this actor;
    * ``ref``, ``title``, ``page``: how it is called, its name in words, and the address of its page for an actor;
    * ``seen(row, actor)``: which lines of the thread the actor reads (``public``, ``teller``, ``staff``);
    * ``shown(row, actor)``: the row as the API answers it, without thread and offers;
    * ``other``: words of events that are no step (``code.created``), by ``thing``;
    * ``ahead(row, step, actor)``: where a step rests on long work, sees to it that a job does it and answers the reason
      to wait; None where the step can be taken now. Asked by the API before each step, outside of its transaction.
    """

    desk: Desk
    plural: str
    find: Callable[[str, Actor], Any]
    ref: Callable[[Any], str]
    title: Callable[[Any], str]
    page: Callable[[Any, Actor], str]
    seen: Callable[[Any, Actor], tuple[str, ...]]
    shown: Callable[[Any, Actor], dict[str, Any]]
    other: dict[str, Words] = field(default_factory=dict)
    ahead: Callable[[Any, str, Actor], Reason | None] | None = None

    @property
    def code(self) -> str:
        """The code of its procedure, which is also the kind under which its events and files stand."""
        return self.desk.procedure.code

    def words_of(self, event: Event) -> Words:
        """What happened, in words."""
        if event.thing in self.other:
            return self.other[event.thing]
        step = self.desk.procedure.step(event.thing.partition(".")[2])
        return step.past if step else Words(event.thing, event.thing)


subjects: dict[str, Subject] = {}
"""Every registered subject by the code of its procedure."""


def register(subject: Subject) -> Subject:
    """Register a subject once; called in ``AppConfig.ready``."""
    subjects[subject.code] = subject
    return subject


@dataclass(frozen=True)
class Line:
    """One line of a thread as a page shows it (``base/_thread.html``)."""

    event: Event
    words: Words
    files: tuple[StoredFile, ...] = ()


def lines(subject: Subject, row: Any, actor: Actor, seen: Sequence[str] | None = None) -> list[Line]:
    """The thread of a subject as far as this actor may read it, each line with the files that hang on it.

    ``seen`` where it is known already which lines the actor reads.
    """
    files: dict[str, list[StoredFile]] = {}
    for one in StoredFile.objects.filter(subject=subject.code, subject_id=row.pk).order_by("pk"):
        files.setdefault(one.ticket, []).append(one)
    return [
        Line(event, subject.words_of(event), tuple(files.get(str(event.pk), ())))
        for event in thread(subject.code, row.pk, seen=subject.seen(row, actor) if seen is None else seen)
    ]


def attach(row: Any, kind: str, event: Event, files: list[int]) -> None:
    """Tie files taken in beforehand to a subject and to the event they came with; others' files are left alone."""
    if files:
        StoredFile.objects.filter(pk__in=files, subject="").update(
            subject=kind, subject_id=row.pk, seen=event.seen, ticket=str(event.pk)
        )


FileReader = Callable[[StoredFile, Any], bool]
file_readers: dict[str, FileReader] = {}
"""By kind of subject: whether the one behind a request may open a stored file. Without an entry the subject decides."""


def may_open(stored: StoredFile, request: Any) -> bool:
    """Whether a file that hangs on a subject may be opened: by its own reader, else as the thread's line is read."""
    if stored.subject in file_readers:
        return file_readers[stored.subject](stored, request)
    known = subjects.get(stored.subject)
    if known is None:
        return False
    row = known.desk.model.objects.filter(pk=stored.subject_id).first()
    return row is not None and stored.seen in known.seen(row, request.actor)

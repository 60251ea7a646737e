"""Checking rows and making their tokens: work for the processor alone, done beside the database in its own process."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import queue
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from jinlin.base.rule import Reason, Refused
from jinlin.base.spreadsheets import Checked, Column, Fault, Mapping, Row, Setting, check
from jinlin.base.spreadsheets.cells import address
from jinlin.base.words import Words
from jinlin.matters.imports.places import Named, PlaceNames
from jinlin.matters.imports.rows import Told, faults, told

AHEAD = 3
WORTH_A_PROCESS = 1_500  # rows from which a second process saves more than it takes to start

STOPPED = Reason(
    "not_finished",
    Words(
        "读取表格的进程中断了；请再导入一次，已导入的不会重复",
        "The process that reads the sheet ended; import the file again, nothing is doubled",
    ),
)


@dataclass(frozen=True, slots=True)
class Task:
    """What has to be known to check the rows of one file. Plain values, so that it can go to another process."""

    headings: tuple[str, ...]
    left: int
    columns: tuple[Column, ...]
    mapping: Mapping
    places: tuple[Named, ...]
    now: dt.datetime
    key: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A piece of the sheet after checking: how many rows it had, those accepted, and those returned."""

    count: int
    told: list[Told]
    returned: list[Checked]


class _Piece:
    """Some rows of a table, as ``check`` wants them."""

    def __init__(self, task: Task, rows: Sequence[Row]) -> None:
        self.headings, self.left, self._rows = task.headings, task.left, rows

    def rows(self) -> Iterator[Row]:
        return iter(self._rows)

    def address(self, column: int, row_number: int) -> str:
        return address(self.left + column, row_number)


class Checker:
    """Checks the rows of one file, piece by piece."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.places = PlaceNames(task.places)
        self.has_time = "told_at" in task.mapping.chosen
        self.place_column = task.mapping.chosen.get("place")
        self.setting = Setting(latest=task.now.date())

    def check(self, rows: Sequence[Row]) -> Prepared:
        """Every row accepted whole or returned whole."""
        task = self.task
        accepted: list[Told] = []
        returned: list[Checked] = []
        for one in check(
            _Piece(task, rows), task.columns, task.mapping, rule=self._faults, setting=self.setting
        ):
            place = self._place(one)
            if isinstance(place, Checked):
                returned.append(place)
            else:
                accepted.append(told(one.number, one.values, place, task.key))
        return Prepared(len(rows), accepted, returned)

    def _faults(self, values: dict[str, Any]) -> Iterable[tuple[str, Reason]]:
        return faults(values, now=self.task.now, has_time=self.has_time)

    def _place(self, one: Checked) -> int | None | Checked:
        if one.faults or not one.values["place"]:
            return one if one.faults else None
        found = self.places.find(one.values["place"])  # type: ignore[arg-type]
        if not isinstance(found, Reason):
            return found
        assert self.place_column is not None
        cell = address(self.task.left + self.place_column.index, one.number)
        return Checked(one.number, one.cells, {}, (Fault(cell, "place", found),))


def prepared(task: Task, pieces: Iterable[Sequence[Row]], *, many: bool) -> Iterator[Prepared]:
    """The pieces after checking, in order; ``many`` rows are checked in a process of their own, a little ahead."""
    if not many:
        checker = Checker(task)
        yield from (checker.check(piece) for piece in pieces)
        return
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    child = spawn.Process(target=_serve, args=(there, task), daemon=True)
    child.start()
    there.close()
    try:
        yield from _through(here, pieces)
    except (EOFError, OSError):
        raise Refused(STOPPED) from None
    finally:
        here.close()
        child.join(5)
        if child.is_alive():
            child.terminate()


def _through(pipe: Connection, pieces: Iterable[Sequence[Row]]) -> Iterator[Prepared]:
    """Send from a thread and receive here: both ends may be full at once, and neither may wait for the other."""
    feeder = _Feeder(pipe, pieces)
    feeder.start()
    try:
        while feeder.more():
            yield Prepared(*pipe.recv())
            feeder.room.release()
    finally:
        feeder.stop()
    if feeder.failed is not None:
        raise feeder.failed


class _Feeder(threading.Thread):
    """Reads the table and sends its pieces, a few ahead of what was received."""

    def __init__(self, pipe: Connection, pieces: Iterable[Sequence[Row]]) -> None:
        super().__init__(daemon=True)
        self.pipe, self.pieces = pipe, pieces
        self.room = threading.Semaphore(AHEAD)
        self.sent: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self.ended = False
        self.failed: Exception | None = None

    def run(self) -> None:
        """Send piece after piece, then say that there is no more."""
        try:
            for piece in self.pieces:
                self.room.acquire()
                if self.ended:
                    break
                # Announced before it is sent: the receiver has to empty the pipe while this end still fills it.
                self.sent.put(True)
                self.pipe.send([(row.number, row.cells) for row in piece])
        except Exception as fault:  # told in the thread that receives
            self.failed = fault
        self.sent.put(False)

    def more(self) -> bool:
        """Whether another piece is on its way; waits until that is known."""
        return self.sent.get()

    def stop(self) -> None:
        """Send nothing more."""
        self.ended = True
        self.room.release()


def _serve(pipe: Connection, task: Task) -> None:
    """The other process: it ends with the file, and with the process that started it, however that ends."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    checker = Checker(task)
    while True:
        if parent.sentinel in wait([pipe, parent.sentinel]):
            return
        try:
            piece = [Row(*row) for row in pipe.recv()]
        except EOFError:
            return
        found = checker.check(piece)
        pipe.send((found.count, found.told, found.returned))

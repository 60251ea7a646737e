"""Django's PostgreSQL, where the statements of a transaction are prepared.

A telling is fifteen small statements that every telling asks again. Sent as ready text, the server reads and plans
each of them anew, which costs it more than doing them. Inside a transaction values therefore travel apart from the
text, and what a connection asks often is planned once. So is what ``base.planned`` frames: reads of single rows.
Other pages that only read stay as they were: a list over a million rows deserves a plan for its very values.
"""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.features import DatabaseFeatures as Features

from jinlin.site import patience

# Such a list of values hardly ever comes again in the same length; and a statement takes 65,535 of them at most.
MANY_VALUES = 200


class PreparingCursor(base.ServerBindingCursor):
    """Sends values apart from the text, except where that would gain nothing or change the meaning.

    A value that stands both in SELECT and in GROUP BY would become two parameters, which the server takes for two
    different expressions.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Run one statement."""
        if params and (len(params) > MANY_VALUES or (isinstance(query, str) and "GROUP BY" in query)):
            query, params = psycopg.ClientCursor(self.connection).mogrify(query, params), None
            options["prepare"] = False
        return super().execute(query, params, **options)


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is given up where the server does not answer within the process's patience."""

    @classmethod
    def connect(cls, *args: Any, **options: Any) -> Any:
        """Connect; refused at once where somebody just waited in vain."""
        if patience.rests():
            raise psycopg.OperationalError("the database did not answer a moment ago")
        try:
            return super().connect(*args, **options)
        except psycopg.errors.ConnectionTimeout:
            patience.gave_up()
            raise

    def wait(self, gen: Any, *args: Any, **options: Any) -> Any:
        """Wait for an answer; a server that gives none loses this connection."""
        if patience.seconds is None:
            return super().wait(gen, *args, **options)
        began = time.monotonic()
        try:
            return super().wait(gen, *args, **{"timeout": patience.seconds, **options})
        except psycopg.OperationalError:
            if time.monotonic() - began < patience.seconds:
                raise
            self.pgconn.finish()
            patience.gave_up()
            raise psycopg.OperationalError(f"no answer within {patience.seconds:g} s") from None


class _Psycopg:
    """psycopg as Django's wrapper uses it, with connections that lose their patience."""

    connect = staticmethod(PatientConnection.connect)

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class DatabaseFeatures(Features):
    """What is shown of a statement is put together from its text and its values."""

    uses_server_side_binding = True


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that prepares what its transactions ask often, and what it is told to (``preparing``)."""

    features_class = DatabaseFeatures
    Database = _Psycopg()
    preparing = False

    def get_connection_params(self) -> dict[str, Any]:
        """Those of the address, and a limit for connecting where it names none."""
        return {"connect_timeout": patience.CONNECT_SECONDS, **super().get_connection_params()}

    def is_usable(self) -> bool:
        """Whether the server is still there, asked once a request.

        A server that ended a connection has said so on the line: only where something stands there unread is the
        server asked, for a question each request costs as much as a read.
        """
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return bool(not line.poll(0) or super().is_usable())

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor; a preparing one inside a transaction or where ``preparing``."""
        if name is not None or not (self.in_atomic_block or self.preparing):
            return super().create_cursor(name)
        usual = self.connection.cursor_factory
        self.connection.cursor_factory = PreparingCursor
        try:
            return super().create_cursor()
        finally:
            self.connection.cursor_factory = usual

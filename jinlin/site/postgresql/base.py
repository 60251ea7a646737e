"""Django's PostgreSQL, where the statements of a transaction are prepared.

A telling is fifteen small statements that every telling asks again. Sent as ready text, the server reads and plans
each of them anew, which costs it more than doing them. Inside a transaction values therefore travel apart from the
text, and what a connection asks often is planned once. So is what ``base.planned`` frames: reads of single rows.
Other pages that only read stay as they were: a list over a million rows deserves a plan for its very values.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.features import DatabaseFeatures as Features

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


class DatabaseFeatures(Features):
    """What is shown of a statement is put together from its text and its values."""

    uses_server_side_binding = True


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that prepares what its transactions ask often, and what it is told to (``preparing``)."""

    features_class = DatabaseFeatures
    preparing = False

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

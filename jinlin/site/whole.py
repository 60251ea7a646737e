"""Migrations that are done and marked as done in one transaction.

Django marks a migration after its transaction where indexes are made at the end of it. A process that is killed in
between leaves tables without their mark, and every later try ends with "table already exists". Here the indexes and the
mark belong to the transaction, so that a try that was cut short goes on where it stopped.
"""

from __future__ import annotations

import gc
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate as command
from django.db.migrations.executor import MigrationExecutor


class WholeExecutor(MigrationExecutor):
    """Does a migration and marks it, both or neither."""

    def apply_migration(
        self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        """One migration forwards; one that runs without a transaction, or is only marked, as Django does it."""
        if fake or fake_initial or not (migration.atomic and self.connection.features.can_rollback_ddl):
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        if self.progress_callback:
            self.progress_callback("apply_start", migration, fake)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            for statement in editor.deferred_sql:
                editor.execute(statement, None)
            editor.deferred_sql.clear()
            self.record_migration(migration)
        if self.progress_callback:
            self.progress_callback("apply_success", migration, fake)
        return state


def migrate() -> None:
    """Bring the database up to date."""
    command.MigrationExecutor = WholeExecutor  # type: ignore[misc]
    # Migrations make very many small objects that all stay: looking through them for garbage only costs time.
    gc.disable()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        gc.enable()
        command.MigrationExecutor = MigrationExecutor  # type: ignore[misc]

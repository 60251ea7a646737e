"""The database itself refuses to change a line of the board; PostgreSQL refuses to delete one too."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER ballots_board_fixed BEFORE UPDATE ON ballots_boardline
BEGIN SELECT RAISE(ABORT, 'lines of the board are only added'); END
"""
POSTGRES = """
CREATE FUNCTION ballots_board_fixed() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'lines of the board are only added'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER ballots_board_fixed BEFORE UPDATE OR DELETE ON ballots_boardline
FOR EACH ROW EXECUTE FUNCTION ballots_board_fixed();
"""


def lock(apps, schema_editor):
    """Set the trigger."""
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES)


def unlock(apps, schema_editor):
    """Take it away again."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER ballots_board_fixed")
    else:
        schema_editor.execute("DROP FUNCTION ballots_board_fixed() CASCADE")


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("ballots", "0001_initial")]
    operations = [migrations.RunPython(lock, unlock)]

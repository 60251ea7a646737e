"""The database itself refuses to change a line of the ledger; PostgreSQL refuses to delete one too."""

from django.db import migrations

TABLES = ("volunteering_ledgertxn", "volunteering_ledgerentry")
SQLITE = """
CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'lines of the ledger are only added'); END
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION volunteering_ledger_fixed() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'lines of the ledger are only added'; END $$ LANGUAGE plpgsql;
"""
POSTGRES = """
CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION volunteering_ledger_fixed();
"""


def lock(apps, schema_editor):
    """Set the triggers."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(POSTGRES_FUNCTION)
    for table in TABLES:
        schema_editor.execute((SQLITE if sqlite else POSTGRES).format(table=table))


def unlock(apps, schema_editor):
    """Take them away again."""
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_fixed")
    else:
        schema_editor.execute("DROP FUNCTION volunteering_ledger_fixed() CASCADE")


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("volunteering", "0006_points")]
    operations = [migrations.RunPython(lock, unlock)]

"""The search index: FTS5 on SQLite, a GIN-indexed table on PostgreSQL."""

from django.db import migrations

SQLITE = "CREATE VIRTUAL TABLE matters_search USING fts5(tokens, content='', detail=full, tokenize='ascii')"
POSTGRES = (
    "CREATE TABLE matters_search (telling_id bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX matters_search_tokens ON matters_search USING gin (tokens) WITH (fastupdate = on)",
)


def make(apps, schema_editor):
    for sql in (SQLITE,) if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(sql)


def unmake(apps, schema_editor):
    schema_editor.execute("DROP TABLE matters_search")


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]

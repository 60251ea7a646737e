"""Every count is counted anew from the matters."""

from django.db import migrations

AT_ONCE = 500


def count(apps, schema_editor):
    # What a matter adds is a pure function of plain columns, so the platform's own counting serves here too.
    from jinlin.matters.tallies import KEY, collect

    Matter, Tally = (apps.get_model("matters", name) for name in ("Matter", "Tally"))
    found = {}
    for matter in Matter.objects.iterator(2000):
        collect(found, matter)
    # What is counted besides since then has no column yet.
    known = {field.name for field in Tally._meta.fields}
    rows = [
        Tally(**dict(zip(KEY, key)), **{name: count for name, count in counts.items() if name in known})
        for key, counts in found.items()
    ]
    Tally.objects.bulk_create(rows, batch_size=AT_ONCE)


class Migration(migrations.Migration):

    dependencies = [("matters", "0009_tallies_by_street")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]

"""When institutions were first called is copied to the matter; then every count is counted anew from the matters."""

from django.db import migrations
from django.db.models import Min, OuterRef, Subquery

AT_ONCE = 500


def count(apps, schema_editor):
    # What a matter adds is a pure function of plain columns, so the platform's own counting serves here too.
    from jinlin.matters.tallies import KEY, collect

    Matter, Part, Tally = (apps.get_model("matters", name) for name in ("Matter", "Part", "Tally"))
    calls = Part.objects.filter(matter=OuterRef("pk"), kind="called").order_by().values("matter")
    called = Part.objects.filter(kind="called").values("matter")
    Matter.objects.filter(pk__in=called).update(whistled_at=Subquery(calls.annotate(first=Min("begun_at")).values("first")))
    found = {}
    for matter in Matter.objects.iterator(2000):
        collect(found, matter)
    rows = [Tally(**dict(zip(KEY, key)), **counts) for key, counts in found.items()]
    Tally.objects.bulk_create(rows, batch_size=AT_ONCE)


class Migration(migrations.Migration):

    dependencies = [("matters", "0007_tallies_by_estate_kind_and_day")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]

"""What is open is counted by state, into the rows of the months in which it was told."""

from collections import Counter, defaultdict

from django.db import migrations


def count(apps, schema_editor):
    # Where and when a matter counts is a pure function of plain columns, so the platform's own counting serves here too.
    from jinlin.matters.tallies import ALL_KINDS, NOW_IN, month_of, place_of

    Matter, Tally = (apps.get_model("matters", name) for name in ("Matter", "Tally"))
    found = defaultdict(Counter)
    for matter in Matter.objects.filter(state__in=NOW_IN).iterator(2000):
        place = place_of(matter)
        key = (place, month_of(matter.told_at), matter.estate_id or place, matter.street_id or place)
        found[key][NOW_IN[matter.state]] += 1
    for (place, month, spot, street), counts in found.items():
        Tally.objects.filter(
            place_id=place, category=ALL_KINDS, month=month, spot_id=spot, street_id=street
        ).update(**counts)


class Migration(migrations.Migration):

    dependencies = [("matters", "0011_counts_by_street_and_open_by_state")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]

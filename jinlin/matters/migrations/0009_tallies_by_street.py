"""Counts by the street of the time: emptied here and counted anew in the next migration."""

import django.db.models.deletion
from django.db import migrations, models

from jinlin.base.migrating import AddConstraint, AddField, AddIndex, RemoveConstraint, RemoveIndex


def empty(apps, schema_editor):
    apps.get_model("matters", "Tally").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [("matters", "0008_tallies_counted_anew"), ("places", "0002_former_names")]

    operations = [
        migrations.RunPython(empty, empty),
        RemoveConstraint(model_name="tally", name="tally_once"),
        RemoveIndex(model_name="tally", name="tally_month"),
        AddField(
            model_name="tally",
            name="street",
            field=models.ForeignKey(
                db_index=False, default=0, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
            ),
            preserve_default=False,
        ),
        AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=("place", "category", "month", "spot", "street"), name="tally_once"
            ),
        ),
        AddIndex(
            model_name="tally",
            index=models.Index(fields=["category", "month", "street"], name="tally_month"),
        ),
        AddIndex(
            model_name="tally",
            index=models.Index(fields=["street", "category", "month"], name="tally_street"),
        ),
    ]

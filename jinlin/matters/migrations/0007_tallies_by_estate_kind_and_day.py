"""Counts by estate, kind and day: the kept counts are emptied here and counted anew in the next migration."""

import django.db.models.deletion
from django.db import migrations, models

from jinlin.base.migrating import AddConstraint, AddField, AddIndex, RemoveConstraint, RemoveIndex


def empty(apps, schema_editor):
    apps.get_model("matters", "Tally").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("matters", "0006_lead_covers_state"),
        ("places", "0002_former_names"),
    ]

    operations = [
        migrations.RunPython(empty, empty),
        RemoveConstraint(model_name="tally", name="tally_once"),
        RemoveIndex(model_name="tally", name="tally_month"),
        AddField(
            model_name="tally",
            name="spot",
            field=models.ForeignKey(
                db_index=False, default=0, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
            ),
            preserve_default=False,
        ),
        AddField(model_name="tally", name="category", field=models.IntegerField(default=0)),
        *(
            AddField(model_name="tally", name=name, field=models.IntegerField(default=0, help_text=words))
            for name, words in (
                ("ended", "by the month in which it ended, however it did"),
                ("ended_closed", "by the month in which it was closed"),
                ("ended_solved", "by the month in which it was closed as solved"),
                ("whistled", "by the month of the first whistle"),
                ("supervised", "by the month in which supervision began"),
            )
        ),
        AddField(
            model_name="matter",
            name="whistled_at",
            field=models.DateTimeField(help_text="when institutions were first called", null=True),
        ),
        AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(fields=("place", "category", "month", "spot"), name="tally_once"),
        ),
        AddIndex(
            model_name="tally",
            index=models.Index(fields=["category", "month", "place"], name="tally_month"),
        ),
        AddIndex(
            model_name="tally",
            index=models.Index(fields=["spot", "category", "month"], name="tally_spot"),
        ),
    ]

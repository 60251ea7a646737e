"""When somebody was reminded of an activity."""

from django.db import migrations, models

from jinlin.base.migrating import AddField


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("volunteering", "0007_ledger_is_only_added_to")]
    operations = [
        AddField(
            model_name="signup",
            name="reminded_at",
            field=models.DateTimeField(null=True, help_text="when the reminder of the day before was written"),
        ),
    ]

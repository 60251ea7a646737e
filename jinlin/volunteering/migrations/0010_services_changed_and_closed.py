"""Services of the menu may be changed and closed, whole or one time of them."""

from django.db import migrations, models

from jinlin.base.migrating import AddField


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("volunteering", "0009_books_of_points")]
    operations = [
        AddField(model_name="serviceitem", name="changed_at", field=models.DateTimeField(null=True)),
        AddField(
            model_name="servicewindow",
            name="closed_at",
            field=models.DateTimeField(help_text="from then on it takes no order; those that stand are kept", null=True),
        ),
    ]

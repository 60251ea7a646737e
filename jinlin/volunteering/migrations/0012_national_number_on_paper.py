"""One number is one person's; it stands on the paper. Apart from what was carried over, which must be written down first."""

from django.db import migrations, models
from django.db.models import Q

from jinlin.base.migrating import AddConstraint, AddField


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("volunteering", "0011_national_number_and_insurance")]
    operations = [
        migrations.RemoveField(model_name="volunteer", name="insured_until"),
        AddConstraint(
            model_name="volunteer",
            constraint=models.UniqueConstraint(condition=~Q(national_number=""), fields=("national_number",), name="volunteer_national_once"),
        ),
        AddConstraint(
            model_name="volunteer",
            constraint=models.CheckConstraint(condition=Q(national_number="") | Q(national_at__isnull=False), name="volunteer_national_checked"),
        ),
        AddField(
            model_name="recordpaper",
            name="national_number",
            field=models.CharField(blank=True, help_text="as it was linked when printed; then the paper is a certificate", max_length=30),
        ),
    ]

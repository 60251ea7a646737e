"""Insured periods instead of one day; the national number is told and checked by a second person."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from jinlin.base.migrating import AddField, CreateModel

KEPT = django.db.models.deletion.SET_NULL


def carry_over(apps, schema_editor):
    """The day until which somebody was insured becomes a period; a number that stood counts as checked then."""
    volunteers = apps.get_model("volunteering", "Volunteer").objects
    insurances = apps.get_model("volunteering", "Insurance").objects
    insurances.bulk_create(
        insurances.model(volunteer=one, from_on=min(one.since_on, one.insured_until), until_on=one.insured_until)
        for one in volunteers.filter(insured_until__isnull=False).iterator()
    )
    volunteers.exclude(national_number="").update(national_at=F("consented_at"))


def carry_back(apps, schema_editor):
    """The last day of the periods."""
    for one in apps.get_model("volunteering", "Insurance").objects.filter(voided_at=None).order_by("until_on"):
        apps.get_model("volunteering", "Volunteer").objects.filter(pk=one.volunteer_id).update(insured_until=one.until_on)


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("volunteering", "0010_services_changed_and_closed")]
    operations = [
        CreateModel(
            name="Insurance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("insurer", models.CharField(blank=True, max_length=60)),
                ("policy", models.CharField(blank=True, max_length=40)),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("voided_at", models.DateTimeField(null=True)),
                ("entered_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("volunteer", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="insurances", to="volunteering.volunteer")),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="insurance_days")],
                "indexes": [models.Index(fields=["volunteer", "until_on"], name="insurance_volunteer")],
            },
        ),
        AddField(
            model_name="volunteer",
            name="national_said",
            field=models.CharField(blank=True, help_text="the number as it was told, until it is checked", max_length=30),
        ),
        AddField(
            model_name="volunteer",
            name="national_said_by",
            field=models.ForeignKey(null=True, on_delete=KEPT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        AddField(
            model_name="volunteer",
            name="national_by",
            field=models.ForeignKey(null=True, on_delete=KEPT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        AddField(model_name="volunteer", name="national_at", field=models.DateTimeField(help_text="when it was linked", null=True)),
        migrations.AlterField(
            model_name="volunteer",
            name="national_number",
            field=models.CharField(blank=True, help_text="number in the national system, once a second person has checked it", max_length=30),
        ),
        migrations.RunPython(carry_over, carry_back),
    ]

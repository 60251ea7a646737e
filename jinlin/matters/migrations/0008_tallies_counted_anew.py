"""When institutions were first called is copied to the matter."""

from django.db import migrations
from django.db.models import Min, OuterRef, Subquery


def copy(apps, schema_editor):
    Matter, Part = (apps.get_model("matters", name) for name in ("Matter", "Part"))
    calls = Part.objects.filter(matter=OuterRef("pk"), kind="called").order_by().values("matter")
    called = Part.objects.filter(kind="called").values("matter")
    Matter.objects.filter(pk__in=called).update(
        whistled_at=Subquery(calls.annotate(first=Min("begun_at")).values("first"))
    )


class Migration(migrations.Migration):

    dependencies = [("matters", "0007_tallies_by_estate_kind_and_day")]

    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]

"""Balances carried over, lines taken back by two people, accounts opened at the desk."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from jinlin.base.migrating import AddConstraint, AddField, CreateModel, RemoveConstraint

PROTECT = django.db.models.deletion.PROTECT
TWO = Q(decided_by__isnull=False) & ~Q(decided_by=F("made_by"))


def threaded():
    """The columns that every subject with a trail has."""
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("trail_seq", models.IntegerField(default=0)),
        ("trail_hash", models.CharField(blank=True, max_length=64)),
    ]


def people():
    """Who made it, who decided on it."""
    return [
        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
        ("made_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
        ("decided_by", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
    ]


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("volunteering", "0008_reminders_of_activities"), ("people", "0003_releases"), ("places", "0004_register_counts")]
    operations = [
        RemoveConstraint(model_name="ledgeraccount", name="ledger_account_place"),
        RemoveConstraint(model_name="ledgeraccount", name="ledger_account_floor"),
        AddField(
            model_name="ledgeraccount",
            name="consent",
            field=models.CharField(choices=[("self", "本人开通"), ("said", "当面口头同意"), ("paper", "签了同意书"), ("list", "转来名单时同意")], default="self", max_length=8),
        ),
        AddField(
            model_name="ledgeraccount",
            name="kept_where",
            field=models.CharField(blank=True, help_text="where the signed paper is kept", max_length=80),
        ),
        AddField(
            model_name="ledgeraccount",
            name="opened_by",
            field=models.ForeignKey(
                help_text="the keeper, for somebody without a phone", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="ledgeraccount",
            name="holder",
            field=models.CharField(
                choices=[("person", "个人"), ("team", "队伍"), ("unit", "单位"), ("pool", "互助池"), ("issuer", "发放方"), ("shop", "兑换点"), ("opening", "期初")], max_length=8
            ),
        ),
        AddConstraint(
            model_name="ledgeraccount",
            constraint=models.UniqueConstraint(
                condition=Q(holder__in=("issuer", "pool", "shop", "opening")), fields=("place", "holder", "measure"), name="ledger_account_place"
            ),
        ),
        AddConstraint(
            model_name="ledgeraccount",
            constraint=models.CheckConstraint(
                condition=Q(holder__in=("person", "issuer", "opening", "team", "unit")) | Q(balance__gte=0), name="ledger_account_floor"
            ),
        ),
        CreateModel(
            name="PointOpening",
            fields=[
                *threaded(),
                ("on_day", models.DateField(help_text="the day as of which the old book stood so")),
                ("file_name", models.CharField(max_length=120)),
                ("state", models.CharField(default="drafted", max_length=8)),
                ("known", models.IntegerField(default=0, help_text="rows whose opening was posted before")),
                ("returned", models.JSONField(default=list, help_text="rows that were not taken: their number and why")),
                *people(),
                ("place", models.ForeignKey(on_delete=PROTECT, related_name="+", to="places.place")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(state__in=["drafted", "posted", "dropped"]), name="point_opening_state"),
                    models.CheckConstraint(condition=~Q(state="posted") | TWO, name="point_opening_two_people"),
                ]
            },
        ),
        CreateModel(
            name="OpeningLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.IntegerField()),
                ("amount", models.BigIntegerField()),
                ("opening", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="volunteering.pointopening")),
                ("person", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("txn", models.OneToOneField(null=True, on_delete=PROTECT, related_name="opening_line", to="volunteering.ledgertxn")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=Q(person__isnull=False), fields=("opening", "person"), name="opening_line_once"),
                    models.CheckConstraint(condition=Q(amount__gt=0), name="opening_line_amount"),
                ]
            },
        ),
        CreateModel(
            name="PointReversal",
            fields=[
                *threaded(),
                ("words", models.CharField(max_length=500)),
                ("state", models.CharField(default="asked", max_length=9)),
                *people(),
                ("txn", models.ForeignKey(on_delete=PROTECT, related_name="reversals_asked", to="volunteering.ledgertxn")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(state__in=["asked", "done", "declined", "withdrawn"]), name="point_reversal_state"),
                    models.UniqueConstraint(condition=Q(state="asked"), fields=("txn",), name="point_reversal_asked_once"),
                    models.CheckConstraint(condition=~Q(state="done") | TWO, name="point_reversal_two_people"),
                ]
            },
        ),
    ]

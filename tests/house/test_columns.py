"""What a declaration names fits the column that keeps it: SQLite would never say so."""

from importlib import import_module

from django.apps import apps
from django.db.models import CharField

import_module("jinlin.site.urls")
from jinlin.base.engine import desks  # noqa: E402


def test_every_state_of_a_procedure_fits_its_column() -> None:
    wide = {
        f"{desk.model.__name__}: {state.code}"
        for desk in desks.values()
        for state in desk.procedure.states
        if len(state.code) > desk.model._meta.get_field("state").max_length
    }
    assert len(desks) > 20 and wide == set()


def test_every_choice_and_default_fits_its_column() -> None:
    wide = {
        f"{model.__name__}.{field.name}: {value}"
        for model in apps.get_models()
        if model.__module__.startswith("jinlin")
        for field in model._meta.get_fields()
        if isinstance(field, CharField) and field.max_length
        for value in [*(code for code, _ in field.flatchoices), field.get_default() or ""]
        if len(str(value)) > field.max_length
    }
    assert wide == set()

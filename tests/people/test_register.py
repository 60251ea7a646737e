"""The register of personal data holds every text near a person, and nothing that may not be a field."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models

from jinlin.base.spreadsheets.columns import PRIVATE
from jinlin.people.register import codes, known_fields, sections
from tests.house.sources import files, text

_PERSONS = {"people.Person", "people.Account", "people.Household", "people.Member", "matters.Telling"}
_BY_NUMBER = {"account_id", "by_id", "actor_id", "telling_id", "person_id", "username"}
_TEXTS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.GenericIPAddressField,
    models.BinaryField,
)
_TABLES = {model._meta.label: model for model in apps.get_models()}


def _is_near(model: type[models.Model]) -> bool:
    for field in model._meta.get_fields():
        target = field.related_model if isinstance(field, models.ForeignKey) else None
        if target is not None and target._meta.label in _PERSONS:
            return True
    return model._meta.label in _PERSONS or any(field.name in _BY_NUMBER for field in model._meta.fields)


_NEAR = {label: model for label, model in _TABLES.items() if _is_near(model)}


@pytest.mark.parametrize("label", sorted(_NEAR))
def test_every_text_near_a_person_has_purpose_basis_and_end(label: str) -> None:
    names = {
        field.name for field in _NEAR[label]._meta.fields if isinstance(field, _TEXTS) and not field.choices
    }
    missing = names - known_fields().get(label, set()) - codes().get(label, set())
    assert not missing, f"{label}: name {sorted(missing)} in parameters/personal_data.toml, or drop them"


def test_the_register_names_only_fields_that_exist() -> None:
    for section in sections().values():
        model = _TABLES[section.table]
        for name in section.fields:
            model._meta.get_field(name.split("__")[0])
        if section.way and section.way != "pk":
            model._meta.get_field(section.way.rpartition(":")[2].partition("__")[0])


def test_codes_that_are_no_longer_there_are_struck_out() -> None:
    gone = [
        f"{label}.{name}"
        for label, names in codes().items()
        for name in names
        if label in _TABLES and name not in {field.name for field in _TABLES[label]._meta.get_fields()}
    ]
    assert gone == []


def test_a_person_reads_every_free_text_that_is_tied_to_them() -> None:
    """R1: no covert notes. What has a way to a person is printed on that person's page and copy."""
    silent = [one.code for one in sections().values() if one.way and not one.printed]
    assert silent == []
    untied = {one.table for one in sections().values() if not one.way}
    direct = {
        label
        for label, model in _NEAR.items()
        if any(
            isinstance(f, models.ForeignKey) and f.related_model._meta.label == "people.Person"
            for f in model._meta.fields
        )
    }
    assert untied & direct == set()


_FORBIDDEN = re.compile(
    r"(?:^|_)(?:score|rating|rank|ranking|credit|risk|danger_level|blacklist|watchlist|key_person|religion|faith|belief|"
    r"ethnic(?:ity)?|nation|nationality|politic(?:s|al)?|opinion|mood|petition(?:er|s)?|debt|debts|criminal|conviction|"
    r"points|leaderboard|online_time|login_rate|clock_in|track|trajectory|face|voice|gait|fingerprint|relatives_abroad)(?:_|$)"
)


def test_no_field_about_a_person_scores_ranks_labels_or_asks_what_is_private() -> None:
    """R2, R11, R15, R16."""
    found = [
        f"{label}.{field.name}"
        for label, model in _NEAR.items()
        for field in model._meta.get_fields()
        if _FORBIDDEN.search(field.name)
    ]
    assert found == []


def test_no_page_or_word_of_the_platform_labels_people() -> None:
    words = re.compile("重点人|风险等级|信用分|积分榜|排行榜|黑名单|高危人员|维稳对象")
    # The promise itself, and the columns that no import takes, must name what they refuse.
    refusing = ("dignity.toml", "columns.py")
    sources = [
        path
        for path in files(".py", ".html", ".toml", ".js")
        if str(path).startswith(("jinlin/", "parameters/")) and path.name not in refusing
    ]
    found = [f"{path}: {hit.group()}" for path in sources for hit in words.finditer(text(path))]
    assert found == []
    assert all(PRIVATE.search(word) for word in ("重点人", "风险等级", "信用分"))


def test_at_most_two_fields_hold_an_id_number() -> None:
    """R25."""
    found = [
        f"{label}.{field.name}"
        for label, model in _TABLES.items()
        for field in model._meta.fields
        if re.search(r"(?:^|_)(?:id_number|id_card|identity)(?:_|$)", field.name)
    ]
    assert len(found) <= 2

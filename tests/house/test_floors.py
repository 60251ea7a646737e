"""The floors of the house: every app is on one, and each has a door that the linter watches."""

from __future__ import annotations

import configparser

from importlinter import cli

from tests.house.sources import ROOT


def _contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return parser


def _apps() -> set[str]:
    return {path.parent.name for path in (ROOT / "jinlin").glob("*/__init__.py")}


def test_no_app_reaches_over_a_floor_or_around_a_door() -> None:
    assert cli.lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True) == 0


def test_every_app_between_base_and_site_has_a_watched_door() -> None:
    doors = {name.rpartition("door-")[2] for name in _contracts().sections() if "contract:door-" in name}
    assert doors == _apps() - {"base", "site"}

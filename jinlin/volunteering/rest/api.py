"""The API of volunteering: every room's own routes."""

from importlib import import_module
from importlib.util import find_spec

from jinlin.volunteering.apps import ROOMS

for _room in ROOMS:
    if find_spec(f"jinlin.volunteering.{_room}.api") is not None:
        import_module(f"jinlin.volunteering.{_room}.api")

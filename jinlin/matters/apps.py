"""The app matters."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.matters"
    label = "matters"

    def ready(self) -> None:
        """Register desks and recurring duties; listen to seats that end and the erasure of persons."""
        from jinlin.matters import (  # noqa: F401
            desk,
            erasing,
            grids,
            handover,
            hot,
            jobs,
            open_parts,
            recounting,
            suggestions,
        )
        from jinlin.matters.imports import jobs as import_jobs  # noqa: F401

        erasing.listen()
        grids.listen()
        handover.listen()
        open_parts.register()

"""The app matters."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """See README.md of this folder."""

    name = "jinlin.matters"
    label = "matters"

    def ready(self) -> None:
        """Register desks and recurring duties; listen to seats that end and the erasure of persons."""
        from jinlin.base.subjects import file_readers
        from jinlin.matters import (  # noqa: F401
            desk,
            erasing,
            evidence,
            figures,
            grids,
            handover,
            hot,
            jobs,
            open_parts,
            pickers,
            recounting,
            suggestions,
        )
        from jinlin.matters.imports import jobs as import_jobs  # noqa: F401
        from jinlin.matters.web import resident_photos

        erasing.listen()
        evidence.register()
        figures.register()
        grids.listen()
        handover.listen()
        open_parts.register()
        pickers.register()
        file_readers["matter"] = resident_photos.may_open

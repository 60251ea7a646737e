"""Papers: PDF set by typst, and .docx filled from templates that an office edits in its own word processor.

* ``pdf(template, data, at=…)`` sets a paper from a typst file of the project; data goes in as values, never as markup.
* ``fill(template, data)`` fills a .docx; ``faults_of(template, slots)`` lists everything that is wrong with one that
  an office changed; ``blank()`` is an empty one in the look of an official paper.
* ``pdf_of_docx(document, at=…)`` sets a filled .docx as a PDF, so that one template serves both.

The fonts come with the platform; none of this needs a network or a word processor on the server.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinlin.base.documents.blank_paper import blank
    from jinlin.base.documents.fonts import families
    from jinlin.base.documents.layout import pdf_of_docx
    from jinlin.base.documents.setting import pdf
    from jinlin.base.documents.slots import Slot, examples
    from jinlin.base.documents.templates import faults_of, fill

_ROOMS = {
    "blank": "blank_paper", "families": "fonts", "pdf_of_docx": "layout", "pdf": "setting", "Slot": "slots", "examples": "slots",
    "faults_of": "templates", "fill": "templates",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Each part when it is first asked for: a web process that sets no paper keeps thirty megabytes free."""
    if name not in _ROOMS:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)


__all__ = ["Slot", "blank", "examples", "families", "faults_of", "fill", "pdf", "pdf_of_docx"]

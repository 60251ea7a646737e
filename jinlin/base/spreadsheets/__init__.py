"""Spreadsheets in and out: read any layout, match columns, check rows, write files that evaluate nothing."""

from jinlin.base.spreadsheets.book import Book, Row, Sheet, Table
from jinlin.base.spreadsheets.checking import Checked, Fault, Setting, check
from jinlin.base.spreadsheets.columns import (
    Choice,
    Column,
    Kind,
    Mapping,
    fingerprint,
    from_data,
    match,
    private_among,
)
from jinlin.base.spreadsheets.forms import Form, form_of
from jinlin.base.spreadsheets.limits import Limits
from jinlin.base.spreadsheets.reading import read
from jinlin.base.spreadsheets.writing import Heading, Page, Written, write_csv, write_returned, write_xlsx

__all__ = [
    "Book",
    "Checked",
    "Choice",
    "Column",
    "Fault",
    "Form",
    "Heading",
    "Kind",
    "Limits",
    "Mapping",
    "Page",
    "Row",
    "Setting",
    "Sheet",
    "Table",
    "Written",
    "check",
    "fingerprint",
    "form_of",
    "from_data",
    "match",
    "private_among",
    "read",
    "write_csv",
    "write_returned",
    "write_xlsx",
]

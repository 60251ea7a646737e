"""Spreadsheets in and out: read any layout, match columns, check rows, write files that evaluate nothing."""

from jinlin.base.spreadsheets.book import Book, Row, Sheet, Table
from jinlin.base.spreadsheets.limits import Limits
from jinlin.base.spreadsheets.reading import read

__all__ = ["Book", "Limits", "Row", "Sheet", "Table", "read"]

"""Serving each other: see README.md."""

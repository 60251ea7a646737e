"""Visits: talents."""

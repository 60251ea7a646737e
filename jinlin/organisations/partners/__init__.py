"""Institutions as partners: agreements and their duties, shared records, alliances, joint projects (A9, A10)."""

"""The API of organisations: one module per part; each adds its routes when it is imported."""

from jinlin.organisations.rest import members, partners, trees

__all__ = ["members", "partners", "trees"]

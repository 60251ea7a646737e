<<<<<<< HEAD
"""The API of organisations: one module per part; each adds its routes when it is imported."""

from jinlin.organisations.rest import members

__all__ = ["members"]
=======
"""The API of organisations, part by part."""

from jinlin.organisations.rest import partners  # noqa: F401
>>>>>>> 730aa76 (organisations: Pages and API of partners.)

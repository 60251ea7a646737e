"""The API of visits: every room's own routes."""

import jinlin.visits.talents.api  # noqa: F401

"""What tests of organisations share."""

from tests.organisations.members import made, standing_branch

__all__ = ["made", "standing_branch"]

"""Tables of the app, one module per room."""

from jinlin.volunteering.models.wishes import Wish, WishClaim, WishPart

__all__ = ["Wish", "WishClaim", "WishPart"]

"""What other apps may call of volunteering."""

from jinlin.volunteering.models import Wish, WishClaim, WishPart

__all__ = ["Wish", "WishClaim", "WishPart"]

"""Pages of wishes, for residents and for the community's workers."""

"""Pages of venues, for residents and for their keepers."""

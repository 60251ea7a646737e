"""Tags of venues."""

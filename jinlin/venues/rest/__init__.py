"""The API of venues."""

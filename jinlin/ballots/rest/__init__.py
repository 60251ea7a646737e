"""The API of decisions."""

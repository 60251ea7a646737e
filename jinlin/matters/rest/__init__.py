"""The API over matters, generated from the declared procedures."""

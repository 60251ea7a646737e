"""The demo world: an invented district with its people and a year of matters, made in memory and loaded at once."""

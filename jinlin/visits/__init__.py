"""Going to people's homes and knowing what neighbours can do: see README.md."""

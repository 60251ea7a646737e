"""The room of talents: see the app's README.md."""

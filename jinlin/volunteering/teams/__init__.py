"""The room of teams: see the app's README.md."""

"""The room of activities: see the app's README.md."""

"""The room of points: see the app's README.md."""

"""The room of wishes: see the app's README.md."""

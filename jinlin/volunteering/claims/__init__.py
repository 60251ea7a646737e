"""The room of claims: see the app's README.md."""

"""Tables of the app, one module per room."""

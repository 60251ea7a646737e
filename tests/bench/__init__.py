"""What the platform must hold, measured: ``python -m tests.bench``. Not a test; nothing here passes or fails by time."""

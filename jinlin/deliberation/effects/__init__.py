"""What each step writes, one module per kind of subject."""

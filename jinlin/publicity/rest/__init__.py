"""The API of publicity."""

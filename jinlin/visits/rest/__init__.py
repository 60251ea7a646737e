"""The API of visits."""

"""The API of volunteering."""

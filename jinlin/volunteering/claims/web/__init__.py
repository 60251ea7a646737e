"""Pages of claims both ways and of ordered services."""

"""PostgreSQL with writes that are planned once."""

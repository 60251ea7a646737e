"""Covenants (居民公约): clauses in rounds, remarks answered one by one, flags before a vote, adoption, text as of any date."""

"""Pages of elections of committees."""

"""Pages of teams, for residents, leaders and keepers."""

"""The map without outside servers: boundaries, estates, grids, matters as numbers at places."""

"""Pages of points, for holders and for the community."""

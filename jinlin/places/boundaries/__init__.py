"""Boundaries of places: read from GeoJSON, kept in WGS-84, mended or refused, simplified for display."""

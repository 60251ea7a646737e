"""Open311 GeoReport v2 over the matters of public kinds: discovery, services, requests, updates."""

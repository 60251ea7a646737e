"""Venues: hours, rooms, bookings, stations, assets."""

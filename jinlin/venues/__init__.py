"""Venues: stations and their rooms, opening hours, booking without double booking, the standard, assets."""

"""Shifts of teams: posts with a window, who takes them, swaps, who came."""

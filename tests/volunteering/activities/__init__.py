"""Tests of activities and courses."""

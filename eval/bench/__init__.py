"""Timings, printed as JSON."""

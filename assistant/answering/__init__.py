"""Composing answers from evidence and checking them against it."""

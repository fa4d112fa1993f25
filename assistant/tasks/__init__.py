"""Turning a plan into a task checklist."""

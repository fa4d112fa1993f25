"""Policy assistant: answers and task checklists from official documents, every line anchored to its clause."""

__version__ = "0.1.0"

"""Fuzzers, run by `make fuzz`; what they find becomes a test beside the others."""

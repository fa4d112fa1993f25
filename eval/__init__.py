"""Evaluation of the product through its public interface; not shipped."""

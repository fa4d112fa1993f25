"""The text encoder and how a model is prepared for it."""

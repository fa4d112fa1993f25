"""Training of the small models that the package ships."""

"""Training of the models in data/models; needs packages that running does not."""

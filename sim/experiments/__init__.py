"""Experiments: one scenario at many points of its parameters, and what its outcomes hang on."""

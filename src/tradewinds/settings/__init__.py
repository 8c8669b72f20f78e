"""Typed settings, one module per stage, so that a stage depends on its own section alone."""

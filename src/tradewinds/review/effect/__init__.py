"""Checks of a policy's effect: do the data answer it, and if not, why."""

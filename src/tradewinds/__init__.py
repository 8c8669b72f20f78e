"""A reproducible laboratory for trade policy."""

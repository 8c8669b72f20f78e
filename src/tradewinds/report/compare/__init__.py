"""The page of two results beside each other."""

"""The page of the economic checks."""

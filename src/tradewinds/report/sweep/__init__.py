"""The page of which settings forecast best."""

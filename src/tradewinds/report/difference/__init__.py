"""The page of what an update of the data changed."""

"""The page of the best path, or the best rule."""

"""The page of what the effect owes to what was assumed."""

"""The page of an equilibrium economy."""

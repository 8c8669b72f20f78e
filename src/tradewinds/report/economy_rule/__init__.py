"""The page of the best rule for a simulated economy's tariff."""

"""The page of a simulator's calibration."""

"""The page of simulation-based calibration."""

"""Whether the networks forecast, are calibrated and converged, check by check."""

"""One system of checks: threshold, computation and wording of each are declared once."""

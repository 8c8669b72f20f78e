"""How good the posterior is: scores, calibration, rivals, convergence."""

"""The quantile of the Normal distribution that 90 % bands are made of."""

REACH_90 = 1.6448536269514722
"""How far a 90 % band reaches to either side, in standard errors."""
WIDTH_90 = 2 * REACH_90
"""Width of a 90 % band in standard errors."""

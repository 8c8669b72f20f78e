"""Streams of random numbers: the number of each, declared once.

All random numbers follow from the experiment's seed. Streams that begin at one root, the first word of their
names, are told apart by their numbers. A number is never changed or given again, so that results keep their
bits; new ones are above 100, because training splits an equation's key itself, which is to fold 0, 1, 2 … in.
Draws are chosen from a posterior by the seed itself, so that all stages carry the same ones along.
"""

# folded into the key of an equation (``inference.keys.equation_key``), whose own is that of training
EQUATION_ROLL_OUT = 1
"""Disturbances."""
EQUATION_SEARCH = 2
"""Disturbances under which paths are searched."""
EQUATION_EVALUATE = 3
"""Disturbances under which the paths found are evaluated."""
EQUATION_SIMULATED_FITS = 5
"""Data that are simulated, and fits of them."""
EQUATION_PRIOR = 109
"""Draws from the prior alone."""
EQUATION_ARVIZ_PRIOR = 139
"""Draws from the prior in ArviZ's groups."""
EQUATION_ARVIZ_REPLICAS = 151
"""Replicated data in ArviZ's groups."""

# folded into JAX's key of the seed
EXPERIMENT_PREDICT = 2
"""Predictions of held-out rows."""
EXPERIMENT_SWEEP = 5
"""Predictions of variants."""
EXPERIMENT_MEASURE = 107
"""Predictions beside the reference's."""
EXPERIMENT_CALIBRATE = 191
"""Draws and simulations of a calibration."""
EXPERIMENT_OWN_RUN = 199
"""A simulator's own run along the inputs of real data, and its calibration."""
EXPERIMENT_SIMULATE = 193
"""The series of a simulator."""
EXPERIMENT_RULE = 197
"""The network of a rule before it is learned."""
EXPERIMENT_ECONOMY_RULE = 211
"""Histories that a rule for a simulated economy's tariff is learned and judged on."""
EXPERIMENT_ECONOMY_STATES = 223
"""States in which these histories begin."""
EXPERIMENT_SOLVE = 173
"""The start of an equilibrium's network and the shocks it is trained under, with its number folded in."""
EXPERIMENT_EQUILIBRIUM = 179
"""Fresh histories of an equilibrium economy."""

# beside the seed in the entropy of NumPy's generators
SEED_SCORES = 1
"""Samples of predictives."""
SEED_RESAMPLES = 2
"""Periods that are drawn again."""
SEED_REFIT = 7
"""Refits, with what is changed and their number behind it."""
SEED_HISTORY = 11
"""The past of a simulated economy."""
SEED_FUTURE = 12
"""Its futures."""
SEED_EVALUATE_POLICIES = 71
"""Resamples of draws where policies are evaluated."""
SEED_SPLIT = 101
"""Rows held out inside, with the table behind it."""
SEED_SUBSET = 103
"""Sectors that are asked where there are very many rows."""
SEED_POWER = 113
"""Copies that belong to other draws, the noise of power-scaling."""
SEED_STARTS = 127
"""Where a search for a path begins."""
SEED_LEAD = 131
"""The error of the effect of later policies."""
SEED_REPLICAS = 137
"""Replicated data of the predictive checks."""
SEED_PERMUTATIONS = 157
"""Paths of a policy that belong to other sectors."""
SEED_SIGNS = 163
"""Turns of clusters' signs, behind tests with few of them."""
SEED_STRUCTURAL = 181
"""Shocks of the structural economy beside a nation's."""

# beside the seed, with tier and place of the equation behind it: apart from a simulated economy's past
TIER_APPORTION = 11
"""Points of Sobol' indices, and the draws and rows asked."""

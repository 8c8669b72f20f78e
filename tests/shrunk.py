"""Quickstart shrunk until it takes seconds, and what of the checkout a copy of it needs."""

SHIPPED = ("Snakefile", "configs", "profiles", "src", "workflow")
FEW_EQUATIONS = [
    "data.synthetic.sectors=3",
    "data.synthetic.periods=50",
    "tier1.equations=['price[t] ~ price[t-1] + tariff[t] + t', 'wages[t] ~ wages[t-1] + avg_tariff[t]']",
    "tier2.equations=['gdp[t] ~ gdp[t-1] + wages[t]']",
    "model.width=3",
    "inference=ensemble",
    "inference.ensemble.members=2",
]
"""Three equations on little data, trained for as long as is asked beside."""
SMALL = [
    *FEW_EQUATIONS,
    "inference.optimiser.steps=100",
    "inference.optimiser.chunk=20",
    "inference.optimiser.patience=100",
    "diagnostics.bootstrap=50",
    "diagnostics.replicas=20",
    "scenario.periods=3",
    "scenario.draws=10",
    "scenario.futures=2",
]
SMALL_WALK = [
    "calibration.temperatures=[1.0,0.1]",
    "calibration.descent.epochs=400",
    "calibration.posterior_draws=400",
    "calibration.replicas=50",
    "calibration.gradient_simulations=100",
    "calibration.rejection={simulations: 100, keep: 0.2}",
]
"""The calibration of a random walk, in four jobs of seconds."""

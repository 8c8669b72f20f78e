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

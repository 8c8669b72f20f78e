"""A variable that is missing is found, one that is not is not: on economies where it is known which is which.

MAP ensembles, four refits of each kind; seeds are fixed.
"""

from pathlib import Path

import jax
import pandas as pd
from known_lines import silent

from tradewinds.data.split import split
from tradewinds.data.synthetic import simulate_economy
from tradewinds.model.tier import TierModel
from tradewinds.review.status import Status
from tradewinds.sensitivity.refit import refit
from tradewinds.sensitivity.shifts import BY_ROW, MEAN_EFFECT, evaluate_shifts
from tradewinds.settings.compose import compose
from tradewinds.settings.experiment import refits, refitted_tiers
from tradewinds.settings.refits import refitted

CONFIGS = Path(__file__).parents[2] / "configs"
QUICK = [
    "sensitivity=short",
    "~sensitivity.prior",
    "data.synthetic.sectors=15",
    "data.synthetic.periods=60",
    "model.width=8",
    "model.noise.scale=per_sector",
    "tier1.effects=[]",
    "sensitivity.refits=4",
    "sensitivity.equations=[tier1.price]",
    "sensitivity.shared={inference.algorithm: ensemble, inference.ensemble.members: 4, "
    "inference.optimiser.steps: 400, inference.optimiser.chunk: 200}",
]
PRICE = "price[t] ~ price[t-1] + tariff[t] + tariff[t-1] + volume[t-1] + import_share[t] + t"
VOLUME = "volume[t] ~ volume[t-1] + tariff[t] + price[t-1] + elasticity[t] + t"


def shifts(economy: str, price: str, candidate: str) -> pd.DataFrame:
    asked = [f"sensitivity.candidates=[{candidate}]", f"tier1.equations=['{price}', '{VOLUME}']"]
    experiment = compose(CONFIGS, economy, QUICK + asked)
    panel = simulate_economy(experiment.data.synthetic, experiment.seed)
    train = {name: table for name, (table, _) in split(panel, experiment.split, experiment.seed).items()}
    tiers, found = refitted_tiers(experiment), []
    with jax.enable_x64(True):
        for one in refits(experiment):
            tier = refitted(tiers[one.tier], one, experiment.data, experiment.sensitivity.prior)
            about = (
                train,
                TierModel(one.tier, tier, experiment.data),
                one,
                experiment.sensitivity,
                experiment.seed,
            )
            found.append(refit(*about, silent))
    sensitivity = experiment.sensitivity
    table = evaluate_shifts(pd.concat(found, ignore_index=True), sensitivity.alpha, sensitivity.tolerance)
    return table.set_index("quantity")


def test_home_capacity_is_found_where_it_is_missing():
    found = shifts("omitted", PRICE, "capacity")
    assert found.loc[BY_ROW, "status"] == Status.failed
    assert found.loc[BY_ROW, "ratio"] > 3


def test_the_elasticity_of_demand_is_not_missing_from_the_price():
    """In the simulated economy the price does not depend on it."""
    found = shifts("nonlinear", f"{PRICE} + capacity[t]", "elasticity")
    assert (found["status"] != Status.failed).all()
    assert abs(found.loc[MEAN_EFFECT, "shift"]) < 0.2 * found.loc[MEAN_EFFECT, "effect"]

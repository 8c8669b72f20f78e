"""As ``nonlinear``, but home capacity varies over time, matters, and no equation has it."""

from functools import partial

import numpy as np

from tradewinds.data.synthetic import nonlinear
from tradewinds.data.synthetic.engine import Conditions, State, SyntheticEconomy
from tradewinds.data.synthetic.nonlinear import Parameters

HIDDEN = Parameters(home=0.9, threshold=0.45, softness=0.08, turmoil=1.5)


def step(before: State, now: Conditions, shock: Conditions) -> State:
    """One period: capacity k moves first, then price and volume as in ``nonlinear.step``.

    log(k / (1 − k))[t] = 0.97 log(k / (1 − k))[t-1] + 0.25 z_k
    """
    if "capacity" not in now:
        odds = np.log(before["capacity"] / (1 - before["capacity"]))
        now = {**now, "capacity": nonlinear.logistic(0.97 * odds + 0.25 * shock["capacity"])}
    return nonlinear.step(before, now, shock, HIDDEN)


ECONOMY = SyntheticEconomy(
    start=partial(nonlinear.start, economy=HIDDEN),
    tariffs=partial(nonlinear.tariffs, economy=HIDDEN),
    steps={"sectors": step},
    shocks={"sectors": nonlinear.SHOCKS | {"capacity": True}},
    published={"sectors": nonlinear.PUBLISHED_COLUMNS},
    burn_in=nonlinear.BURN_IN,
)

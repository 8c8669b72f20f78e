"""Which draws the page carries along, with their disturbances: those that the workflow's roll-out has."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from tradewinds.fitted.fit import Fit
from tradewinds.policy.drawn_equations import DrawnEquation, equations_with_draws
from tradewinds.policy.forecast_origin import ForecastOrigin, find_origin
from tradewinds.policy.rollout import draws_of_futures
from tradewinds.settings.scenario import ScenarioSettings

DRAWS = 200
"""Draws of a posterior that the page carries, of those that a roll-out has."""
_ROWS = 200_000
"""Rows (a future, a period, a sector and an equation) up to which a draw has more than one future: what a
browser computes within a tenth of a second."""


class Carried(NamedTuple):
    """What is rolled out in the browser.

    ``scenario``: the experiment's, with the draws and futures that are carried; ``draw`` [N]: which draw of
    the parameters each future is of, ``scenario.draws`` of them once and then again.
    """

    scenario: ScenarioSettings
    origin: ForecastOrigin
    equations: dict[str, list[DrawnEquation]]
    draw: np.ndarray


def carried_scenario(fit: Fit, scenario: ScenarioSettings, most: int = DRAWS) -> ScenarioSettings:
    """The experiment's scenario, with as many draws and futures of each as the page carries."""
    origin = find_origin(fit.panel.grids, fit.data, scenario.periods)
    size = {table: origin.horizon(table) * len(grid.sectors) for table, grid in fit.panel.grids.items()}
    draws = min(most, scenario.draws)
    rows = draws * sum(size[one.table] for one in fit.equations())
    futures = max(1, min(scenario.futures_per_draw, _ROWS // rows))
    return replace(scenario, draws=draws, futures_per_draw=futures)


def carried(fit: Fit, scenario: ScenarioSettings, most: int = DRAWS) -> Carried:
    """The draws and disturbances of ``roll_out`` with ``carried_scenario``. Raises as ``roll_out``."""
    few, fitted, grids = carried_scenario(fit, scenario, most), fit.equations(), fit.panel.grids
    origin = find_origin(grids, fit.data, few.periods)
    draw = draws_of_futures(fitted, few, origin.horizon() * len(grids["sectors"].sectors))
    futures = len(draw) // few.draws
    equations = equations_with_draws(fitted, fit.data, origin, few.draws, fit.seed, futures=futures)
    return Carried(few, origin, equations, draw)

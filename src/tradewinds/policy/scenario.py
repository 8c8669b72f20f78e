"""Tariff paths: the policy that is compared, and the one it is compared with."""

import numpy as np

from tradewinds.settings.scenario import ScenarioSettings


def tariff_paths(last: np.ndarray, scenario: ScenarioSettings, horizon: int) -> dict[str, np.ndarray]:
    """``baseline``: tariffs [H, S] stay at their last value [S]; ``scenario``: they rise in equal steps."""
    steps = np.arange(1, horizon + 1) / horizon
    unchanged = np.broadcast_to(last, (horizon, len(last)))
    return {"baseline": unchanged.copy(), "scenario": unchanged + scenario.rise * steps[:, None]}

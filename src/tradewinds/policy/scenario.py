"""Tariff paths: the policy that is compared, and the one it is compared with."""

import numpy as np

from tradewinds.settings.scenario import ScenarioSettings


def tariff_paths(last: np.ndarray, scenario: ScenarioSettings, horizon: int) -> dict[str, np.ndarray]:
    """Paths [H, S] after the last tariffs [S]: ``baseline`` stays there, ``scenario`` moves in equal steps.

    A cut ends at zero: there is no tariff below.
    """
    steps = np.arange(1, horizon + 1) / horizon
    unchanged = np.broadcast_to(last, (horizon, len(last))).copy()
    return {"baseline": unchanged, "scenario": np.maximum(unchanged + scenario.rise * steps[:, None], 0.0)}

"""What a check reads off roll-outs, draw by draw (docs/model.md, “Economic checks”)."""

import numpy as np

from tradewinds.policy.summary import effect
from tradewinds.settings.economics import CheckSettings, Measure

Values = np.ndarray
"""[R, S]: one variable in one period, by draw and sector."""


def measured(
    check: CheckSettings,
    outcome: dict[str, Values],
    policy: dict[str, Values],
    log: bool,
    usual: float,
) -> Values:
    """The measure [R, S] of a check from its outcome and its policy on the paths ``baseline``, ``rise`` and,
    where there is one, ``against``; ``usual`` is the outcome's median in training.

    effect              100 (y₁/y₀ − 1) for variables in logs, y₁ − y₀ for others
    elasticity          log(y₁/y₀) / log((1 + τ₁)/(1 + τ₀))
    beyond_proportion   e₁ − (r₁/r₂) e₂, with e = 100 log(y/y₀) for variables in logs, y − y₀ for others
    of_usual            100 (y₁ − y₀) / usual

    r are the moves that were made; a sector whose move was cut off at a rate of zero is NaN.
    """
    before, after = outcome["baseline"], outcome["rise"]
    if check.measure == Measure.of_usual:
        return 100.0 * (after - before) / usual
    if check.measure == Measure.elasticity:
        return _log_ratio(after, before) / _log_ratio(1.0 + policy["rise"], 1.0 + policy["baseline"])
    if check.measure == Measure.beyond_proportion:
        moved = [
            100.0 * _log_ratio(outcome[path], before) if log else outcome[path] - before
            for path in ("rise", "against")
        ]
        made = [policy[path] - policy["baseline"] for path in ("rise", "against")]
        whole = np.isclose(made[0], check.rise) & np.isclose(made[1], check.against)
        return np.where(whole, moved[0] - check.rise / check.against * moved[1], np.nan)
    return effect(after, before, log)


def _log_ratio(above: Values, below: Values) -> Values:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(above / below)

"""What a check reads off roll-outs, draw by draw (docs/model.md, “Economic checks”)."""

import numpy as np

from tradewinds.errors import ScenarioError
from tradewinds.policy.differences import effect
from tradewinds.settings.economics import CheckSettings, Measure

OutcomeValues = np.ndarray
"""[R, S]: one variable in one period, by draw and sector; the nation is one."""


def measured(
    check: CheckSettings,
    outcome: dict[str, OutcomeValues],
    policy: dict[str, OutcomeValues],
    log: bool,
    usual: float,
) -> OutcomeValues:
    """The measure [R, S] of a check from its outcome and its policy on the paths ``baseline``, ``rise`` and,
    where there is one, ``against``; ``usual`` is the outcome's median in training.

    effect              100 (y₁/y₀ − 1) for variables in logs, y₁ − y₀ for others
    elasticity          log(y₁/y₀) / log((1 + τ₁)/(1 + τ₀))
    beyond_proportion   e₁ − (r₁/r₂) e₂, with e = 100 log(y/y₀) for variables in logs, y − y₀ for others
    of_usual            100 (y₁ − y₀) / usual

    r are the moves that were made; a sector that could not move, or for ``beyond_proportion`` not in full,
    since rates end at zero, is NaN. ``policy`` [S] is that of the sectors asked, all of them for the nation.

    Raises ScenarioError where the nation is asked and not all of its sectors moved in full.
    """
    before, after = outcome["baseline"], outcome["rise"]
    if check.measure == Measure.of_usual:
        return 100.0 * (after - before) / usual
    if check.measure == Measure.elasticity:
        moved = _log_ratio(1.0 + policy["rise"], 1.0 + policy["baseline"])
        return _log_ratio(after, before) / np.where(moved != 0, moved, np.nan)
    if check.measure == Measure.beyond_proportion:
        effects = [
            100.0 * _log_ratio(outcome[path], before) if log else outcome[path] - before
            for path in ("rise", "against")
        ]
        made = [policy[path] - policy["baseline"] for path in ("rise", "against")]
        against = _other_rise(check)
        whole = np.isclose(made[0], check.rise) & np.isclose(made[1], against)
        if check.table == "national":
            whole = _all_of(whole, check)
        return np.where(whole, effects[0] - check.rise / against * effects[1], np.nan)
    return effect(after, before, log)


def _all_of(whole: np.ndarray, check: CheckSettings) -> np.ndarray:
    if not whole.all():
        raise ScenarioError(
            f"{check.outcome} beyond proportion: {np.sum(~whole)} of {len(whole)} sectors cannot move by "
            f"{100 * check.rise:+g} and {100 * _other_rise(check):+g} points, since rates end at zero",
            "moves that every sector can make",
            "Name the sectors that can, give the rate in the situation, or ask of smaller moves.",
        )
    return np.asarray(whole.all(keepdims=True))


def _other_rise(check: CheckSettings) -> float:
    if check.against is None:
        raise ScenarioError(f"{check.outcome} beyond proportion of no other rise", "a rate in against")
    return check.against


def _log_ratio(above: OutcomeValues, below: OutcomeValues) -> OutcomeValues:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(above / below)

"""A realised and a statutory rate of one table: which they are, and whether the wrong one is the policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tradewinds.settings.data_variable import RateKind
from tradewinds.settings.experiment import ExperimentSettings, judged_outcomes

_OWN = ("sector",)
"""Effects that a comparison of changes has no need of: those of levels."""


@dataclass
class RatePair:
    """What both rates are compared in: ``realised`` and ``statutory``, variables of the sectors, and the
    regression that both are put into.
    """

    realised: str
    statutory: str
    outcome: str
    effects: list[str]
    clusters: list[str]
    weights: str | None
    weights_in: str | None = None


def rate_pair(experiment: ExperimentSettings) -> RatePair | None:
    """The two rates of the sectors' table; None where it does not say of two that they are these, or where
    nothing is explained by them.
    """
    asked, slopes = experiment.verdict, experiment.policy_slopes
    used = [experiment.scenario.variable, asked.policy]
    if slopes is not None:
        used = [slopes.policy, slopes.instrument, *used]
    known = {kind: _of_kind(experiment, kind, used) for kind in (RateKind.realised, RateKind.statutory)}
    outcomes = [slopes.outcome] if slopes is not None else judged_outcomes(experiment)
    realised, statutory = (names[0] if names else None for names in known.values())
    if realised is None or statutory is None or not outcomes:
        return None
    about = slopes if slopes is not None else asked
    effects = [one for one in about.effects if one not in _OWN] or ["period"]
    base = None if slopes is None else slopes.weights_in
    return RatePair(realised, statutory, outcomes[0], effects, list(about.clusters), about.weights, base)


def law_at_hand(experiment: ExperimentSettings) -> str | None:
    """The statutory rate that stands beside a realised one which is taken for the policy: that of the
    scenario, where no statutory one identifies its effect. None where it is not so.
    """
    pair, asked = rate_pair(experiment), experiment.verdict.policy
    if pair is None or rate_kind_of(experiment, experiment.scenario.variable) != RateKind.realised:
        return None
    by_law = asked is not None and rate_kind_of(experiment, asked) == RateKind.statutory
    return None if by_law else pair.statutory


def notices(experiments: Mapping[str, Any]) -> list[str]:
    """What is to be said of experiments, of any kind, before the first job: a line each."""
    found = []
    for name, one in experiments.items():
        statutory = law_at_hand(one) if isinstance(one, ExperimentSettings) else None
        if statutory is not None:
            found.append(
                f"{name}: its policy, {one.scenario.variable}, is a realised rate (duties ÷ value), which "
                "moves with what is bought, though a statutory one is at hand. "
                f"Set verdict.policy={statutory}, or scenario.variable={statutory}."
            )
    return found


def rate_kind_of(experiment: ExperimentSettings, variable: str) -> RateKind:
    """What the table of sectors says of a rate."""
    described = experiment.data.tables["sectors"].variables.get(variable)
    return RateKind.unsaid if described is None else RateKind(described.rate_kind)


def _of_kind(experiment: ExperimentSettings, kind: RateKind, used: list[str | None]) -> list[str]:
    """The rates of a kind, those that something is asked of first."""
    rates = [
        name for name in experiment.data.tables["sectors"].rates if rate_kind_of(experiment, name) == kind
    ]
    return [*(name for name in used if name in rates), *rates]

"""The network against the simple models: who is better, by how much, and whether that can be said."""

from dataclasses import dataclass

import pandas as pd

from tradewinds.report.words import finite

NETWORK = "network"
HIGHER_IS_BETTER = {"lppd": True, "skill": True, "crps": False, "rmse": False}
MODELS = {
    "network": "the network",
    "last value": "the last value",
    "drift": "drift",
    "sector-month means": "sector-month means",
    "ridge": "ridge regression",
    "ridge, Student-t": "ridge regression with Student-t noise",
    "autoregression": "autoregression",
    "vector autoregression": "vector autoregression",
    "random forest": "random forest",
    "gradient boosting": "gradient boosting",
}
SCALE = {"lppd": "standardised", "crps": "original", "rmse": "original", "skill": "original"}


@dataclass(frozen=True)
class Comparison:
    """The network and the best simple model on one score of one equation.

    ``advantage`` is positive where the network is better, in the score's own unit; ``error`` its
    standard error. ``outcome`` is better, worse, level (less than two errors apart) or not computed.
    """

    equation: str
    question: str
    metric: str
    rival: str
    advantage: float
    error: float
    network: float
    best: float

    @property
    def outcome(self) -> str:
        if not all(map(finite, (self.advantage, self.error, self.network, self.best))):
            return "not computed"
        if abs(self.advantage) <= 2 * self.error:
            return "level"
        return "better" if self.advantage > 0 else "worse"


def compare(scores: pd.DataFrame, question: str, metric: str) -> list[Comparison]:
    """One comparison an equation, with the simple model that scores best.

    The error is the paired one where the scores hold it (metric “… lead”, model = the simple model,
    positive where the network is better); else the two separate errors are added in squares, which
    is too wide for scores that move together.
    """
    chosen = select(scores, question, metric)
    found = []
    for equation in dict.fromkeys(chosen["equation"]):
        mine = chosen[chosen["equation"] == equation].set_index("model")
        found.append(_compare(scores, equation, question, metric, mine))
    return found


def select(scores: pd.DataFrame, question: str, metric: str) -> pd.DataFrame:
    """Rows of one score, on the scale it is shown on where there is a choice."""
    chosen = scores[(scores["question"] == question) & (scores["metric"] == metric)]
    preferred = chosen[chosen["scale"] == SCALE.get(metric, "standardised")]
    return preferred if len(preferred) else chosen


def best_model(values: pd.Series, metric: str) -> str | None:
    """Name of the best of the finite values, None when there is none."""
    known = values[[finite(v) for v in values]]
    if known.empty:
        return None
    return str(known.idxmax() if HIGHER_IS_BETTER[metric] else known.idxmin())


def _compare(
    scores: pd.DataFrame, equation: str, question: str, metric: str, mine: pd.DataFrame
) -> Comparison:
    nan = float("nan")
    network = float(mine["value"].get(NETWORK, nan))
    rival = best_model(mine["value"].drop(NETWORK, errors="ignore").astype(float), metric)
    if rival is None:
        return Comparison(equation, question, metric, "", nan, nan, network, nan)
    best = float(mine["value"][rival])
    advantage = network - best if HIGHER_IS_BETTER[metric] else best - network
    paired = select(scores[scores["equation"] == equation], question, f"{metric} lead")
    paired = paired[paired["model"] == rival]
    if len(paired):
        advantage, error = (float(paired[name].iloc[0]) for name in ("value", "error"))
    else:
        errors = mine["error"].astype(float)
        error = float((errors.get(NETWORK, nan) ** 2 + errors[rival] ** 2) ** 0.5)
    return Comparison(equation, question, metric, rival, advantage, error, network, best)

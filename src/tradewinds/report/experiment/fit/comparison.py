"""The network against the simple models: who is better, by how much, and whether that can be said."""

from dataclasses import dataclass

import pandas as pd

from tradewinds.report.words import finite
from tradewinds.review.rules import Band, normal_band

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
    standard error, ``band`` what it is judged by (``review.rules``). ``outcome`` is better, worse, level (not
    told apart) or not computed.
    """

    equation: str
    rival: str
    advantage: float
    error: float
    band: Band
    network: float
    best: float

    @property
    def outcome(self) -> str:
        if not all(map(finite, (self.advantage, *self.band, self.network, self.best))):
            return "not computed"
        return ("level", "better", "worse")[self.band.side()]


def compare_with_simple(scores: pd.DataFrame, question: str, metric: str) -> list[Comparison]:
    """One comparison an equation, with the simple model that scores best.

    Where the scores hold paired leads (metric “… lead”, model = the simple model, positive where the network
    is better), the simple model is the one over which it is least and its band is the lead's; else the two
    separate errors are added in squares, which is too wide for scores that move together.
    """
    chosen = select(scores, question, metric)
    found = []
    for equation in dict.fromkeys(chosen["equation"]):
        mine = chosen[chosen["equation"] == equation].set_index("model")
        found.append(_compare(scores, equation, question, metric, mine))
    return found


def select(scores: pd.DataFrame, question: str, metric: str) -> pd.DataFrame:
    """Rows of one score, on the scale it is shown on where there is a choice."""
    chosen = scores[(scores["holdout"] == question) & (scores["metric"] == metric)]
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
    leads = select(scores[scores["equation"] == equation], question, f"{metric} lead").set_index("model")
    if len(leads) and leads["value"].notna().all():
        rival: str | None = str(leads["value"].idxmin())
    else:
        rival = best_model(mine["value"].drop(NETWORK, errors="ignore").astype(float), metric)
    if rival is None or rival not in mine["value"]:
        return Comparison(equation, rival or "", nan, nan, Band(nan, nan), network, nan)
    best = float(mine["value"][rival])
    if rival in leads.index:
        lead = leads.loc[rival]
        advantage, error = float(lead["value"]), float(lead["error"])
        ends = (float(lead.get(name, nan)) for name in ("lower", "upper"))
        return Comparison(equation, rival, advantage, error, Band(*ends), network, best)
    advantage = network - best if HIGHER_IS_BETTER[metric] else best - network
    errors = mine["error"].astype(float)
    error = float((errors.get(NETWORK, nan) ** 2 + errors[rival] ** 2) ** 0.5)
    band = normal_band(advantage, error)
    return Comparison(equation, rival, advantage, error, band, network, best)

"""Verdicts on economic checks: the answer against the expectation, and against what the prior says alone."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.errors import GateError
from tradewinds.settings.economics import CheckSettings

PASS, FAIL, INCONCLUSIVE, VOID = "pass", "fail", "inconclusive", "void"
COLUMNS = (
    "check",
    "title",
    "place",
    "label",
    "outcome",
    "measure",
    "unit",
    "mean",
    "low",
    "median",
    "high",
    "prior_low",
    "prior_median",
    "prior_high",
    "truth",
    "above",
    "below",
    "probability",
    "error",
    "prior_probability",
    "required",
    "draws",
    "not_finite",
    "outside",
    "verdict",
    "gate",
    "situation",
)
_BAND = (0.05, 0.5, 0.95)


class Answer(NamedTuple):
    """The measure by draw and place [R, P], and how far the median draw is outside what was seen [P]."""

    values: np.ndarray
    outside: np.ndarray


def judged(
    name: str,
    check: CheckSettings,
    places: list[tuple[str, str]],
    answers: dict[str, Answer],
    truth: np.ndarray | None,
    unit: str,
    levels: dict[str, float],
) -> pd.DataFrame:
    """One row a place [P] (``COLUMNS``) from the answers of ``posterior`` and, where it has one, ``prior``.

    ``places``: name and label; low, high are the 5 % and 95 % quantiles; ``error`` the Monte Carlo error of
    the probability; ``truth`` [P] that of a simulated economy; ``levels`` what the situation came to.
    """
    rows = []
    posterior, prior = answers["posterior"], answers.get("prior")
    for position, (place, label) in enumerate(places):
        values = posterior.values[:, position]
        before = np.zeros(0) if prior is None else prior.values[:, position]
        probability = holds(check, values)
        beforehand = np.nan if prior is None else holds(check, before)
        low, median, high = _quantiles(values)
        prior_low, prior_median, prior_high = _quantiles(before)
        finite = np.isfinite(values)
        rows.append(
            {
                "check": name,
                "title": check.title or name,
                "place": str(place),
                "label": str(label),
                "outcome": check.outcome,
                "measure": str(check.measure),
                "unit": unit,
                "mean": values[finite].mean() if finite.any() else np.nan,
                "low": low,
                "median": median,
                "high": high,
                "prior_low": prior_low,
                "prior_median": prior_median,
                "prior_high": prior_high,
                "truth": np.nan if truth is None else truth[position],
                "above": np.nan if check.above is None else check.above,
                "below": np.nan if check.below is None else check.below,
                "probability": probability,
                "error": np.sqrt(probability * (1.0 - probability) / len(values)),
                "prior_probability": beforehand,
                "required": check.probability,
                "draws": len(values),
                "not_finite": int((~finite).sum()),
                "outside": posterior.outside[position],
                "verdict": verdict(probability, beforehand, check.probability),
                "gate": check.gate,
                "situation": ", ".join(f"{key} = {value:.3g}" for key, value in levels.items()),
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def holds(check: CheckSettings, values: np.ndarray) -> float:
    """Share of draws [R] for which the expectation holds; what is not a number does not, nor does nothing."""
    if len(values) == 0:
        return 0.0
    above = -np.inf if check.above is None else check.above
    below = np.inf if check.below is None else check.below
    return float(np.mean((values > above) & (values < below)))


def verdict(probability: float, prior: float, required: float) -> str:
    """Fail where the contrary is as probable as the expectation was asked to be; void where the prior alone
    passes and the data do not refute it; else pass or inconclusive. A prior without an answer is NaN.
    """
    if 1.0 - probability >= required:
        return FAIL
    if prior >= required:
        return VOID
    return PASS if probability >= required else INCONCLUSIVE


def require_gates(table: pd.DataFrame | None) -> None:
    """Raise GateError where a gated check failed; ``table`` is None where there is no gate."""
    if table is None:
        return
    first = table.drop_duplicates("check")
    closed = first[first["gate"] & (first["verdict"] == FAIL)]
    if len(closed):
        said = "; ".join(
            f"“{row.title}” holds with probability {row.probability:.2f}, asked {row.required:g}"
            for row in closed.itertuples()
        )
        raise GateError(
            f"an economic check that is a gate fails: {said}",
            "a fit that does what economics expects before any policy is followed",
            "Look at report/checks.html, or take the gate off (checks.NAME.gate).",
        )


def _quantiles(values: np.ndarray) -> np.ndarray:
    finite = values[np.isfinite(values)]
    return np.quantile(finite, _BAND) if len(finite) else np.full(len(_BAND), np.nan)

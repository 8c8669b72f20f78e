"""Economic checks: the answer against the expectation, and against what the prior says alone.

A check is declared in the settings (``checks.NAME``): expectation, probability, wording and gate are there,
the measure in ``policy.measures``.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.effects.instrumented import detectable
from tradewinds.normal import WIDTH_90
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.status import Status
from tradewinds.settings.economics import CheckSettings, Measure

COLUMNS = (
    "check", "title", "place", "label", "outcome", "rise", "against", "horizon", "measure", "unit", "mean",
    "low", "median", "high", "prior_low", "prior_median", "prior_high", "truth", "above", "below",
    "probability", "error", "contrary", "prior_probability", "required", "draws", "not_finite",
    "prior_not_finite", "outside", "left_out", "status", "gate", "sentence", "situation", "expectation",
    "source", "suggests", "power", "doubt",
)  # fmt: skip
"""``power``: what violation would have been found with 80 % power (``violation_found``); ``doubt``: why an
answer that lies where it is expected does not pass all the same."""
_BAND = (0.05, 0.5, 0.95)
_LEAD_SIZE = 0.1
"""Of the test whether a lead is zero: that of its 90 % band."""
_ENOUGH = 0.5
"""Share of the prior's draws that have to give a number for it to be asked."""


class CheckEstimate(NamedTuple):
    """The measure by draw and place [R, P], and how far the median draw is outside what was seen [P].

    left_out: sectors that have no answer in any draw and no say in the first place's.
    """

    values: np.ndarray
    outside: np.ndarray
    left_out: int = 0


class Expectation(NamedTuple):
    """What is expected of a fit and where: the check's name, its settings, the unit of its measure, places
    (name, label), and the situation."""

    name: str
    check: CheckSettings
    unit: str
    places: list[tuple[str, str]]
    situation: dict[str, float]


def declared(name: str, settings: CheckSettings) -> Check:
    """The check that the settings declare. Its case is what was found; its value is the answer's median.

    Its title and its wording are the settings' own.
    """
    return Check(
        id=name,
        title="{title}",
        question=settings.expectation,
        threshold=lambda _: settings.probability,
        computation=lambda found: [found],
        rule=_held,
        sentence="Holds with probability {probability:.2f}, asked {threshold:g}{more}.",
        gate=settings.gate,
    )


def _held(found: Finding, required: float) -> Status:
    """Fails where the contrary is as probable as the expectation was asked to be; void where the prior alone
    passes and the data do not refute it; else passed or undecided, which is what it is where a ``doubt`` is
    left: a violation that matters could not have been found, or a lead is not zero.

    ``prior`` is None where it has no say, and NaN where it could not be asked: then nothing passes. Neither
    does an answer that no equation leads to.
    """
    said = found.words
    if said["untouched"]:
        return Status.undecided
    if said["contrary"] >= required:
        return Status.failed
    if said["prior"] is not None and said["prior"] >= required:
        return Status.void
    computed = said["prior"] is None or np.isfinite(said["prior"])
    passes = computed and said["probability"] >= required and not said["doubt"]
    return Status.passed if passes else Status.undecided


def review_estimates(
    asked: Expectation,
    posterior: CheckEstimate,
    prior: CheckEstimate | None,
    truth: np.ndarray | None,
    networks: int,
) -> pd.DataFrame:
    """One row a place [P] (``COLUMNS``). ``prior`` is None where it has no say, ``truth`` [P] that of a
    simulated economy; ``networks``: different draws of the posterior, for the Monte Carlo error.

    What was declared is repeated in every row: the table can be read alone. low, high are the 5 % and 95 %
    quantiles; contrary is the probability of the likelier side beyond the expectation. Only the first place,
    all together, can be a gate.
    """
    check, rows = asked.check, []
    title, one = check.title or asked.name, declared(asked.name, check)
    for position, (place, label) in enumerate(asked.places):
        values = posterior.values[:, position]
        before = np.zeros(0) if prior is None else prior.values[:, position]
        finite, finite_before = np.isfinite(values), np.isfinite(before)
        probability, against = holds(check, values), contrary(check, values)
        beforehand = prior_holds(check, before)
        low, median, high = _quantiles(values)
        prior_low, prior_median, prior_high = _quantiles(before)
        power = violation_found(check, low, high)
        doubt = _doubt(check, low, high, power) if probability >= check.probability else ""
        more = f"; a violation by {power:.2g} would have been found" if np.isfinite(power) else ""
        words = {
            "doubt": doubt,
            "more": f"{more}, but {doubt}" if doubt else more,
            "title": title,
            "probability": probability,
            "contrary": against,
            "prior": None if prior is None else beforehand,
            "untouched": finite.any() and not values[finite].any(),
        }
        result = one.result_of(Finding(median, low, high, str(place), words), check.probability)
        rows.append(
            {
                "check": asked.name,
                "title": title,
                "place": str(place),
                "label": str(label),
                "outcome": check.outcome,
                "rise": check.rise,
                "against": np.nan if check.against is None else check.against,
                "horizon": check.horizon,
                "measure": str(check.measure),
                "unit": asked.unit,
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
                "error": np.sqrt(probability * (1.0 - probability) / networks),
                "contrary": against,
                "prior_probability": beforehand,
                "required": check.probability,
                "draws": len(values),
                "not_finite": int((~finite).sum()),
                "prior_not_finite": int((~finite_before).sum()),
                "outside": posterior.outside[position],
                "left_out": posterior.left_out if position == 0 else 0,
                "status": str(result.status),
                "gate": result.gate and position == 0,
                "sentence": result.sentence,
                "situation": ", ".join(f"{key} = {value:.3g}" for key, value in asked.situation.items()),
                "expectation": check.expectation,
                "source": check.source.strip(),
                "suggests": check.suggests.strip(),
                "power": power,
                "doubt": doubt,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def contradicted(table: pd.DataFrame) -> pd.DataFrame:
    """All checks' rows (``COLUMNS``), where no elasticity passes that a lead contradicts.

    What goes with the policy before it comes is not its effect: where a check of that fails, an elasticity of
    the same outcome that lies where it is expected may be the same movement, and cannot say.
    """
    table, first = table.copy(), whole(table)
    failed = first[(first["measure"] == str(Measure.lead)) & (first["status"] == str(Status.failed))]
    for _, lead in failed.iterrows():
        mine = (table["measure"] == str(Measure.elasticity)) & (table["outcome"] == lead["outcome"])
        mine &= table["status"] == str(Status.passed)
        table.loc[mine, "status"] = str(Status.undecided)
        table.loc[mine, "sentence"] += f" “{lead['title']}” fails: this may be what moved before the policy."
    return table


def holds(check: CheckSettings, values: np.ndarray) -> float:
    """Share of draws [R] for which the expectation holds; what is not a number does not, nor does nothing."""
    if len(values) == 0:
        return 0.0
    above, below = _edges(check)
    return float(np.mean((values > above) & (values < below)))


def contrary(check: CheckSettings, values: np.ndarray) -> float:
    """Share of draws [R] beyond the likelier of the two edges, those that are no number counted in.

    An answer that is merely wide lies beyond either edge, and is no refutation.
    """
    if len(values) == 0:
        return 1.0
    above, below = _edges(check)
    sides = np.mean(values <= above), np.mean(values >= below)
    return float(max(sides) + np.mean(np.isnan(values)))


def violation_found(check: CheckSettings, low: float, high: float) -> float:
    """How far beyond its edge the truth must lie for the check to fail with a probability of 80 %, of an
    answer as wide as its 90 % band: (z(required) + z(.8)) σ. Of a lead how far from zero, to be told from it.
    """
    error = (high - low) / WIDTH_90
    size = _LEAD_SIZE if check.measure == Measure.lead else 2 * (1 - check.probability)
    return detectable(error, size=size)


def _doubt(check: CheckSettings, low: float, high: float, power: float) -> str:
    """Half the width of what is expected is what a violation matters by, where it has two edges."""
    above, below = _edges(check)
    if check.measure == Measure.lead and not low <= 0 <= high:
        return "its band leaves out zero"
    half = (below - above) / 2
    return "that is more than half of the width of what is expected" if power > half else ""


def prior_holds(check: CheckSettings, values: np.ndarray) -> float:
    """``holds`` of the draws that give a number; NaN where too few do."""
    finite = np.isfinite(values)
    enough = len(values) > 0 and finite.mean() >= _ENOUGH
    return holds(check, values[finite]) if enough else np.nan


def whole(table: pd.DataFrame) -> pd.DataFrame:
    """The row of every check that is of all its sectors together, or of the nation."""
    return table.drop_duplicates("check")


def _edges(check: CheckSettings) -> tuple[float, float]:
    return (
        -np.inf if check.above is None else check.above,
        np.inf if check.below is None else check.below,
    )


def _quantiles(values: np.ndarray) -> np.ndarray:
    finite = values[np.isfinite(values)]
    return np.quantile(finite, _BAND) if len(finite) else np.full(len(_BAND), np.nan)

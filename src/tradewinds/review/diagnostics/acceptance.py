"""The acceptance constraint of a tier (docs/model.md §5), beside what a constant and a simple model score."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradewinds.review.cases import TIER, TierCase, pick, single_value
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.status import Status

_NETWORK = "network"


def _loss(case: TierCase) -> Iterator[Finding]:
    """Mean over the tier's equations of the mean squared error ahead, standardised; the training mean's, and
    that of the simple model with the smallest among those that forecast every equation.
    """
    ahead = pick(case.scores, holdout="ahead", scale="standardised")
    found = _mean_loss(case, pick(ahead, model=_NETWORK, metric="rmse"))
    constant = _mean_loss(case, pick(ahead, model=_NETWORK, metric="constant"))
    rivals = pick(ahead[ahead["model"] != _NETWORK], metric="rmse")
    losses = {str(model): _mean_loss(case, rows) for model, rows in rivals.groupby("model")}
    known = {model: loss for model, loss in losses.items() if np.isfinite(loss)}
    model = min(known, key=known.__getitem__) if known else ""
    beside = [f"that of the training mean {constant:.3f}"] if np.isfinite(constant) else []
    beside += [f"that of the best simple model ({model}) {known[model]:.3f}"] if model else []
    words = {"constant": constant, "beside": "".join(f", {one}" for one in beside)}
    yield Finding(found, words=words)


def _mean_loss(case: TierCase, rows: pd.DataFrame) -> float:
    """Mean of squares over the equations of the tier; NaN where one has none."""
    errors = [single_value(pick(rows, equation=equation)["value"]) for equation in case.equations]
    return float(np.mean(np.square(errors))) if errors else np.nan


def _within(found: Finding, limit: float) -> Status:
    """A limit that a constant meets is none: then nothing passes, and what exceeds it fails all the same."""
    constant = found.words["constant"]
    if not found.value <= limit:
        return Status.failed
    if not np.isfinite(constant):
        return Status.undecided
    return Status.passed if constant > limit else Status.void


_LOSS = (
    "Mean squared error of the tier one period ahead, in units of the training variance of what is "
    "explained: {value:.3f}, allowed {threshold:g}{beside}"
)
ACCEPTANCE = TIER.register(
    Check(
        id="acceptance",
        title="Acceptance constraint",
        question="Is the tier better, one period ahead, than its training mean, and as good as was asked?",
        threshold=lambda case: getattr(case.diagnostics.epsilon, case.tier),
        computation=_loss,
        rule=_within,
        sentence={
            Status.passed: f"{_LOSS}.",
            Status.failed: f"{_LOSS}.",
            Status.void: f"{_LOSS}: a limit that a constant meets is no limit.",
            Status.undecided: f"{_LOSS}: what a constant scores is not known.",
        },
        advice={
            Status.failed: "The tier is not accepted: look at the equations that score worst.",
            Status.void: "Set diagnostics.epsilon below what the training mean scores.",
        },
    )
)

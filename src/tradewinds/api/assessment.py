"""Whether a fit is to be trusted: verdicts, and the tables they are computed from."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.api.arguments import Rewording, in_words, of_tier
from tradewinds.api.axes import own_axes
from tradewinds.api.result import Result
from tradewinds.evaluation.assess import assess_tier
from tradewinds.evaluation.comparison import compare_tier
from tradewinds.evaluation.leads import leads
from tradewinds.evaluation.refit import convergence_of_draws
from tradewinds.fitted.fit import Fit
from tradewinds.report.experiment.fit.figures_check import draw_coverage
from tradewinds.review.status import Status
from tradewinds.review.tier import review_tier
from tradewinds.settings.diagnostics import DiagnosticsSettings


@dataclass(frozen=True, eq=False, repr=False)
class Assessment(Result):
    """Verdicts on every equation, on the fit that is scored and on that to all rows, each table with a column
    ``tier``.

    ``scores`` and ``baselines``: of the networks and of simple models on the same rows; ``leads``: their
    difference with its error; ``calibration``: claimed and observed coverage; ``convergence``: R̂, effective
    draws, k̂ and the like; ``predictions``: tier → /{equation}/{holdout}.
    """

    sentences = ("sentence", "advice")
    verdicts: pd.DataFrame
    scores: pd.DataFrame
    baselines: pd.DataFrame
    leads: pd.DataFrame
    calibration: pd.DataFrame
    convergence: pd.DataFrame
    predictions: dict[str, xr.DataTree]

    @property
    def failed(self) -> list[str]:
        """“tier1 price: coverage”, for every check that failed."""
        bad = self.verdicts["status"].map(lambda status: Status.read(status).bad)
        rows = self.verdicts[bad.astype(bool)]
        return [f"{row.tier} {row.equation}: {row.check}".replace(" :", ":") for row in rows.itertuples()]

    @property
    def trusted(self) -> bool:
        """Whether no check failed."""
        return not self.failed

    def summary(self) -> pd.DataFrame:
        """One row a check: tier, equation, check, how it ended, value, threshold, a sentence and advice."""
        return self.verdicts[
            ["tier", "equation", "check", "status", "value", "threshold", "sentence", "advice"]
        ]

    def _told(self, table: pd.DataFrame) -> list[str]:
        """Of the checks that did not pass."""
        said = []
        for row in table[table["status"] != Status.passed].itertuples():
            whose = f"{row.tier} {row.equation} {row.check}, {row.status}"
            said.append(" ".join(f"{whose}: {row.sentence} {row.advice}".split()))
        return said

    def plot(self, ax: Axes | None = None) -> Axes:
        """Share of outcomes one period ahead within the bands, with its standard error, as the report draws
        it: a row an equation, a mark a band beside the dashed line of what the band claims.
        """
        ahead = self.calibration[self.calibration["holdout"] == "ahead"]
        named = ahead.assign(equation=ahead["tier"] + " " + ahead["equation"])
        ax = own_axes(ax, "Share of outcomes inside the band", "")
        return draw_coverage(named, list(dict.fromkeys(named["equation"])), ax)

    @property
    def title(self) -> str:
        return f"{len(self.failed)} of {len(self.verdicts)} checks of the fit fail"


def assess(
    fit: Fit,
    diagnostics: DiagnosticsSettings,
    refit: Fit | None = None,
    wordings: Sequence[Rewording] = (),
) -> Assessment:
    """What the workflow's stages ``predict``, ``score_simple`` and ``review`` compute, for every tier, but
    for the distance to a reference (``diagnostics.reference``), which needs another fit and which only the
    workflow asks. ``refit``: the fit to all rows, of which it is asked whether its draws can be trusted.
    ``wordings``: how advice, which names keys of settings, is told to who fitted; without any, as it is.
    """
    again = None if refit is None else convergence_of_draws(refit)
    found: dict[str, list[pd.DataFrame]] = {}
    predictions = {}
    for name, tier in fit.tiers.items():
        own, settings = assess_tier(fit, name, diagnostics), tier.model.settings
        simple = compare_tier(tier.scaled(fit.panel), diagnostics, fit.seed)
        ahead = leads(own.predictions, simple.densities, diagnostics.bootstrap, fit.seed)
        algorithm = settings.inference.algorithm
        tables = (pd.concat([own.scores, simple.scores]), ahead, own.calibration, own.convergence)
        mine = None if again is None else again[again["equation"].isin([*tier.posterior.children])]
        verdicts = review_tier(*tables, diagnostics, name, algorithm, mine)
        if wordings:
            verdicts["advice"] = [in_words(text, (of_tier(name), *wordings)) for text in verdicts["advice"]]
        predictions[name] = own.predictions
        beside = {
            "verdicts": verdicts,
            "scores": own.scores,
            "baselines": simple.scores,
            "leads": ahead,
            "calibration": own.calibration,
            "convergence": own.convergence,
        }
        for key, table in beside.items():
            found.setdefault(key, []).append(table.assign(tier=name))
    return Assessment(**{key: stacked(tables) for key, tables in found.items()}, predictions=predictions)


def stacked(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Below each other, the tier first."""
    table = pd.concat(tables, ignore_index=True)
    return table[["tier", *(name for name in table if name != "tier")]]

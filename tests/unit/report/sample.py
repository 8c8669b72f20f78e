"""Made-up artifacts with the layout of real ones, so that the page can be tried without a run."""

from dataclasses import dataclass, field, fields

import numpy as np
import pandas as pd
import xarray as xr
from sample_panels import made_panel, made_predictions, made_rollout
from sample_settings import made_settings
from sample_tables import (
    made_calibration,
    made_convergence,
    made_recovery,
    made_scores,
    made_training,
    made_verdicts,
)

from tradewinds.report.experiment.page import REPORT_PAGE
from tradewinds.report.page.layout import Page
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sections import plain

NOT_FOUND = ("experiment", "provenance", "settings")
"""Fields that are no artifacts."""


@dataclass
class Sample:
    """Everything the report is made of, by name; ``checks`` and ``effect`` where they were asked for."""

    experiment: dict
    panels: dict[str, pd.DataFrame]
    predictions: dict[str, xr.DataTree] = field(default_factory=dict)
    scores: dict[str, pd.DataFrame] = field(default_factory=dict)
    baselines: dict[str, pd.DataFrame] = field(default_factory=dict)
    leads: dict[str, pd.DataFrame] = field(default_factory=dict)
    calibration: dict[str, pd.DataFrame] = field(default_factory=dict)
    convergence: dict[str, pd.DataFrame] = field(default_factory=dict)
    distance: dict[str, pd.DataFrame] = field(default_factory=dict)
    verdicts: dict[str, pd.DataFrame] = field(default_factory=dict)
    recovery: dict[str, pd.DataFrame] = field(default_factory=dict)
    posteriors: dict[str, xr.DataTree] = field(default_factory=dict)
    answers: dict[str, pd.DataFrame] = field(default_factory=dict)
    rollouts: dict[str, xr.DataTree] = field(default_factory=dict)
    left_out: dict[str, pd.DataFrame] = field(default_factory=dict)
    not_asked: dict[str, pd.DataFrame] = field(default_factory=dict)
    checks: dict[str, pd.DataFrame] = field(default_factory=dict)
    effect: dict[str, pd.DataFrame] = field(default_factory=dict)
    effect_verdict: dict[str, pd.DataFrame] = field(default_factory=dict)
    effect_paths: dict[str, pd.DataFrame] = field(default_factory=dict)
    provenance: list[dict] = field(default_factory=list)
    settings: ReportSettings = field(default_factory=ReportSettings)

    def page(self) -> Page:
        """The report on it."""
        found = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in NOT_FOUND}
        asked = {"experiment": self.experiment, "report": plain(self.settings)}
        return REPORT_PAGE.render(asked, self.provenance, found)


def documents(found: dict[str, dict]) -> list[dict]:
    """Provenance of artifacts, as far as their paths and what the page calls them."""
    return [{"path": f"{folder}/{name}.parquet", "input": name} for name in found for folder in found[name]]


def sample(
    sectors: int = 8,
    periods: int = 80,
    frequency: str = "step",
    national: bool = True,
    synthetic: bool = True,
    network_advantage: float = 0.15,
    seed: int = 0,
) -> Sample:
    """A complete set of artifacts; ``network_advantage`` in nats over the best simple model."""
    rng = np.random.default_rng(seed)
    settings = made_settings(frequency, national, synthetic, sectors, periods)
    experiment = plain(settings)
    panels = {"sectors": made_panel(rng, settings.data.tables["sectors"], sectors, periods, frequency)}
    if national:
        own = "quarter" if frequency == "month" else frequency
        panels["national"] = made_panel(rng, settings.data.tables["national"], 0, periods, own)
    made = Sample(experiment, panels, settings=settings.report)
    tiers = {"tier1": {"price": "sectors", "volume": "sectors"}}
    if national:
        tiers["tier1"] |= {"wages": "national", "employment": "national"}
        tiers["tier2"] = dict.fromkeys(("gdp", "income", "unemployment"), "national")
    for tier, equations in tiers.items():
        made.predictions[tier] = made_predictions(rng, equations, panels)
        everyone = made_scores(rng, equations, network_advantage)
        own, lead = everyone["model"] == "network", everyone["metric"] == "lppd lead"
        made.scores[tier], made.baselines[tier] = everyone[own], everyone[~own & ~lead]
        made.leads[tier] = everyone[lead]
        made.calibration[tier] = made_calibration(equations)
        made.convergence[tier] = made_convergence(rng, equations)
        made.answers[tier] = made.convergence[tier].query("quantity != 'predictive check'")
        made.verdicts[tier] = made_verdicts(tier, equations, network_advantage)
        made.posteriors[tier] = made_training(rng, equations)
        if synthetic:
            made.recovery[tier] = made_recovery(equations)
    made.rollouts = {
        name: made_rollout(rng, panels, tiers, experiment, synthetic) for name in experiment["scenarios"]
    }
    made.provenance = [
        {
            "path": f"fit/{tier}/posterior.nc",
            "stage": "fit",
            "values": "5f2a" * 16,
            "settings_hash": "91bc" * 16,
            "code": "77aa" * 16,
            "seed": 1,
            "inputs": {"imports.parquet": "c0de" * 16},
            "packages": {"jax": "0.10.0"},
            "python": "3.11.2",
            "device": "cpu",
            "precision": "float64",
        }
        for tier in tiers
    ]
    return made

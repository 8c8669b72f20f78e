"""A finished run of the workflow, as the objects of a notebook."""

from dataclasses import dataclass
from functools import cached_property, partial
from os import PathLike
from pathlib import Path

import pandas as pd

from tradewinds.api.assessment import Assessment, stacked
from tradewinds.api.counterfactual import Counterfactual
from tradewinds.api.economic_checks import EconomicChecks
from tradewinds.api.effect_answer import EffectAnswer, answer_of
from tradewinds.api.fitted_model import FittedModel
from tradewinds.api.names import names_of_experiment
from tradewinds.api.optimum import Optimum
from tradewinds.api.result import Result
from tradewinds.artifacts import read_provenance, read_table, read_tree
from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import ArtifactError
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.model.tier import TierModel
from tradewinds.settings.experiment import ExperimentSettings, judged_outcomes, tiers_of
from tradewinds.settings.kinds import LABORATORY
from tradewinds.settings.sections import typed
from tradewinds.settings.stages import STAGES

_PAGE = "report/index.html"


@dataclass(frozen=True, eq=False, repr=False)
class Results(Result):
    """What a run left in ``folder``; each part is read when it is first asked for.

    Raises ArtifactError for a part that the run did not make.
    """

    folder: Path
    settings: ExperimentSettings

    @cached_property
    def fit(self) -> FittedModel:
        """The fitted model, of which anything more can be asked."""
        data, seed = self.settings.data, self.settings.seed
        train, test, whole = (
            {table: self._table(f"prepare/{table}/{part}") for table in data.tables}
            for part in ("train", "test", "panel")
        )
        refit = None
        if self.settings.split.refit:
            refit = Fit(SplitPanel.of_training(whole, data), self._tiers("fit_all", "fit_all"), seed)
        tiers = self._tiers("scale", "fit")
        return FittedModel(SplitPanel(train, test, data), tiers, seed, settings=self.settings, refit=refit)

    def _tiers(self, scaled: str, fitted: str) -> dict[str, FittedTier]:
        """The tiers with the scaler and the draws that two stages made."""
        artifacts = (STAGES[scaled].artifacts["scaler"], STAGES[fitted].artifacts["posterior"])
        return {
            name: FittedTier(
                TierModel(name, getattr(self.settings, name), self.settings.data),
                *(read_tree(self.folder / path.format(tier=name)) for path in artifacts),
            )
            for name in tiers_of(self.settings)
        }

    @cached_property
    def assessment(self) -> Assessment:
        """Verdicts on the fit, and the tables they are computed from."""
        names = tiers_of(self.settings)
        tables = {
            key: stacked([self._table(f"diagnose/{name}/{key}").assign(tier=name) for name in names])
            for key in ("verdicts", "scores", "baselines", "leads", "calibration", "convergence")
        }
        trees = {name: read_tree(self.folder / f"diagnose/{name}/predictions.nc") for name in names}
        return Assessment(**tables, predictions=trees)

    @cached_property
    def counterfactuals(self) -> dict[str, Counterfactual]:
        """Scenario → what its path does; the headline's first, whose verdict withholds of others too."""
        names = names_of_experiment(self.settings, self.fit.panel)
        return {
            name: Counterfactual(
                read_tree(self.folder / f"policy/{name}/rollout.nc"),
                self._table(f"policy/{name}/path"),
                names,
                partial(self._table, "economics/effect_verdict") if judged_outcomes(self.settings) else None,
            )
            for name in self.settings.scenarios
        }

    @cached_property
    def checks(self) -> EconomicChecks:
        """What economics expects, and what the fit says."""
        return EconomicChecks(self._table("economics/checks"))

    @cached_property
    def effect(self) -> EffectAnswer:
        """The effect of the headline's path without a network, and whether the data answer it."""
        verdicts, paths = (self._table(f"economics/effect_{name}") for name in ("verdict", "paths"))
        outcomes, policy = judged_outcomes(self.settings), self.settings.scenario.variable
        return answer_of(verdicts, paths, self.settings.data, outcomes, policy, self.settings.verdict)

    @cached_property
    def optimum(self) -> Optimum:
        """The path with the highest welfare, where ``snakemake optimise`` looked for it."""
        tables = {name: self._table(f"optimum/{name}") for name in ("policies", "effects", "paths", "moves")}
        rollout = read_tree(self.folder / "optimum/rollout.nc")
        frequency = str(self.settings.data.tables["sectors"].frequency)
        return Optimum(**tables, rollout=rollout, frequency=frequency)

    @cached_property
    def pages(self) -> dict[str, pd.DataFrame]:
        """Every page that was made (``index`` is the report) in numbers: one row a statement or cell of a
        table, with its value, band, unit, and the artifacts it comes from.
        """
        return {path.stem: read_table(path) for path in sorted(self.folder.glob("report/*.parquet"))}

    def summary(self) -> pd.DataFrame:
        """The effects of every scenario at the end of its path."""
        return pd.concat(
            [found.summary().assign(scenario=name) for name, found in self.counterfactuals.items()],
            ignore_index=True,
        )

    @property
    def title(self) -> str:
        return f"Results of {self.folder.name}"

    def _table(self, name: str) -> pd.DataFrame:
        return read_table(self.folder / f"{name}.parquet")


def open_results(folder: str | PathLike[str]) -> Results:
    """A finished run, such as ``tw.open_results("results/quickstart")``.

    Raises ArtifactError where there is no report, which holds the settings, or it is damaged.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ArtifactError(f"{folder} is missing", "a folder of results", "Run snakemake to make it.")
    known = read_provenance(folder / _PAGE)
    if known["stage"] != LABORATORY.page:
        found = f"{folder} has the page of another kind of experiment ({known['stage']})"
        raise ArtifactError(found, "results of data and equations", "Open its report/index.html.")
    return Results(folder, typed(ExperimentSettings, known["settings"]["experiment"]))

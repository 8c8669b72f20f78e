"""A finished run of the workflow, as the objects of a notebook."""

from dataclasses import dataclass
from functools import cached_property, partial
from os import PathLike
from pathlib import Path

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.api.assessment import Assessment, stacked
from tradewinds.api.counterfactual import Counterfactual
from tradewinds.api.economic_checks import EconomicChecks
from tradewinds.api.effect_answer import EffectAnswer, answer_of, of_whom
from tradewinds.api.fitted_model import FittedModel
from tradewinds.api.names import names_of_experiment
from tradewinds.api.optimum import Optimum
from tradewinds.api.result import Result
from tradewinds.artifacts import read_json, read_table, read_tree
from tradewinds.carried_provenance import read_provenance, recorded_hash
from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import ArtifactError
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.model.tier import TierModel
from tradewinds.page_mark import MAKE_IT
from tradewinds.settings.experiment import ExperimentSettings, judged_outcomes, tiers_of
from tradewinds.settings.kinds import LABORATORY
from tradewinds.settings.optimise import PolicyForm
from tradewinds.settings.sections import typed
from tradewinds.settings.stages import STAGES

_PAGE = "report/index.html"
_MANIFEST = "manifest.json"
_AGAIN = "Run snakemake: it makes what is missing or of another run."


@dataclass(frozen=True, eq=False, repr=False)
class Results(Result):
    """What a run left in ``folder``; each part is read when it is first asked for.

    Raises ArtifactError for a part that the run did not make, or that is another run's.
    """

    folder: Path
    settings: ExperimentSettings
    manifest: dict[str, str]
    """Path of every artifact of the run → hash of its values."""

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
                *(self._tree(path.format(tier=name)) for path in artifacts),
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
        trees = {name: self._tree(f"diagnose/{name}/predictions.nc") for name in names}
        return Assessment(**tables, predictions=trees)

    @cached_property
    def counterfactuals(self) -> dict[str, Counterfactual]:
        """Scenario → what its path does; the headline's first, whose verdict withholds of others too."""
        names = names_of_experiment(self.settings, self.fit.panel)
        return {
            name: Counterfactual(
                self._tree(f"policy/{name}/rollout.nc"),
                self._table(f"policy/{name}/path"),
                names,
                partial(self._table, "economics/effect_verdict") if judged_outcomes(self.settings) else None,
            )
            for name in self.settings.scenarios
        }

    @cached_property
    def checks(self) -> EconomicChecks:
        """What economics expects, and what the fit says."""
        none = "Declare one: fit.check(mine={…})."
        return EconomicChecks(self._table("economics/checks", "this run asked no economic check", none))

    @cached_property
    def effect(self) -> EffectAnswer:
        """The effect of the headline's path without a network, and whether the data answer it."""
        found, remedy = "this run judged no effect", "Ask the fit: fit.effect(tw.Step(0.05, periods=12))."
        verdicts, paths = (
            self._table(f"economics/effect_{name}", found, remedy) for name in ("verdict", "paths")
        )
        outcomes, policy = judged_outcomes(self.settings), self.settings.scenario.variable
        planned = self._table(f"policy/{next(iter(self.settings.scenarios))}/path")
        of = of_whom(planned, self.settings.scenario.weights)
        return answer_of(verdicts, paths, self.settings.data, outcomes, policy, self.settings.verdict, of)

    @cached_property
    def optimum(self) -> Optimum:
        """The path, or the rule, with the highest welfare, where ``snakemake optimise`` looked for it."""
        found, remedy = (
            "this run looked for no optimum",
            "Look for one: tradewinds optimise, or fit.optimise().",
        )
        tables = {
            name: self._table(f"optimum/{name}", found, remedy)
            for name in ("policies", "effects", "paths", "moves")
        }
        rollout = self._tree("optimum/rollout.nc")
        frequency = str(self.settings.data.tables["sectors"].frequency)
        asks_rule = self.settings.optimise.form == PolicyForm.rule
        rule = self._table("optimum/rule") if asks_rule else None
        return Optimum(**tables, rollout=rollout, frequency=frequency, rule=rule)

    @cached_property
    def pages(self) -> dict[str, pd.DataFrame]:
        """Every page that was made (``index`` is the report) in numbers: one row a statement or cell of a
        table, with its value, band, unit, and the artifacts it comes from.
        """
        found = sorted(self.folder.glob("report/*.parquet"))
        return {path.stem: self._table(f"report/{path.stem}") for path in found}

    def summary(self) -> pd.DataFrame:
        """The effects of every scenario at the end of its path."""
        return pd.concat(
            [found.summary().assign(scenario=name) for name, found in self.counterfactuals.items()],
            ignore_index=True,
        )

    def plot(self, variable: str | None = None, sector: str | None = None, ax: Axes | None = None) -> Axes:
        """What the headline's path does, as ``Counterfactual.plot`` draws it. Raises SettingsError for a
        variable or sector that is not there.
        """
        return next(iter(self.counterfactuals.values())).plot(variable, sector, ax)

    @property
    def title(self) -> str:
        return f"Results of {self.folder.name}"

    def _table(self, name: str, absent: str = "", remedy: str = "") -> pd.DataFrame:
        """Where the run was not asked for it, ``absent`` says so and ``remedy`` what to do."""
        file = f"{name}.parquet"
        if absent and file not in self.manifest and not (self.folder / file).is_file():
            raise ArtifactError(f"{self.folder}: {absent}", "", remedy)
        return read_table(self._own(file))

    def _tree(self, name: str) -> xr.DataTree:
        return read_tree(self._own(name))

    def _own(self, name: str) -> Path:
        """The file of this name, of which the run's list has the same values; studies are in no list."""
        _require_own(self.folder, name, self.manifest)
        return self.folder / name


def open_results(folder: str | PathLike[str]) -> Results:
    """A finished run, such as ``tw.open_results("results/quickstart")``.

    Raises ArtifactError where the run has not ended, an artifact is damaged, or the page is another run's.
    """
    folder = Path(folder)
    if not folder.is_dir():
        found = f"{folder} is {'no folder' if folder.exists() else 'missing'}"
        raise ArtifactError(found, "a folder of results", MAKE_IT)
    manifest = _manifest_of(folder)
    _require_own(folder, _PAGE, manifest)
    known = read_provenance(folder / _PAGE)
    if known["stage"] != LABORATORY.page:
        found = f"{folder} has the page of another kind of experiment ({known['stage']})"
        raise ArtifactError(found, "results of data and equations", "Open its report/index.html.")
    return Results(folder, typed(ExperimentSettings, known["settings"]["experiment"]), manifest)


def _manifest_of(folder: Path) -> dict[str, str]:
    path = folder / _MANIFEST
    if not path.is_file():
        raise ArtifactError(
            f"{folder} has no {_MANIFEST}, which a run writes last", "a run that has ended", _AGAIN
        )
    try:
        return {one["path"]: one["values"] for one in read_json(path)["artifacts"]}
    except (KeyError, TypeError):
        raise ArtifactError(f"{path} lists no artifacts", "the list that a run writes last", _AGAIN) from None


def _require_own(folder: Path, name: str, manifest: dict[str, str]) -> None:
    """Raises ArtifactError for a file whose values are not those that the run ended with."""
    path = folder / name
    if name in manifest and path.is_file() and recorded_hash(path) != manifest[name]:
        raise ArtifactError(
            f"{path} is not what this run ended with ({_MANIFEST})", "one run's files", _AGAIN
        )

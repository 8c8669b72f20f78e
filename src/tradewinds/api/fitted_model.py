"""A fitted model: what is asked of it are its methods, and it is saved and loaded whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd
import xarray as xr

from tradewinds.api.arguments import Rewording, in_terms_of, of_call, wordings_of
from tradewinds.api.paths import Path as TariffPath
from tradewinds.api.paths import own_number, rates_of, validate_asked
from tradewinds.api.shown import as_html, as_text
from tradewinds.data.panel import period_label
from tradewinds.errors import FitError, GateError, SettingsError, SupportError
from tradewinds.fitted.fit import Fit
from tradewinds.settings.changes import changed
from tradewinds.settings.checks import require
from tradewinds.settings.economics import CheckSettings, validate_checks
from tradewinds.settings.experiment import ExperimentSettings, checks_of
from tradewinds.settings.outcomes import responding_names
from tradewinds.settings.rates import validate_rates
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.schema import meant

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tradewinds.api.assessment import Assessment
    from tradewinds.api.counterfactual import Counterfactual
    from tradewinds.api.economic_checks import EconomicChecks
    from tradewinds.api.effect_answer import EffectAnswer
    from tradewinds.api.forecasts import Forecasts
    from tradewinds.api.optimum import Optimum
    from tradewinds.fitted.equation import FittedEquation


_DECLARED = 'Declare one: fit.check(mine={"outcome": "volume", "rise": 0.1, "below": 0}).'


@dataclass(frozen=True, eq=False, repr=False)
class FittedModel(Fit):
    """A ``Fit`` (tables, scalers, equations, settings, seed and posterior) with the questions one asks of it.

    ``settings`` are the experiment's: what is not said in a call is as they have it. No call changes anything
    outside what it returns. Itself it is the fit that is scored, to the training rows: ``predict`` and
    ``assess`` ask it. ``refit`` is the one to all rows, where ``split.refit`` asks for it: what
    ``roll_out``, ``check`` and ``optimise`` answer is its answer.
    """

    settings: ExperimentSettings = field(kw_only=True)
    refit: Fit | None = field(default=None, kw_only=True)

    @property
    def wordings(self) -> tuple[Rewording, ...]:
        """How errors about this fit are told to who made it."""
        return wordings_of(self.settings.data, self.settings.scenario.name)

    @property
    def answering(self) -> Fit:
        """The fit that answers: that to all rows, or this one without such a one."""
        return self if self.refit is None else self.refit

    @cached_property
    def gates(self) -> pd.DataFrame | None:
        """Verdicts on the checks of the settings where one of them is a gate, else nothing; asked once."""
        from tradewinds.policy.consistency import check

        asked = checks_of(self.settings)
        gated = any(one.gate for one in asked.values())
        return check(self.answering, self.settings.scenario, asked) if gated else None

    @in_terms_of()
    def assess(self, throw: bool = False) -> "Assessment":
        """Is the fit to be trusted: convergence, calibration, and scores beside those of simple models.

        With ``throw`` FitError is raised where a check failed, naming the first.
        """
        from tradewinds.api.assessment import assess

        found = assess(self, self.settings.diagnostics, self.refit, self.wordings)
        if throw and found.failed:
            raise FitError(
                f"{found.title}, first: {found.failed[0]}",
                "a fit that passes its checks",
                "Look at assess().summary(), or leave throw out to go on all the same.",
            )
        return found

    @in_terms_of()
    def predict(self) -> "Forecasts":
        """Every row one period ahead, and fed back over the horizon: medians and bands beside what came."""
        from tradewinds.api.forecasts import forecasts

        return forecasts(self, self.settings)

    @in_terms_of(of_call)
    def roll_out(
        self,
        path: TariffPath,
        *,
        baseline: TariffPath | None = None,
        draws: int | None = None,
        throw: bool = False,
    ) -> "Counterfactual":
        """What the path does, against rates that stay where they are (or against ``baseline``), draw by draw.

        Both are followed under the same draws and disturbances. A path too far outside what was seen is
        refused, and so is every path where a check of the settings that is a gate fails: the answer then
        says why, or, with ``throw``, SupportError or GateError is raised. The gates are asked once, by the
        first roll-out; it takes as long as ``check()`` then. Raises SettingsError for a path that cannot be
        (a size beyond what rates may be, a change after its end) and for too few draws, ScenarioError for a
        sector that the data do not hold, and for a table of rates that cannot be used.
        """
        from tradewinds.api.counterfactual import Counterfactual
        from tradewinds.policy.projection import project
        from tradewinds.policy.scenario import plan
        from tradewinds.review.gate import require_gates

        scenario = self._scenario(path, draws)
        asked = {"path": path} | ({} if baseline is None else {"baseline": baseline})
        paths = {name: validate_asked(one, name, scenario, self.data) for name, one in asked.items()}
        files = rates_of(asked, scenario.variable, self.data)
        files = {"scenario" if name == "path" else name: table for name, table in files.items()}
        planned = plan(self.answering.panel, scenario, paths["path"], paths.get("baseline"), files)
        if throw:
            require_gates(self.gates)
        found = project(self.answering, scenario, planned, self.gates)
        if throw and "refused" in found.attrs:
            raise SupportError(found.attrs["refused"])
        return Counterfactual(found, planned, self._names(), partial(self._judged, planned, found))

    def _judged(self, planned: pd.DataFrame, rolled: xr.DataTree) -> pd.DataFrame:
        """Verdicts on the effects of a path that was rolled out."""
        from tradewinds.policy.effect_verdict import judge_effects
        from tradewinds.policy.posed_effect import question_of, weighted_of
        from tradewinds.settings.experiment import judged_outcomes

        grid, frequency = self.panel.grids["sectors"], self.data.tables["sectors"].frequency
        scenario, verdict = self.settings.scenario, self.settings.verdict
        question = question_of(grid, frequency, scenario, planned, weighted_of(rolled))
        return judge_effects(grid, self.data, question, judged_outcomes(self.settings), verdict, self.seed)[0]

    @in_terms_of(of_call)
    def effect(self, path: TariffPath, *outcomes: str) -> "EffectAnswer":
        """What the path does by a distributed lag without the network, whether the data answer it, and
        whether the network agrees; of all that tier 1 explains of the sectors where no outcome is named.
        ``verdict`` of the settings says how it is judged. Raises as ``roll_out``, and SettingsError for an
        unknown name.
        """
        from tradewinds.api.effect_answer import answered_beside

        return answered_beside(self, path, outcomes)

    @in_terms_of(of_call)
    def check(self, *names: str, throw: bool = False, **declared: Mapping[str, Any]) -> "EconomicChecks":
        """Does the fit do what economics expects of it, and would its prior alone do so?

        ``names`` are checks of the experiment, all of them when nothing is named; further ones are declared
        as in the settings: ``fit.check(wages={"outcome": "national.wages", "rise": 0.1, "below": 0})``.
        With ``throw`` GateError is raised where one fails. Raises SettingsError, before anything is computed,
        for an unknown name and for a check that cannot be asked.
        """
        from tradewinds.api.economic_checks import EconomicChecks
        from tradewinds.policy.consistency import check

        known = checks_of(self.settings)
        for name in names:
            require(isinstance(name, str), "check", type(name).__name__, "the name of a check")
            if name not in known:
                raise SettingsError(
                    f"no check {name!r} in the settings that can be asked",
                    f"one of {', '.join(known)}" if known else "",
                    meant(name, [*known]) or _DECLARED,
                )
        chosen = known if not names and not declared else {name: known[name] for name in names}
        asked = chosen | self._declared(declared)
        if not asked:
            raise SettingsError("no check is asked", "a name, or a check that is declared", _DECLARED)
        found = EconomicChecks(check(self.answering, self.settings.scenario, asked))
        if throw and found.failed:
            raise GateError(f"economic checks fail: {', '.join(found.failed)}")
        return found

    @in_terms_of(of_call)
    def optimise(
        self, *, periods: int | None = None, progress: bool = True, **changes: Mapping[str, Any]
    ) -> "Optimum":
        """The path with the highest welfare, evaluated on draws that the search has not seen.

        ``welfare`` and ``optimise`` change keys of these sections:
        ``fit.optimise(welfare={"weights.sectors": {"revenue": 1.0}}, optimise={"highest": 0.3})``.
        Effects are counted from the baseline of the settings' scenario, whose file, where it has one, is
        looked for where the environment variable TRADEWINDS_DATA says. Raises SettingsError for an outcome
        that no path changes, GateError where a check that is a gate fails.
        """
        from tradewinds.api.optimum import find_optimum

        return find_optimum(self, periods, changes, progress)

    def to_arviz(self, equation: str) -> xr.DataTree:
        """The groups ArviZ knows for one equation: posterior, sample_stats, log_likelihood,
        posterior_predictive, prior, observed_data and constant_data, with named dimensions.

        Raises SettingsError for an equation the model does not have.
        """
        from tradewinds.evaluation.arviz_groups import arviz_groups

        for name, tier in self.tiers.items():
            for one in self.equations(name) if equation in tier.posterior.children else ():
                if one.name == equation:
                    return arviz_groups(one, tier.posterior.children[equation], self.seed)
        known = [name for tier in self.tiers.values() for name in tier.posterior.children]
        raise SettingsError(
            f"no equation explains {equation!r}", f"one of {', '.join(known)}", meant(equation, known)
        )

    def save(self, path: str | PathLike[str]) -> None:
        """Write everything into one NetCDF file, whole or not at all."""
        from tradewinds.api.saved import save

        save(self, path)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> "FittedModel":
        """The model as it was saved. Raises ArtifactError for a missing, damaged or foreign file."""
        from tradewinds.api.saved import load

        return load(path)

    def summary(self) -> pd.DataFrame:
        """One row an equation: tier, table, what it is; rows that the fit that is scored was fitted to and
        the last period of these, the same of the fit that answers; inputs, chains and draws.
        """
        rows = []
        for name in self.tiers:
            pairs = zip(self.equations(name), self.answering.equations(name), strict=True)
            for scored, answering in pairs:
                rows.append(
                    {
                        "tier": name,
                        "table": scored.table,
                        "equation": scored.equation.text,
                        **self._fitted_to(scored, "scored"),
                        **self._fitted_to(answering, "answer"),
                        "inputs": len(scored.equation.columns),
                        "chains": answering.chains,
                        "draws": answering.draws,
                    }
                )
        return pd.DataFrame(rows)

    @in_terms_of()
    def plot(
        self, equation: str | None = None, sector: str | None = None, ax: "Axes | None" = None
    ) -> "Axes":
        """The fit beside the data: forecasts one period ahead with their 50, 80 and 90 % bands and what came,
        of one sector (the first where none is named); over the rows that were fitted, then, behind a dashed
        line, over those that were held out.

        What a tariff does is the picture of ``roll_out``. Raises SettingsError for an equation or sector that
        is not there.
        """
        return self.predict().plot_fit(equation, sector, ax)

    def _fitted_to(self, one: "FittedEquation", whose: str) -> dict[str, Any]:
        rows = one.equation_rows.with_role("fit")
        last = period_label(one.grid.periods[rows.period.max()], self.data.tables[one.table].frequency)
        return {f"{whose}_rows": len(rows), f"{whose}_until": last}

    def _repr_html_(self) -> str:
        return as_html(self._title, self.summary())

    def __repr__(self) -> str:
        return as_text(self._title, self.summary())

    @property
    def _title(self) -> str:
        return f"Fitted model, seed {self.seed}"

    def _scenario(self, path: TariffPath, draws: int | None) -> ScenarioSettings:
        """The experiment's way to roll forward, over the periods of a path."""
        settings = replace(self.settings.scenario, periods=own_number(getattr(path, "periods", 1)))
        return settings if draws is None else replace(settings, draws=own_number(draws))

    def _declared(self, checks: Mapping[str, Mapping[str, Any]]) -> dict[str, CheckSettings]:
        """Checks declared in a call, validated as those of an experiment are."""
        for name, one in checks.items():
            require(isinstance(one, Mapping), f"checks.{name}", one, "the check's keys with values")
        found = {name: changed(CheckSettings, one, f"checks.{name}") for name, one in checks.items()}
        validate_checks(found, self.data)
        asked = replace(self.settings, checks=found)
        validate_rates(asked)
        answers, known = checks_of(asked), responding_names(self.settings)
        places = [f"national.{name}" for name in known.get("national", [])] + known["sectors"]
        for name in found.keys() - answers.keys():
            outcome, expected = found[name].outcome, f"what the policy moves: {', '.join(places)}"
            raise SettingsError(f"checks.{name}.outcome = {outcome!r}", expected, meant(outcome, places))
        return found

    def _names(self) -> Any:
        from tradewinds.api.names import names_of_experiment

        return names_of_experiment(self.settings, self.panel)

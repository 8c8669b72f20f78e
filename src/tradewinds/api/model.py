"""Models before they have seen data: one written in Python, or an experiment composed from the
configuration.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path

import pandas as pd

from tradewinds.api.arguments import ASKED_SCENARIO, in_terms_of, of_model
from tradewinds.api.fitted_model import FittedModel
from tradewinds.api.names import several
from tradewinds.api.panel import Panel
from tradewinds.api.progress import Progress
from tradewinds.api.shown import as_html, as_text
from tradewinds.data.split import check_length, split
from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import DataError, FitError, SettingsError
from tradewinds.folders import configs_folder, data_folder
from tradewinds.settings.changes import changed, leaves, refuse_unknown
from tradewinds.settings.checks import require
from tradewinds.settings.compose import compose, option
from tradewinds.settings.data import DataSettings
from tradewinds.settings.experiment import TIER_NAMES, ExperimentSettings, tiers_of
from tradewinds.settings.sections import plain
from tradewinds.settings.stages import STAGES
from tradewinds.settings.tier import as_it_answers
from tradewinds.settings.validation import validate_experiment


class UnfittedModel(ABC):
    """What both kinds of model can do."""

    @abstractmethod
    def settings_for(self, panel: Panel, seed: int) -> ExperimentSettings:
        """All settings of a fit to this panel."""

    @abstractmethod
    def _parts(self) -> dict[str, tuple[Sequence[str], str]]:
        """Tier → its equations and the algorithm that is asked for."""

    @property
    @abstractmethod
    def _title(self) -> str:
        """What is shown, in a few words."""

    def summary(self) -> pd.DataFrame:
        """One row an equation: its tier and the algorithm that draws from its posterior."""
        rows = [
            {"tier": tier, "equation": text, "inference": algorithm}
            for tier, (texts, algorithm) in self._parts().items()
            for text in texts
        ]
        return pd.DataFrame(rows, columns=["tier", "equation", "inference"])

    def _repr_html_(self) -> str:
        return as_html(self._title, self.summary())

    def __repr__(self) -> str:
        return as_text(self._title, self.summary())

    @in_terms_of()
    def fit(
        self,
        panel: Panel,
        *,
        seed: int = 0,
        progress: bool = True,
        throw: bool = False,
    ) -> FittedModel:
        """Split the panel forward in time, scale it by its training rows, and learn every equation from
        these: the fit that is scored. Then learn them again from all rows: the fit that answers
        (``split.refit``).

        The same seed gives the same draws as the workflow, to the bit on one machine. Precision and device
        are those of the settings. With ``throw`` a fit of which a check failed raises FitError, which keeps
        it as ``error.fit``; otherwise it is a value, and ``assess`` says what failed. Raises SettingsError
        and EquationError for settings that do not go with the panel, DataError for too few periods, FitError
        where nothing could be learned.
        """
        from tradewinds.fitted.train import fit_tiers
        from tradewinds.model.tier import TierModel

        if not isinstance(panel, Panel):
            raise DataError(
                f"{type(panel).__name__} in place of a panel", "a Panel", "Make one with tw.Panel.from_frame."
            )
        settings = self.settings_for(panel, seed)
        validate_experiment(settings)
        names = tiers_of(settings)
        for table, rows in panel.tables.items():
            check_length(
                rows, table, STAGES["split"](settings, table=table)["reach"], settings.split.test_share
            )
        parts = split(panel.tables, settings.split, seed)
        train, test = ({name: pair[i] for name, pair in parts.items()} for i in (0, 1))
        models = [TierModel(name, getattr(settings, name), panel.data) for name in names]
        asked = [(SplitPanel(train, test, panel.data), models)]
        if settings.split.refit:
            again = [replace(model, settings=as_it_answers(model.settings)) for model in models]
            asked.append((SplitPanel.of_training(panel.tables, panel.data), again))
        count = len(asked) * sum(len(model.settings.equations) for model in models)
        with Progress(count, progress) as log:
            fits = [fit_tiers(*one, seed, log) for one in asked]
        refit = fits[1] if settings.split.refit else None
        fitted = FittedModel(fits[0].panel, fits[0].tiers, seed, settings=settings, refit=refit)
        if throw:
            try:
                fitted.assess(throw=True)
            except FitError as error:
                error.fit = fitted
                raise
        return fitted


class TradeModel(UnfittedModel):
    """Equations of one or two tiers with what is assumed of them.

    ``equations`` explain indicators by the policy (tier 1), ``prosperity`` what follows from them for the
    nation (tier 2): ``"volume[t] ~ volume[t-1] + tariff[t] + t"``, where ``t`` is an economy-wide effect of
    the period, and ``d(…)``, ``dlog(…)``, ``month``, ``common(…)`` are understood. ``effects``: partially
    pooled effects of tier 1 (sector, as a rule: each has a level of its own; period, a key, or
    key:period). ``inference``: microcanonical (the
    default: exact draws), nuts, variational, low_rank, full_rank, laplace, ensemble, early_stopping, dropout,
    for both tiers; each with the settings that the workflow's ``inference=NAME`` has, those of
    configs/inference/NAME.yaml.
    ``policy``: the variable that scenarios move. ``settings``: further keys of configs/README.md, such as
    ``{"tier1.model.width": 8}``.

    Raises SettingsError for an unknown algorithm or key, or an impossible value.
    """

    wordings = (of_model,)

    @in_terms_of()
    def __init__(
        self,
        equations: str | Sequence[str],
        *,
        prosperity: str | Sequence[str] = (),
        effects: str | Sequence[str] = "sector",
        inference: str = "microcanonical",
        policy: str = "tariff",
        weights: str | None = None,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        asked: dict[str, object] = {
            "tier1.equations": several(equations, "equations", "equation"),
            "tier1.effects": several(effects, "effects", "name of a group"),
            "tier2.equations": several(prosperity, "prosperity", "equation"),
            "scenario.name": ASKED_SCENARIO,
            "scenario.variable": policy,
            "scenario.weights": weights,
        }
        chosen = option(configs_folder(), "inference", inference)
        for tier in TIER_NAMES:
            asked |= leaves(chosen, f"{tier}.inference.")
        require(
            settings is None
            or (isinstance(settings, Mapping) and all(isinstance(key, str) for key in settings)),
            "settings",
            settings,
            "keys with values",
            'Write settings={"tier1.model.width": 8}.',
        )
        self._keys = asked | dict(settings or {})
        refuse_unknown(ExperimentSettings, self._keys)

    def settings_for(self, panel: Panel, seed: int) -> ExperimentSettings:
        """All settings of a fit to this panel."""
        given = {"data": plain(panel.data), "seed": seed, "scenarios": [ASKED_SCENARIO]}
        return changed(ExperimentSettings, given | self._keys)

    def _parts(self) -> dict[str, tuple[Sequence[str], str]]:
        return {
            name: (
                several(self._keys[f"{name}.equations"], "equations", "equation"),  # type: ignore[arg-type]
                str(self._keys.get(f"{name}.inference.algorithm", "")),
            )
            for name in TIER_NAMES
        }

    @property
    def _title(self) -> str:
        return "Trade model, to be fitted to a panel"


class Experiment(UnfittedModel):
    """A composed experiment: ``tw.Experiment("quickstart", ["model.width=32"])``.

    ``overrides`` as on the command line of the workflow; ``configs`` is the folder they are composed from,
    the one that is shipped when left out. Raises SettingsError for an unknown name, key or impossible
    value.
    """

    def __init__(
        self, name: str, overrides: str | Sequence[str] = (), configs: str | PathLike[str] | None = None
    ) -> None:
        folder = configs_folder() if configs is None else Path(configs)
        if not folder.is_dir():
            raise SettingsError(f"no folder {folder}", "one that holds experiments, as configs does")
        self.name, self.settings = (
            name,
            compose(folder, name, several(overrides, "overrides", "key with its value")),
        )

    def settings_for(self, panel: Panel, seed: int) -> ExperimentSettings:
        """All settings of a fit to this panel."""
        return replace(self.settings, data=panel.data, seed=seed)

    def _parts(self) -> dict[str, tuple[Sequence[str], str]]:
        tiers = {name: getattr(self.settings, name) for name in tiers_of(self.settings)}
        return {name: (one.equations, str(one.inference.algorithm)) for name, one in tiers.items()}

    @property
    def _title(self) -> str:
        return f"Experiment {self.name}, to be fitted"

    def panel(self, folder: str | PathLike[str] | None = None) -> Panel:
        """The experiment's own data: simulated, or read from its files in ``folder``.

        Without one they are looked for where the environment variable TRADEWINDS_DATA says, else in ``data``.

        Raises DataError for a file that is missing or does not hold what the settings say.
        """
        from tradewinds.data.sources import load_table, raw_files

        data: DataSettings = self.settings.data
        files = raw_files(data, data_folder() if folder is None else Path(folder))
        loaded = {name: load_table(data, name, files.get(name), self.settings.seed) for name in data.tables}
        tables, left_out = ({name: one[i] for name, one in loaded.items()} for i in (0, 1))
        if data.synthetic is not None:  # so that the truth stays theirs, whatever the seed of a fit
            seed = data.synthetic.seed_or(self.settings.seed)
            data = replace(data, synthetic=replace(data.synthetic, seed=seed))
        return Panel(tables, data, left_out)

    def fit(
        self,
        panel: Panel | None = None,
        *,
        seed: int | None = None,
        progress: bool = True,
        throw: bool = False,
    ) -> FittedModel:
        """As ``TradeModel.fit``; on the experiment's own data and seed where none are given."""
        panel = self.panel() if panel is None else panel
        seed = self.settings.seed if seed is None else seed
        return super().fit(panel, seed=seed, progress=progress, throw=throw)

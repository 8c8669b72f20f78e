"""What the page of a simulator's calibration is made of."""

from functools import cached_property

import pandas as pd
import xarray as xr

from tradewinds.report.page.inputs import PageInputs
from tradewinds.settings.calibration import CalibrationSettings, DiscrepancyName
from tradewinds.settings.observed import ObservedSettings
from tradewinds.settings.simulator import SimulatorSettings


class CalibrationInputs(PageInputs):
    """``answers``, ``parameters``, ``temperatures``, ``gradients`` and ``replicas`` of the calibration."""

    @cached_property
    def calibration(self) -> CalibrationSettings:
        """How it was calibrated."""
        return self.section(CalibrationSettings, "calibration")

    @property
    def bayes(self) -> bool:
        """Whether what is answered with is the posterior by Bayes' rule."""
        settings = self.calibration
        return settings.discrepancy == DiscrepancyName.likelihood and settings.temperatures[0] == 1

    @cached_property
    def simulator(self) -> SimulatorSettings:
        """What was."""
        return self.section(SimulatorSettings, "simulator")

    @cached_property
    def answers(self) -> xr.Dataset:
        """Draws and curves."""
        return self.only("answers").to_dataset()

    @property
    def still_inputs(self) -> list[str]:
        """Inputs that do not move in the data, which a distance leaves out."""
        of_inputs = self.answers["compared"].to_series()  # of no input at all they have no type of truth
        return [str(name) for name, compared in of_inputs.items() if not compared]

    @cached_property
    def own(self) -> pd.DataFrame:
        """Parameters at every temperature, by the calibration itself."""
        table = self.only("parameters")
        return table[table["method"] == "calibration"]

    @cached_property
    def own_run(self) -> pd.DataFrame:
        """Of a run of the simulator's own along the inputs of real data; empty where these were simulated."""
        table = self.only("parameters")
        return table[table["method"] == "own run"]

    @cached_property
    def observed(self) -> ObservedSettings | None:
        """What was taken of a table; None where the data were simulated."""
        return self.section(ObservedSettings, "observed") if self.experiment.get("observed") else None

    @cached_property
    def first(self) -> pd.DataFrame:
        """… at the one that is answered with."""
        return self.own[self.own["temperature"] == self.calibration.temperatures[0]]

    @cached_property
    def known(self) -> pd.DataFrame:
        """… of those whose truth is known, with whether the band holds it: ``held``."""
        known = self.first[self.first["truth"].notna()]
        return known.assign(held=(known["low"] <= known["truth"]) & (known["truth"] <= known["high"]))

    @cached_property
    def running(self) -> pd.DataFrame:
        """Of the temperatures those whose search was still going on when it ended."""
        table = self.only("temperatures")
        return table[~table["stopped"].astype(bool)]

    @property
    def lost_during(self) -> float:
        """Share of the losses of the search that were no number."""
        table = self.only("temperatures")
        return float(table["non_finite"].sum() / table["simulations"].sum())

    @property
    def lost_after(self) -> pd.Series:
        """Temperature by temperature, share of the losses of the answer's own draws that are none."""
        table = self.only("temperatures")
        return table["non_finite_at_the_end"] / table["judged"]

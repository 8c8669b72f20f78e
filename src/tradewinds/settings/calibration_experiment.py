"""Settings of an experiment of the kind ``calibration``: a simulator, and what is learned of it."""

from dataclasses import dataclass, field
from typing import Annotated

from tradewinds.settings.calibration import CalibrationSettings
from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.economy_rule import EconomyRuleSettings
from tradewinds.settings.fields import Range, Section
from tradewinds.settings.observed import ObservedSettings
from tradewinds.settings.report import ReportSettings, refuse_structural
from tradewinds.settings.simulator import SimulatorSettings


@dataclass
class CalibrationExperiment(Section):
    seed: Annotated[int, Range(ge=0)] = 0
    """Start of every random number of the experiment."""
    simulator: SimulatorSettings = field(kw_only=True)
    data: DataSettings | None = None
    """The data that the simulator is calibrated to; without any, to a run of its own."""
    observed: ObservedSettings | None = None
    """Which of their series stand for the simulator's."""
    calibration: CalibrationSettings = field(default_factory=CalibrationSettings)
    optimise: EconomyRuleSettings = field(default_factory=EconomyRuleSettings)
    report: ReportSettings = field(default_factory=ReportSettings)

    def validate(self) -> None:
        """No share of imports that nothing would use; a table and what is taken of it together."""
        refuse_structural(self.report, "calibration", "Leave it out.")
        both = (self.data is None) == (self.observed is None)
        require(both, "observed", self.observed, "set where data are, and only there")
        if self.data is not None and self.observed is not None:
            require(self.data.synthetic is None, "data", self.data.name, "data that are read from files")
            self.observed.require_of(self.data)
            for name, given in self.simulator.inputs.items():
                key = f"simulator.inputs.{name}.values"
                alone = name in self.observed.columns or len(given.values) == 1
                require(alone, key, given.values, "one number, beside the series of a table")

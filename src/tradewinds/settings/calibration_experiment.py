"""Settings of an experiment of the kind ``calibration``: a simulator, and what is learned of it."""

from dataclasses import dataclass, field
from typing import Annotated

from tradewinds.settings.calibration import CalibrationSettings
from tradewinds.settings.fields import Range, Section
from tradewinds.settings.report import ReportSettings, refuse_structural
from tradewinds.settings.simulator import SimulatorSettings


@dataclass
class CalibrationExperiment(Section):
    seed: Annotated[int, Range(ge=0)] = 0
    """Start of every random number of the experiment."""
    simulator: SimulatorSettings = field(kw_only=True)
    calibration: CalibrationSettings = field(default_factory=CalibrationSettings)
    report: ReportSettings = field(default_factory=ReportSettings)

    def validate(self) -> None:
        """No share of imports that nothing would use."""
        refuse_structural(self.report, "calibration", "Leave it out.")

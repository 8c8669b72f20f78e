"""What a change of a calibration's settings makes anew, and what it does not."""

from pathlib import Path

import pytest

from tradewinds.settings.compose import compose_any
from tradewinds.settings.stages import STAGES

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.mark.parametrize(
    ("override", "changed"),
    [
        ("simulator.temperature=0.3", {"calibrate", "report_calibration"}),
        ("simulator.description=other", {"report_calibration"}),
        ("simulator.steps=50", {"simulate", "calibrate", "report_calibration"}),
        ("calibration.temperatures=[1.0]", {"calibrate", "report_calibration"}),
        ("report.title=other", {"report_calibration"}),
    ],
)
def test_a_setting_changes_the_stages_that_use_it_and_no_other(override, changed):
    """The temperature of surrogate gradients is none of the series', and of everything that is fitted."""
    before, after = (compose_any(CONFIGS, "random_walk", asked) for asked in ([], [override]))
    names = ("simulate", "calibrate", "report_calibration")
    assert {name for name in names if STAGES[name](before) != STAGES[name](after)} == changed
    assert STAGES["calibrate"](before)["simulator"]["temperature"] == 0.1

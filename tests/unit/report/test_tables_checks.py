"""Tables of the diagnosis as they come from Parquet, whose numbers are NumPy's."""

import numpy as np
from sample_tables import made_calibration

from tradewinds.report.experiment.fit.tables_checks import coverage_table
from tradewinds.report.names import Names


def test_a_band_is_too_narrow_as_claimed_or_too_wide(complete):
    names = Names(complete.experiment, complete.panels)
    equations = list(names.equations["tier1"])
    calibration = made_calibration(equations)
    assert isinstance(calibration["rows"].iloc[0], np.integer)
    widest = calibration["level"] == 0.9
    for equation, coverage in zip(equations, (0.7, 0.9, 1.0), strict=False):
        calibration.loc[widest & (calibration["equation"] == equation), "coverage"] = coverage
    found = {row[0].text: row[-1].text for row in coverage_table(names, "tier1", calibration).rows}
    assert list(found.values())[:3] == ["too narrow", "as claimed", "too wide"][: len(found)]

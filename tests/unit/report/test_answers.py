"""What the roll-out answers, in sentences."""

import pytest

from tradewinds.report.answers import answers
from tradewinds.report.names import Names


def found(complete, show):
    scenario = complete.experiment["scenario"] | {"show": show}
    names = Names(complete.experiment | {"scenario": scenario}, complete.panels)
    rollout = next(iter(complete.rollouts.values()))
    tables = {table: rollout[table].to_dataset() for table in ("sectors", "national")}
    return names, tables, [line.text for line in answers(names, tables)]


def test_sectors_asked_for_by_name_have_lines_of_their_own(complete):
    names, tables, plainly = found(complete, [])
    first = str(tables["sectors"]["sector"].values[0])
    _, _, lines = found(complete, [first])
    assert [line for line in lines if line not in plainly] == [
        line for line in lines if f"({names.sector(first)})" in line
    ]
    assert len(lines) == len(plainly) + 2


@pytest.mark.parametrize(
    ("middle", "said"), [(0.0005, "no different in the middle"), (0.5, "higher than with")]
)
def test_a_middle_that_is_nothing_beside_its_band_is_said_so(complete, middle, said):
    names, tables, _ = found(complete, [])
    changed = tables["national"].copy(deep=True)
    for quantile, value in ((0.05, -1.0), (0.5, middle), (0.95, 1.0)):
        changed["gdp_effect_quantile"].loc[{"quantile": quantile}] = value
    line = next(line.text for line in answers(names, tables | {"national": changed}) if "GDP" in line.text)
    assert said in line

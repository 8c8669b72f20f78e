"""Several scenarios on one page: what each asks in words, and their differences beside each other."""

from dataclasses import replace

import pytest
import xarray as xr
from sample import Sample

from tradewinds.report.experiment.path.tables_scenarios import scenarios_table
from tradewinds.report.experiment.scenarios import lines, scenario_question
from tradewinds.report.names import Names
from tradewinds.settings.path import PathSettings
from tradewinds.settings.sections import plain

pytestmark = pytest.mark.slow

STEP = PathSettings(name="step", shape="step", size=0.1)


def with_beside(made: Sample, **beside: PathSettings) -> Sample:
    """The sample with more scenarios, all with the first one's results but for half the sectors' effects."""
    names = [*made.experiment["scenarios"], *beside]
    paths = {name: plain(path) for name, path in beside.items()}
    experiment = made.experiment | {"scenarios": names, "paths": paths}
    first = made.rollouts["rising"]
    return replace(made, experiment=experiment, rollouts=dict.fromkeys(names, first))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (STEP, "Tariff +10 points at once; 20 periods, against unchanged tariffs"),
        (replace(STEP, size=-1.0, relative=True), "Tariff removed at once"),
        (
            replace(STEP, size=1.0, relative=True, start=3),
            "Tariff +100 % of what it was at once from period 3 on",
        ),
        (replace(STEP, shape="temporary", length=8), "Tariff +10 points for 8 periods, then back"),
        (replace(STEP, shape="impulse", start=2), "Tariff +10 points in period 2 alone"),
        (replace(STEP, shape="ramp", length=4), "Tariff +10 points in equal steps over 4 periods"),
        (replace(STEP, shape="file", file="mine.csv"), "Tariff as in mine.csv; 20 periods"),
        (
            replace(STEP, sectors=["111"], baseline="rising"),
            "Tariff in Agricultural products +10 points at once",
        ),
        (replace(STEP, baseline="rising"), "against the scenario rising"),
    ],
)
def test_what_a_scenario_asks_is_said_in_words(complete, path, words):
    made = with_beside(complete, step=path)
    assert words in scenario_question(Names(made.experiment, made.panels), "step")


def groups(made: Sample) -> dict[str, dict[str, xr.Dataset]]:
    return {
        name: {group: tree[group].to_dataset() for group in tree.children}
        for name, tree in made.rollouts.items()
    }


def test_every_scenario_is_a_column_with_its_own_numbers(complete):
    made = with_beside(complete, step=STEP)
    other = made.rollouts["rising"].copy(deep=True)
    other["national"]["gdp_effect_quantile"] = other["national"]["gdp_effect_quantile"] * 0 - 7.0
    made.rollouts["step"] = other
    table = scenarios_table(Names(made.experiment, made.panels), groups(made))
    assert table.head == ["Difference in", "rising", "step"]
    (row,) = [row for row in table.rows if row[0].text.startswith("Real GDP")]
    assert row[2].text.startswith("−7.0 (−7.0 to −7.0)") and not row[1].text.startswith("−7.0")


def test_what_was_larger_before_the_end_is_said(complete):
    made = with_beside(complete, step=STEP)
    other = made.rollouts["rising"].copy(deep=True)
    nothing = 0 * other["national"]["gdp_effect_quantile"]
    nothing[:, :, 4] = -3.0
    other["national"]["gdp_effect_quantile"] = nothing
    made.rollouts["step"] = other
    table = scenarios_table(Names(made.experiment, made.panels), groups(made))
    (row,) = [row for row in table.rows if row[0].text.startswith("Real GDP")]
    assert "largest −3.0 after 4 periods" in row[2].text


def test_a_refused_scenario_says_why_and_the_others_stay(complete):
    made = with_beside(complete, step=STEP)
    names, computed = Names(made.experiment, made.panels), groups(made)
    del computed["step"]
    first, second = lines(names, computed, {"step": "too far"})
    assert first.kind == "doubt" and "the answer is assumption" in first.text
    assert second.kind == "bad" and second.text.endswith("Refused: too far")


def test_the_page_has_the_section_where_there_are_several(complete):
    made = with_beside(complete, step=STEP, gone=replace(STEP, name="gone"))
    made.rollouts["gone"] = xr.DataTree(xr.Dataset(attrs={"refused": "too far."}))
    page = made.page().html
    assert '<section id="scenarios">' in page and "gone: tariff +10 points at once" in page
    assert (
        "gone: tariff +10 points at once" in page
        and "Refused: too far." in page
        and "than with unchanged tariffs" in page
    )

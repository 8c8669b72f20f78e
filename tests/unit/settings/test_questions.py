"""A question put in an experiment's file is that of its own scenario."""

from pathlib import Path

import pytest

from tradewinds.settings.compose import compose

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.mark.parametrize(
    ("overrides", "kept"),
    [
        ([], True),
        (["data.tables.sectors.file=mine.csv"], True),
        (["scenario.size=0.2"], False),
        (["scenario=removal"], False),
        (["scenarios=[removal]"], False),
        (["scenario.size=0.2", "report.question='What if?'"], True),
    ],
)
def test_another_scenario_is_another_question(overrides, kept):
    experiment = "us_industry" if "file" in "".join(overrides) else "quickstart"
    assert bool(compose(CONFIGS, experiment, overrides).report.question) == kept

"""Rules for simulated economies: which experiments have a tariff, and what a setting of theirs makes anew."""

from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose_any
from tradewinds.settings.stages import STAGES
from tradewinds.settings.stages.economy_rule import require_tariff

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("experiment", "jobs"), [("olg", 3), ("import_market", 1), ("random_walk", 0), ("olg_sixty", 0)]
)
def test_a_rule_is_looked_for_where_there_is_a_tariff(experiment, jobs):
    known = compose_any(CONFIGS, experiment, [])
    found = [STAGES[name].jobs_of(known) for name in ("rule_market", "rule_generations")]
    assert sum(map(len, found)) == jobs
    assert len(STAGES["report_economy_rule"].jobs_of(known)) == bool(jobs)
    if jobs:
        require_tariff(known, experiment)
    else:
        with pytest.raises(SettingsError, match=f"optimise of {experiment}.*without a tariff; expected"):
            require_tariff(known, experiment)


@pytest.mark.slow
@pytest.mark.parametrize("experiment", ["olg", "import_market"])
def test_a_rules_settings_change_no_other_stage(experiment):
    before, after = (compose_any(CONFIGS, experiment, asked) for asked in ([], ["optimise.start=0.1"]))
    changed = set()
    for name, stage in STAGES.items():
        jobs = [] if name == "manifest" else stage.jobs_of(before)
        if any(stage(before, **job) != stage(after, **job) for job in jobs):
            changed.add(name)
    own = {"olg": "rule_generations", "import_market": "rule_market"}[experiment]
    assert changed == {own, "report_economy_rule"}


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("optimise.form=path", "form = 'path'; expected rule. Leave it out"),
        ("optimise.lowest=0.5", "lowest = 0.5; expected below highest = 0.4"),
        ("optimise.start=0.9", "start = 0.9; expected between"),
    ],
)
def test_what_makes_no_rule_is_refused(override, said):
    with pytest.raises(SettingsError, match=said):
        compose_any(CONFIGS, "olg", [override])

"""A stage's section holds what the stage uses and nothing else."""

from pathlib import Path

import pytest

from tradewinds.settings import stages
from tradewinds.settings.compose import compose
from tradewinds.settings.data import DataSettings
from tradewinds.settings.experiment import Experiment
from tradewinds.settings.sections import plain, typed
from tradewinds.settings.tier import TierSettings

CONFIGS = Path(__file__).parents[3] / "configs"


def sections(*overrides: str) -> dict[str, dict]:
    """Every stage's section, by rule and wildcard."""
    experiment = compose(CONFIGS, "quickstart", list(overrides))
    found = {name: getattr(stages, name)(experiment) for name in ("roll_out", "estimate", "report")}
    for name in ("read", "split"):
        found |= {
            f"{name} {table}": getattr(stages, name)(experiment, table) for table in ("sectors", "national")
        }
    for name in ("scale", "fit", "predict", "compare", "judge", "recover"):
        found |= {f"{name} {tier}": getattr(stages, name)(experiment, tier) for tier in ("tier1", "tier2")}
    return found


def changed(*overrides: str) -> set[str]:
    before, after = sections(), sections(*overrides)
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize(
    ("override", "stages_changed"),
    [
        ("report.accent='#000000'", {"report"}),
        ("data.description=other", {"report"}),
        ("scenario.periods=7", {"report", "roll_out"}),
        ("diagnostics.epsilon.tier2=0.5", {"report", "judge tier2"}),
        ("diagnostics.rhat=1.2", {"report", "judge tier1", "judge tier2"}),
        (
            "diagnostics.bootstrap=50",
            {
                "report",
                *(
                    f"{stage} {tier}"
                    for stage in ("predict", "compare", "judge")
                    for tier in ("tier1", "tier2")
                ),
            },
        ),
        ("diagnostics.ridge=2", {"report", "compare tier1", "compare tier2"}),
        (
            "tier2.model.prior.scale=0.5",
            {"report", "roll_out", "fit tier2", "predict tier2", "recover tier2"},
        ),
        ("tier2.title=other", {"report"}),
        ("inference.device=gpu", {"report", "fit tier1", "fit tier2"}),
        ("data.tables.national.variables.gdp.label=other", {"report", "roll_out"}),
        ("data.tables.national.variables.gdp.unit=other", {"report", "roll_out", "read national"}),
        ("split.inside_share=0.2", {"report", "split sectors", "split national"}),
    ],
)
def test_a_setting_changes_the_stages_that_use_it_and_no_other(override, stages_changed):
    assert changed(override) == stages_changed


def test_sections_go_through_plain_types_and_back():
    experiment = compose(CONFIGS, "quickstart", [])
    section = stages.fit(experiment, "tier1")
    tier = typed(TierSettings, section["tier"])
    assert tier.model == experiment.tier1.model and tier.inference == experiment.tier1.inference
    data = typed(DataSettings, section["data"])
    assert set(data.tables) == set(stages.tables_of(experiment, "tier1"))
    assert plain(tier) == section["tier"]


def test_the_order_of_keys_and_comments_does_not_matter(tmp_path):
    import shutil

    import yaml

    copy = tmp_path / "configs"
    shutil.copytree(CONFIGS, copy)
    for path in [
        *copy.glob("model/*.yaml"),
        *copy.glob("diagnostics/*.yaml"),
        *copy.glob("inference/*.yaml"),
    ]:
        content = yaml.safe_load(path.read_text()) or {}
        header = "# @package _global_\n" if "@package" in path.read_text() else ""
        reordered = dict(reversed(content.items()))
        path.write_text(f"{header}# a comment\n{yaml.safe_dump(reordered, sort_keys=False)}")
    assert repr(plain(compose(copy, "quickstart"))) == repr(plain(compose(CONFIGS, "quickstart")))


def test_every_section_is_made_of_plain_types():
    def walk(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                assert type(key) is str
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        else:
            assert value is None or type(value) in (str, int, float, bool), value

    walk(sections())


def test_every_section_of_the_settings_is_used():
    used = sections()["report"]["experiment"]
    assert list(used) == list(Experiment.__dataclass_fields__)

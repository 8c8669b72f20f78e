"""The stage of ``snakemake explore``."""

from typing import Any

from tradewinds.settings.experiment import ExperimentSettings, tiers_of
from tradewinds.settings.stages.inputs import ANSWERING_FIT, every, of_headline, reading
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.policy import gates, plan, roll_out
from tradewinds.settings.stages.shared import equations_by_table, some_fields
from tradewinds.settings.stages.stage import Study, seed_of, stage


@stage(
    {"page": "report/explorer.html", "facts": "explorer/facts.json"},
    once,
    seed=seed_of,
    study=Study.explore,
    inputs=reading(
        path=of_headline("plan", "path"),
        verdict=every("judge_effect", "verdict"),
        **ANSWERING_FIT,
        checks=gates,
    ),
    jax="float64",
)
def build_explorer(experiment: ExperimentSettings) -> dict[str, Any]:
    """As ``roll_out``, with what the page says beside: the first scenario's path, what is flagged, what
    prosperity and welfare are."""
    name = experiment.scenario.name
    found, flagged = roll_out(experiment, name), some_fields(experiment.scenario, "flag_distance")
    prosperity = equations_by_table(experiment, "tier2") if "tier2" in tiers_of(experiment) else {}
    return found | {
        "scenario": found["scenario"] | flagged,
        "path": plan(experiment, name)["path"] | some_fields(experiment.scenario, "baseline"),
        "prosperity": [one.name for equations in prosperity.values() for one in equations],
        "tested": experiment.verdict.policy or experiment.scenario.variable,
        "title": experiment.report.title,
        "welfare": some_fields(experiment.welfare, "weights", "totals", "discount"),
    }

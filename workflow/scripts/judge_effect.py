"""Judge the effect of the first scenario's path."""

from fits import panel_of
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.policy.effect_verdict import judge_effects
from tradewinds.policy.posed_effect import question_of, weighted_of
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.verdict import VerdictSettings

with Job(snakemake) as job:
    panel = panel_of(job)
    grid, frequency = panel.grids["sectors"], panel.data.tables["sectors"].frequency
    scenario = job.section(ScenarioSettings, "scenario")
    network = weighted_of(job.read(job.input.rollout))
    question = question_of(grid, frequency, scenario, job.read(job.input.path), network)
    asked, outcomes = job.section(VerdictSettings, "verdict"), job.settings["outcomes"]
    verdicts, paths = judge_effects(grid, panel.data, question, outcomes, asked, job.params.seed)
    write_table(verdicts, job.output.verdict, job.provenance())
    write_table(paths, job.output.paths, job.provenance())

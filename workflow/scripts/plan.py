"""Lay a scenario's path and its baseline's out over sectors and periods."""

from fits import panel_of
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.folders import data_folder
from tradewinds.policy.scenario import plan_from_files
from tradewinds.settings.path import PathSettings
from tradewinds.settings.scenario import ScenarioSettings

with Job(snakemake) as job:
    planned = plan_from_files(
        panel_of(job),
        job.section(ScenarioSettings, "scenario"),
        job.section(PathSettings, "path"),
        job.section(PathSettings, "baseline") if job.settings["baseline"] else None,
        tuple(job.settings["bounds"]),
        data_folder(),
    )
    write_table(planned, job.output.path, job.provenance())

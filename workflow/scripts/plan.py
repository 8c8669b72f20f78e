"""Lay a scenario's path and its baseline's out over sectors and periods."""

from fits import panel_of
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.data.path_file import read_path
from tradewinds.folders import data_folder
from tradewinds.policy.scenario import plan
from tradewinds.settings.data import DataSettings, Unit
from tradewinds.settings.path import PathSettings
from tradewinds.settings.scenario import ScenarioSettings

with Job(snakemake) as job:
    data = job.section(DataSettings, "data")
    scenario = job.section(ScenarioSettings, "scenario")
    path = job.section(PathSettings, "path")
    baseline = job.section(PathSettings, "baseline") if job.settings["baseline"] else None
    frequency = data.tables["sectors"].frequency
    files = {
        role: read_path(
            data_folder() / one.file,
            scenario.variable,
            frequency,
            tuple(job.settings["bounds"]),
            percent=one.written == Unit.percent,
        )
        for role, one in {"scenario": path, "baseline": baseline}.items()
        if one is not None and one.file
    }
    planned = plan(panel_of(job), scenario, path, baseline, files)
    write_table(planned, job.output.path, job.provenance())

"""Say what the acts of a scenario's schedule of law say, and how much of trade each meets."""

from fits import panel_of
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.folders import data_folder
from tradewinds.policy.scenario import acts_from_files
from tradewinds.settings.path import PathSettings
from tradewinds.settings.scenario import ScenarioSettings

with Job(snakemake) as job:
    asked = (job.section(ScenarioSettings, "scenario"), job.section(PathSettings, "path"))
    write_table(acts_from_files(panel_of(job), *asked, data_folder()), job.output.law, job.provenance())

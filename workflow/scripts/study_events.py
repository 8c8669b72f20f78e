"""Study an outcome about the policy's changes."""

from fits import panel_of
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.effects.study import study_events
from tradewinds.settings.event_study import EventStudySettings

with Job(snakemake) as job:
    panel = panel_of(job)
    asked = job.section(EventStudySettings, "event_study")
    found = study_events(panel.all_rows("sectors"), panel.data, asked)
    write_table(found, job.output.event_study, job.provenance())

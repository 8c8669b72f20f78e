"""Estimate an outcome's slopes on the policy, side by side."""

from fits import panel_of
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.effects.slope_study import estimate_slopes
from tradewinds.settings.policy_slopes import PolicySlopesSettings

with Job(snakemake) as job:
    panel = panel_of(job)
    asked = job.section(PolicySlopesSettings, "policy_slopes")
    found = estimate_slopes(panel.all_rows("sectors"), panel.data, asked, job.params.seed)
    write_table(found, job.output.policy_slopes, job.provenance())

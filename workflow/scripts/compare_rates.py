"""Set duties paid beside the rates of law: how far they follow, and what they find where law stands still."""

from fits import panel_of
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.effects.rates_compared import compare_rates
from tradewinds.settings.rate_pair import RatePair

with Job(snakemake) as job:
    panel = panel_of(job)
    found = compare_rates(panel.all_rows("sectors"), panel.data, job.section(RatePair, "pair"))
    write_table(found, job.output.rates, job.provenance())

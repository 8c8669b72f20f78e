"""Write the page of the best rule for a simulated economy's tariff."""

from job import Job

from tradewinds.report.economy_rule.page import ECONOMY_RULE_PAGE

with Job(snakemake) as job:
    page = ECONOMY_RULE_PAGE.render(job.settings, job.documents(), job.found())
    job.publish(page)

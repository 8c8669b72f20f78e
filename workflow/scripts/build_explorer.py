"""Put the posterior that answers into a page that rolls any path out in the browser."""

from fits import fit_of_tiers
from job import Job

from tradewinds.artifacts import write_json, write_page
from tradewinds.runtime import start_jax
from tradewinds.settings.path import PathSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.welfare import WelfareSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.explorer.build import build_page

    provenance = job.provenance()
    verdicts = list(job.tables.verdict.values())
    page = build_page(
        fit_of_tiers(job),
        job.section(ScenarioSettings, "scenario"),
        job.section(PathSettings, "path"),
        job.read(job.input.path),
        experiment=job.wildcards.experiment,
        title=job.settings["title"],
        prosperity=job.settings["prosperity"],
        welfare=job.section(WelfareSettings, "welfare"),
        verdicts=verdicts[0] if verdicts else None,
        inputs=provenance["inputs"],
        tested=job.settings["tested"],
        checks=job.tables.checks.get("economics"),
    )
    if page.facts["reason"]:
        job.info(f"WARNING: there is no explorer: {page.facts['reason']}")
    write_page(page.html, job.output.page, provenance)
    write_json(page.facts, job.output.facts, provenance)
    job.info(f"the page: {job.output.page}")

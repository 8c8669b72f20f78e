"""Draw the causal graph of the equations, ask what it identifies, and test what it implies on the data."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.sensitivity.graph import arrows, beside, explained_equations, unrolled
from tradewinds.sensitivity.identification import identification
from tradewinds.sensitivity.independences import implied, independences
from tradewinds.settings.data import DataSettings

with Job(snakemake) as job:
    data, asked = job.section(DataSettings, "data"), job.settings["sensitivity"]
    equations = explained_equations(data, job.settings["tiers"])
    graph = unrolled(data, equations, beside(data, equations, asked["candidates"], asked["moved"]))
    pairs = list(implied(graph, equations, data))
    tested = independences(job.tables.train, job.trees.scaler, data, pairs, asked["alpha"])
    provenance = job.provenance()
    write_table(arrows(equations), job.output.arrows, provenance)
    identified = identification(graph, equations, "sectors", job.settings["policy"])
    write_table(identified, job.output.identification, provenance)
    write_table(tested, job.output.independences, provenance)

"""Many small experiments: one job for each, which runs the Snakefile on it, from its data to its manifest.

``snakemake --profile slurm_small`` sends these to the cluster in place of the jobs of which an experiment consists, whose
start there costs more than the work of most of them. A job that is sent again, or that the cluster starts anew,
finds what its experiment has finished and goes on there.
"""

import snakemake.persistence as of_locks


include: "rules/begin.smk"


from fresh import is_finished, named_artifacts
from locks import lock_beside
from needs import data_mb, needed, raw_files
from tradewinds.settings.requests import single_requests

SINGLE = or_stop(single_requests, ASKED)
DONE = ".cache/many/{experiment}"


def say(text):
    print(f"  freshness | {text}", file=sys.stderr)


def beside(job):
    """What an experiment's job makes beside its mark."""
    if job.rule.name != "experiment":
        return []
    name = job.wildcards.experiment
    return [f"{REQUEST.results}/{name}/{path}" for path in named_artifacts(REQUEST.experiments[name])]


if workflow.is_main_process:
    # Jobs take no locks: one that was ended and is started anew would be kept from its own work by its own.
    lock_beside(of_locks.PersistenceBase, beside)
    # a mark that no longer says what is there is taken away, and its experiment is sent again
    for name, known in REQUEST.experiments.items():
        mark, results = Path(DONE.format(experiment=name)), Path(REQUEST.results, name)
        if mark.exists() and not is_finished(known, results, CODE, Path(".cache/finished"), say):
            mark.unlink(missing_ok=True)


localrules:
    all,


rule all:
    """All that were asked for."""
    input:
        [DONE.format(experiment=name) for name in REQUEST.experiments],


rule experiment:
    """The report and the manifest of one experiment."""
    input:
        # what is missing is said by the experiment's own job, and keeps none of the others
        lambda wildcards: [
            str(file) for file in raw_files(REQUEST.experiments[wildcards.experiment]) if file.is_file()
        ],
    output:
        touch(DONE),
    threads: 1
    resources:
        **needed(2500, 120, lambda wildcards: data_mb(REQUEST.experiments[wildcards.experiment])),
    params:
        settings=lambda wildcards: repr(REQUEST.experiments[wildcards.experiment]),
        code=CODE,
        python=sys.executable,
        snakefile=str(ROOT / "Snakefile"),
        config=lambda wildcards: packed(SINGLE[wildcards.experiment]),
    message:
        "make {wildcards.experiment}"
    shell:
        "{params.python} -m snakemake --snakefile {params.snakefile} --cores {threads} --nolock --quiet"
        " --config {params.config}"

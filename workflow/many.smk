"""Many small experiments: a job for some of them, which runs the Snakefile on these, from their data to their manifests.

``snakemake --profile slurm_small`` sends these to the cluster in place of the jobs of which an experiment consists, whose
start there costs more than the work of most of them. A job that is sent again, or that the cluster starts anew,
finds what its experiments have finished and goes on there. ``--config together=…`` says how many share a job.
"""

import snakemake.persistence as of_locks


include: "rules/begin.smk"


from fresh import is_finished, named_artifacts
from locks import lock_beside
from needs import data_mb, needed_together
from together import account, jobs_of, only

DONE = ".cache/many/{experiment}"
TRIED = ".cache/tried/{experiment}"


def log_line(text):
    print(f"  freshness | {text}", file=sys.stderr)


def is_made(name):
    results = Path(REQUEST.results, name)
    return results.is_dir() and is_finished(
        REQUEST.experiments[name], results, CODE, Path(".cache/finished"), log_line
    )


def members(job):
    """Names of the experiments that a job makes."""
    return JOBS[job.experiment]


def beside(job):
    """What an experiment's job makes beside its mark."""
    if job.rule.name != "experiment":
        return []
    return [
        f"{REQUEST.results}/{name}/{path}"
        for name in members(job.wildcards)
        for path in named_artifacts(REQUEST.experiments[name])
    ]


def say_what_became():
    """Of every experiment, whether it is made, failed, or was not begun."""
    sent = [
        name
        for job, names in JOBS.items()
        if not Path(DONE.format(experiment=job)).exists()
        for name in names
    ]
    left = [name for name in sent if not is_made(name)]
    failed = [name for name in left if Path(TRIED.format(experiment=name)).exists()]
    for line in account(
        [name for name in REQUEST.experiments if name not in left],
        failed,
        [name for name in left if name not in failed],
    ):
        print(f"tradewinds: {line}", file=sys.stderr)


if workflow.is_main_process:
    # Jobs take no locks: one that was ended and is started anew would be kept from its own work by its own.
    lock_beside(of_locks.PersistenceBase, beside)
    LAST_WORDS.append(say_what_became)
    LEFT = [name for name in REQUEST.experiments if not is_made(name)]
    # a job knows by the same numbers which experiments it makes
    SENT = or_stop(only, ASKED, LEFT)
    workflow.config_settings.config_args = packed(SENT)
    JOBS = or_stop(jobs_of, SENT) if LEFT else {}
    # marks of earlier jobs say nothing of these
    for pattern, names in ((DONE, JOBS), (TRIED, LEFT)):
        for name in names:
            Path(pattern.format(experiment=name)).unlink(missing_ok=True)
else:
    JOBS = or_stop(jobs_of, ASKED)


onsuccess:
    if workflow.is_main_process:
        say_what_became()


localrules:
    all,


rule all:
    """All that were asked for."""
    input:
        [DONE.format(experiment=job) for job in JOBS],


rule experiment:
    """The reports and the manifests of the experiments that share a job."""
    output:
        touch(DONE),
    threads: 1
    resources:
        **needed_together(
            2500,
            120,
            lambda wildcards: [data_mb(REQUEST.experiments[name]) for name in members(wildcards)],
        ),
    params:
        tried=lambda wildcards: [TRIED.format(experiment=name) for name in members(wildcards)],
        folder=str(Path(TRIED).parent),
        results=REQUEST.results,
        names=lambda wildcards: ",".join(members(wildcards)),
        python=sys.executable,
        snakefile=str(ROOT / "Snakefile"),
        one_by_one=str(ROOT / "workflow" / "one_by_one.py"),
        config=lambda wildcards: packed(only(ASKED, members(wildcards))),
        each=lambda wildcards: [word for name in members(wildcards) for word in packed(only(ASKED, [name]))],
    message:
        "make {params.names}"
    shell:
        # one that fails keeps none of the others
        "mkdir -p {params.folder}; touch {params.tried:q};"
        " make=({params.python:q} -m snakemake --snakefile {params.snakefile:q} --cores {threads} --nolock --quiet"
        " --keep-going --config);"
        ' "${{make[@]}}" {params.config}'
        " || {params.python:q} {params.one_by_one:q} {params.tried[0]:q} {params.results:q} {params.names:q}"
        ' "${{make[@]}}" -- {params.each}'

"""What of an experiment is finished, and is as it would be made now."""

from functools import cache

from fresh import MISSING, FinishedWork
from snakemake.io import IOFile


@cache
def finished_work(name):
    """What is finished of an experiment, by what it carries."""

    def log_line(text):
        print(f"  freshness | {text}", file=sys.stderr)

    results = Path(REQUEST.results) / name
    work = FinishedWork(REQUEST.experiments[name], results, CODE, Path(".cache/finished"), log_line)
    atexit.register(work.keep)
    return work


def is_current(name, wildcards):
    """Whether what a job makes is there, as it would be made now, and Snakemake has no record of it: then the
    times of its inputs say nothing. What is there and would be made otherwise is to be made again.
    """
    work, known = finished_work(wildcards.experiment), dict(wildcards.items())
    paths = or_stop(STAGES[name].paths, known)
    reasons = or_stop(lambda: [work.reason(path) for path in paths])
    files = [f"{OUT}/{path}".format(**known) for path in paths]
    if set(reasons) - {"", MISSING}:
        workflow.dag.forcefiles.update(files)
    records = workflow.persistence
    return not any(reasons) and not all(records.metadata(IOFile(file)) for file in files)

"""Many small experiments: one job for each, which runs the Snakefile on it, from its data to its manifest.

``snakemake --profile slurm_small`` sends these to the cluster in place of the jobs of which an experiment consists, whose
start there costs more than the work of most of them. A job that is sent again, or that the cluster starts anew,
finds what its experiment has finished and goes on there.
"""

import sys
import time
from pathlib import Path

ROOT = Path(workflow.basedir).parent
for place in ("workflow", "src"):
    sys.path.insert(0, str(ROOT / place))

from logs import errors_since
from needs import data_mb, needed, raw_files
from passed_on import named_in, packed, unpacked
from tradewinds.errors import TradewindsError
from tradewinds.fingerprint import code_fingerprints
from tradewinds.settings.requests import read_request, single_requests

STARTED = time.time()
ASKED = unpacked(config)
workflow.config_settings.config_args = packed(ASKED)


def composed():
    """The experiments that are asked for, of which a job composes its own; a user's error ends all with its line."""
    own = () if workflow.is_main_process else named_in(sys.argv[1:])
    try:
        return single_requests(ASKED), read_request(ASKED, ROOT / "configs", own)
    except TradewindsError as error:
        raise SystemExit(f"tradewinds: {error}") from None


SINGLE, REQUEST = composed()
DONE = ".cache/many/{experiment}"
CODE = code_fingerprints(sorted((ROOT / "workflow" / "scripts").glob("*.py")), Path(".cache/code.json"))
if workflow.is_main_process:
    for name in REQUEST.experiments:
        if not Path(REQUEST.results, name, "manifest.json").exists():
            Path(DONE.format(experiment=name)).unlink(missing_ok=True)


onerror:
    for line in errors_since(STARTED, Path(REQUEST.results)):
        print(f"tradewinds: {line}", file=sys.stderr)


localrules:
    all,


rule all:
    """All that were asked for."""
    input:
        [DONE.format(experiment=name) for name in REQUEST.experiments],


rule experiment:
    """The report and the manifest of one experiment."""
    input:
        lambda wildcards: [*map(str, raw_files(REQUEST.experiments[wildcards.experiment]))],
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
        # the locks are the caller's, who looks after this job and its experiment alone
        "{params.python} -m snakemake --snakefile {params.snakefile} --cores {threads} --nolock --quiet"
        " --config {params.config}"

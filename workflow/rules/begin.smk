"""How every run begins, of the Snakefile and of many.smk: its note, what was asked for, composed once, and the code's fingerprints."""

import atexit
import os
import sys
import time
from pathlib import Path

import snakemake.persistence.file as of_lock_files
import snakemake.scheduling.job_scheduler as of_jobs
from snakemake import exceptions as of_snakemake

# many.smk lies one folder below the Snakefile
ROOT = next(
    folder
    for folder in (Path(workflow.basedir), Path(workflow.basedir).parent)
    if (folder / "Snakefile").is_file()
)
for place in ("workflow", "src"):
    sys.path.insert(0, str(ROOT / place))
os.environ.update(
    PYTHONPATH=os.pathsep.join([*sys.path[:2], os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
)

from ending import at_any_moment
from locks import Run, in_plain_words, unlock_own
from logs import errors_since
from passed_on import named_in, packed, unpacked
from together import members_of, require_together
from tradewinds.errors import TradewindsError
from tradewinds.fingerprint import code_fingerprints
from tradewinds.room import require_room
from tradewinds.settings.rate_pair import notices
from tradewinds.settings.requests import read_request


def or_stop(call, *arguments):
    """The call's result; a user's error ends everything with its one line, before the first job."""
    try:
        return call(*arguments)
    except TradewindsError as error:
        raise SystemExit(f"tradewinds: {error}") from None


onstart:
    # Snakemake's limit of jobs a second looks at all ready jobs again a second after every look, and every job that
    # ends begins another such chain: with fifty experiments these took a third of a processor.
    workflow.scheduler.job_rate_limiter = None


LAST_WORDS = []
"""What else is to be done before the last line of a run that failed: functions without arguments."""


onerror:
    for say_so in LAST_WORDS:
        say_so()
    # last of all, the one line that matters, which Snakemake's own account buries
    for line in errors_since(STARTED, Path(REQUEST.results)):
        print(f"tradewinds: {line}", file=sys.stderr)


def say_if_full():
    """Whatever ended a run on a full disk: Snakemake's own account of it is a traceback."""
    try:
        for folder in (Path.cwd(), Path(REQUEST.results)):
            require_room(folder)
    except TradewindsError as error:
        print(f"tradewinds: {error}", file=sys.stderr)


at_any_moment(of_jobs.JobScheduler)

# noted here, before Snakemake takes its locks; its processes of single jobs take none
if workflow.is_main_process:
    or_stop(require_room, Path.cwd())
    RUN = Run(frees="--nolock" not in sys.argv)
    in_plain_words(RUN, of_snakemake)
    unlock_own(of_lock_files.FilePersistence)
    if RUN.freed:
        print(
            "tradewinds: the last run was killed; its locks are removed and its work goes on.",
            file=sys.stderr,
        )

STARTED = time.time()
ASKED = unpacked(config)
workflow.config_settings.config_args = packed(ASKED)
# a job on a cluster composes what its own targets need, of all that was asked for
OWN = () if workflow.is_main_process else or_stop(members_of, named_in(sys.argv[1:]), ASKED)
REQUEST = or_stop(read_request, ASKED, ROOT / "configs", OWN)
if workflow.is_main_process:
    or_stop(require_together, ASKED, Path(workflow.basedir) != ROOT)
    for line in notices(REQUEST.experiments):
        print(f"tradewinds: {line}", file=sys.stderr)
    atexit.register(say_if_full)
CODE = code_fingerprints(sorted((ROOT / "workflow" / "scripts").glob("*.py")), Path(".cache/code.json"))

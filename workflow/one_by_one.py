"""Make the experiments of a job one by one, where none of them could be begun together.

What keeps Snakemake from a single experiment, a file that is missing or one in the way, keeps it from all
that it is asked for at once. Once it has begun, one that fails keeps none of the others, and is not tried
again here.

    python one_by_one.py BEGUN RESULTS NAME,NAME COMMAND… -- CONFIG CONFIG

``BEGUN`` is a file written just before they were tried together; ``CONFIG`` asks for each of them alone.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


def were_begun(begun: Path, results: Path, names: Iterable[str]) -> bool:
    """Whether a job of theirs has written its log since the file ``begun`` was."""
    since = begun.stat().st_mtime
    logs = (log for name in names for log in results.glob(f"{name}/log/*.log"))
    return any(log.stat().st_mtime >= since for log in logs)


def main(arguments: list[str]) -> int:
    begun, results, named, *rest = arguments
    names, at = named.split(","), rest.index("--")
    if len(names) == 1 or were_begun(Path(begun), Path(results), names):
        return 1
    print("tradewinds: these experiments cannot be begun together: one after the other", file=sys.stderr)
    command, each = rest[:at], rest[at + 1 :]
    return max(abs(subprocess.run([*command, config]).returncode) for config in each)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

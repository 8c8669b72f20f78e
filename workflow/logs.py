"""Users' errors in the logs of jobs."""

import re
from pathlib import Path

from job import ERROR

_PART = re.compile(r"  \d+\. ")
"""How the lines of an error begin that is several at once."""


def errors_since(started: float, results: Path) -> list[str]:
    """The users' errors in the logs written since then (seconds since 1970), in the order of these.

    Of an error that is several at once, each on a line of its own.
    """
    logs = [log for log in results.glob("*/log/*.log") if log.stat().st_mtime >= started]
    found = []
    for log in sorted(logs, key=lambda log: log.stat().st_mtime):
        within = False
        for line in _lines(log):
            within = ERROR in line or (within and _PART.match(line) is not None)
            if within:
                found.append(line.strip() if ERROR in line else line.rstrip())
    return found


def _lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines()

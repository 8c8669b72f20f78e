"""Users' errors in the logs of jobs."""

from pathlib import Path

from job import ERROR


def errors_since(started: float, results: Path) -> list[str]:
    """The users' errors in the logs written since then (seconds since 1970), in the order of these."""
    logs = [log for log in results.glob("*/log/*.log") if log.stat().st_mtime >= started]
    lines = [line for log in sorted(logs, key=lambda log: log.stat().st_mtime) for line in _lines(log)]
    return [line.strip() for line in lines if ERROR in line]


def _lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines()

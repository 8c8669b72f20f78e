"""What Snakemake says of a run as lines of JSON, for ``tradewinds``: ``snakemake --logger tradewinds``.

Snakemake finds the package by its name, in any folder that Python imports from. The command that starts it
hands over the end of a pipe, whose number stands in an environment variable (``tradewinds.cli.running``);
without one nothing is written.
"""

import json
import os
from logging import LogRecord
from typing import Any

from snakemake_interface_logger_plugins.base import LogHandlerBase

PIPE = "TRADEWINDS_EVENTS"
_FIELDS = ("jobid", "job_id", "jobs", "rule_name", "rule_msg", "log", "stats", "done", "total", "exception")
"""Of Snakemake's records, those that are handed on."""


class LogHandler(LogHandlerBase):
    """Writes beside Snakemake's own account, which stays what it is."""

    def __post_init__(self) -> None:
        pipe = os.environ.pop(PIPE, "")  # jobs need not know of it
        self._stream = os.fdopen(int(pipe), "w", encoding="utf-8") if pipe else None

    def emit(self, record: LogRecord) -> None:
        event = getattr(record, "event", None)
        if self._stream is None or event is None:
            return
        told: dict[str, Any] = {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        try:
            self._stream.write(json.dumps({"event": str(event), **told}, default=str) + "\n")
            self._stream.flush()
        except (OSError, ValueError):
            self._stream = None  # nobody reads any more; the run goes on

    @property
    def writes_to_stream(self) -> bool:
        return False

    @property
    def writes_to_file(self) -> bool:
        return False

    @property
    def has_filter(self) -> bool:
        return True

    @property
    def has_formatter(self) -> bool:
        return True

    @property
    def needs_rulegraph(self) -> bool:
        return False

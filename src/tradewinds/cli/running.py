"""One run of Snakemake: started, followed, interrupted, and said to the end."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tradewinds.cli.display import Display, display_on
from tradewinds.cli.durations import keep_durations, known_durations
from tradewinds.cli.state import RunState, parsed_event

PIPE = "TRADEWINDS_EVENTS"
"""Environment variable with the number of the pipe that Snakemake's events come through
(``workflow/snakemake_logger_plugin_tradewinds``).
"""
_ENDED_BY = 128
"""Exit statuses above it are signals, as shells have it: 130 an interrupt."""
_STAYS = "tradewinds: "
"""Begins lines of the workflow that a user has to read."""
_OF_A_JOB = re.compile(r"^  (\w+) \| (.*)$")
_LOOK, _REDRAW = 0.5, 0.1
"""Seconds without a word after which the state is shown again; least seconds between two showings."""
_TAIL = 40
"""Lines of Snakemake that are shown where nothing else says why it failed."""


@dataclass
class WorkflowRun:
    """Snakemake with its ``arguments`` in the checkout ``root``.

    ``answer``: the file, within the checkout, in which the run says what it found; it is shown at the end.
    """

    root: Path
    arguments: Sequence[str]
    again: str
    """The command line that goes on with the run."""
    verbose: bool = False
    answer: str = ""
    state: RunState = field(default_factory=RunState)
    said: list[str] = field(default_factory=list)
    _tail: deque[str] = field(default_factory=lambda: deque(maxlen=_TAIL))
    _signals: list[int] = field(default_factory=list)

    def follow(self, stream: Any = None) -> int:
        """Run to the end and show it on ``stream`` (standard error); the exit status."""
        start = shown = time.monotonic()
        display, known = display_on(stream or sys.stderr, start), known_durations(self.root)
        with (
            _started(self.root, self.arguments, self.verbose) as (process, lines),
            _passing_on(process, self._signals, display),
        ):
            for kind, line in lines:
                if kind == "event":
                    self._event(line, display)
                elif kind == "line":
                    self._line(line, display)
                now = time.monotonic()
                if not self.verbose and (not kind or now - shown > _REDRAW):
                    display.show(self.state, known, now)
                    shown = now
            status = process.wait()
        display.close()
        keep_durations(self.root, self.state.durations())
        self._end(status, display)
        return _ENDED_BY + self._signals[0] if self._signals else status

    def _event(self, line: str, display: Display) -> None:
        event = parsed_event(line)
        if event is None:
            return
        job = self.state.take(event, time.monotonic())
        if event["event"] == "job_finished":
            display.detail("")
        if event["event"] == "job_info" and job is not None and not self.verbose:
            display.begin(job, self.state)
        if event["event"] == "job_error" and job is not None and not (self._signals or self.answer):
            log = f"; its log: {job.log}" if job.log else ""
            display.print_line(f"Failed: {job.message}{log}")

    def _line(self, line: str, display: Display) -> None:
        own = _OF_A_JOB.match(line)
        if line.startswith(_STAYS):
            self.said.append(line)
            display.print_line(line)
        elif own:
            display.detail(own[2])
        else:
            self._tail.append(line)

    def _end(self, status: int, display: Display) -> None:
        """Why it ended, where it did not end well and nothing has said so yet."""
        if self._signals:
            display.print_line(f"Interrupted. What is finished is kept; to go on: {self.again}")
            return
        if self.answer and self.state.begun and (self.root / self.answer).is_file():
            display.print_line((self.root / self.answer).read_text(encoding="utf-8").rstrip())
            return
        if status == 0 and not self.state.total and not self.said:
            display.print_line("Nothing was to be done: all of it is current.")
        if status == 0 or self.verbose:
            return
        if self.state.failed and not self.said:
            for text in log_ends(self.root, [job.log for job in self.state.failed]):
                display.print_line(text)
        elif not self.said:
            for text in self._tail:
                display.print_line(text)
        if self.state.failed:
            display.print_line(f"To go on after it is mended: {self.again}")


def log_ends(root: Path, logs: Sequence[str], lines: int = 12) -> Iterator[str]:
    """The last lines of each log, below its path."""
    for log in dict.fromkeys(filter(None, logs)):
        with suppress(OSError):
            text = (root / log).read_text(encoding="utf-8", errors="replace")
            yield f"The end of {log}:"
            yield from (f"    {line}" for line in text.splitlines()[-lines:])


@contextmanager
def _started(
    root: Path, arguments: Sequence[str], verbose: bool
) -> Iterator[tuple[subprocess.Popen, Iterator[tuple[str, str]]]]:
    """Snakemake at work, and what it and its jobs say: (“event” or “line”, text), and (“”, “”) where
    nothing was said for a while.
    """
    reading, writing = os.pipe()
    places = [str(root / "workflow"), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        PIPE: str(writing),
        "PYTHONPATH": os.pathsep.join(filter(None, places)),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "snakemake", *arguments, "--logger", "tradewinds"],
        cwd=root,
        env=environment,
        pass_fds=(writing,),
        stdin=subprocess.DEVNULL,
        stdout=None if verbose else subprocess.PIPE,
        stderr=None if verbose else subprocess.STDOUT,
        process_group=0,  # an interrupt comes to this process alone, which passes it on once
    )
    os.close(writing)
    told: queue.Queue[tuple[str, str]] = queue.Queue()
    streams: list[tuple[str, IO[bytes]]] = [("event", os.fdopen(reading, "rb"))]
    streams += [("line", process.stdout)] if process.stdout else []
    readers = [threading.Thread(target=_read, args=(*one, told), daemon=True) for one in streams]
    for reader in readers:
        reader.start()
    try:
        yield process, _said(process, readers, told)
    finally:
        if process.poll() is None:  # this command ends with an error of its own
            os.killpg(process.pid, signal.SIGINT)


def _read(kind: str, stream: IO[bytes], told: "queue.Queue[tuple[str, str]]") -> None:
    with stream:
        for line in stream:
            told.put((kind, line.decode("utf-8", "replace").rstrip()))


def _said(
    process: subprocess.Popen, readers: list[threading.Thread], told: "queue.Queue[tuple[str, str]]"
) -> Iterator[tuple[str, str]]:
    """Until it has ended and all is read; a process that it left behind is not waited for."""
    while True:
        try:
            yield told.get(timeout=_LOOK)
        except queue.Empty:
            if process.poll() is not None:
                return
            yield "", ""
        if told.empty() and not any(reader.is_alive() for reader in readers):
            return


@contextmanager
def _passing_on(process: subprocess.Popen, signals: list[int], display: Display) -> Iterator[None]:
    """Within, an interrupt of this command is one of Snakemake and its jobs; a request to end is passed to
    Snakemake, which lets running jobs end.
    """

    def pass_on(number: int, frame: Any) -> None:
        if not signals:
            ends = "this takes a moment"
            if number == signal.SIGTERM:
                ends = "the jobs at work are finished first"
            display.print_line(f"Stopping; {ends}.")
        signals.append(number)
        with suppress(ProcessLookupError):
            if number == signal.SIGTERM:
                process.send_signal(number)
            else:
                os.killpg(process.pid, signal.SIGINT)

    heard = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    heard = [one for one in heard if signal.getsignal(one) is not signal.SIG_IGN]  # as nohup asks
    before = {one: signal.signal(one, pass_on) for one in heard}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)

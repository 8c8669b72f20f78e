"""How a run is shown: one live line on a terminal, plain lines elsewhere."""

import os
import time
from typing import Protocol, TextIO

from tradewinds.cli.state import Durations, RunningJob, RunState

_QUIET = 60.0
"""Seconds after which plain lines say that a run is still at work."""
_LEAST = 12
"""Letters of a part that is cut."""
_WIDTH = 80
"""Columns of a terminal that does not say how many it has."""
_CLEAR = "\r\033[K"
"""Takes the cursor to the beginning of its line, and what stands there away."""
_WIDEST = 50
"""Letters of what a job says of itself that the live line shows."""


class Display(Protocol):
    """Shows how far a run is, and says lines that stay."""

    def begin(self, job: RunningJob, state: RunState) -> None:
        """A job begins."""

    def detail(self, text: str) -> None:
        """What a job at work has just said."""

    def show(self, state: RunState, known: Durations, now: float) -> None:
        """How far it is now; called about twice a second."""

    def print_line(self, text: str) -> None:
        """A line that stays."""

    def close(self) -> None:
        """The run is over."""


class LiveLine:
    """One line that is written over, on a terminal."""

    def __init__(self, stream: TextIO, start: float) -> None:
        self._stream, self._start, self._detail = stream, start, ""

    def begin(self, job: RunningJob, state: RunState) -> None:
        self._detail = ""

    def detail(self, text: str) -> None:
        self._detail = text[:_WIDEST]

    def show(self, state: RunState, known: Durations, now: float) -> None:
        parts = [f"{state.done} of {state.total} done" if state.total else "looking at what is to be done"]
        if state.running:
            parts.append(at_work(state))
        if self._detail and state.running:
            parts.append(self._detail)
        left = state.left(now, known)
        times = clock(now - self._start) + (f", about {clock(left)} left" if left is not None else "")
        try:
            width = os.get_terminal_size(self._stream.fileno()).columns or _WIDTH
        except OSError:
            width = _WIDTH
        self._stream.write(f"{_CLEAR}{fitted(parts, times, width - 1)}")
        self._stream.flush()

    def print_line(self, text: str) -> None:
        print(f"{_CLEAR}{text}", file=self._stream, flush=True)

    def close(self) -> None:
        self._stream.write(_CLEAR)
        self._stream.flush()


class PlainLines:
    """A line a job, for files and pipes; where nothing begins for long, a line now and then."""

    def __init__(self, stream: TextIO, start: float) -> None:
        self._stream, self._start, self._said, self._detail = stream, start, start, ""

    def begin(self, job: RunningJob, state: RunState) -> None:
        if job.message != job.rule:  # a target that stands for others says nothing of itself
            self.print_line(f"[{state.done} of {state.total}] {job.message}")

    def detail(self, text: str) -> None:
        self._detail = text

    def show(self, state: RunState, known: Durations, now: float) -> None:
        if not state.running or now - self._said < _QUIET:
            return
        left = state.left(now, known)
        rest = f", about {clock(left)} left" if left is not None else ""
        detail = f": {self._detail}" if self._detail else ""
        self.print_line(
            f"[{state.done} of {state.total}] {clock(now - self._start)}{rest}; {at_work(state)}{detail}"
        )

    def print_line(self, text: str) -> None:
        self._said = time.monotonic()
        print(text, file=self._stream, flush=True)

    def close(self) -> None:
        pass


def display_on(stream: TextIO, start: float) -> Display:
    """A live line where the stream is a terminal."""
    return LiveLine(stream, start) if stream.isatty() else PlainLines(stream, start)


def at_work(state: RunState) -> str:
    """The job that began first, and how many run beside it."""
    jobs = sorted(state.running.values(), key=lambda job: job.since)
    more = f" and {len(jobs) - 1} more" if len(jobs) > 1 else ""
    return f"{jobs[0].message}{more}"


def fitted(parts: list[str], times: str, width: int) -> str:
    """The parts and the times in one line no longer than ``width``; what stands last among the parts is cut,
    or gives way, first.
    """
    for kept in range(len(parts), 0, -1):
        line = " · ".join([*parts[:kept], times])
        room = len(parts[kept - 1]) - (len(line) - width)
        if len(line) <= width:
            return line
        if kept > 1 and room >= _LEAST:
            return " · ".join([*parts[: kept - 1], f"{parts[kept - 1][: room - 1].rstrip(' ,')}…", times])
    return f"{parts[0]} · {times}"[:width]


def clock(seconds: float) -> str:
    """“45 s”, “3:05 min”, “1:02 h”."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02d} h"

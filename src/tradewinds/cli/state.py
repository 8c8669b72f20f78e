"""How far a run is, from what Snakemake tells of it."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Durations = dict[str, dict[str, float]]
"""Results folder → rule → seconds that a job of it took."""

_ENOUGH = 0.75
"""Share of the jobs that are left whose rules have to be known for a word on the time."""


@dataclass(frozen=True)
class RunningJob:
    """A job at work; ``log``: the file it writes to, empty where it has none."""

    rule: str
    message: str
    log: str
    since: float

    @property
    def folder(self) -> str:
        """Name of the results folder that its log lies in."""
        return Path(self.log).parent.parent.name if self.log else ""


@dataclass
class RunState:
    """What is done of a run, what runs and what failed; times are seconds of one clock."""

    planned: Counter[str] = field(default_factory=Counter)
    """Rule → its jobs in this run."""
    done: int = 0
    total: int = 0
    running: dict[int, RunningJob] = field(default_factory=dict)
    begun: Counter[str] = field(default_factory=Counter)
    failed: list[RunningJob] = field(default_factory=list)
    took: list[tuple[RunningJob, float]] = field(default_factory=list)
    """Finished jobs with their seconds."""
    most: int = 1
    """Jobs that ran at once, at most."""

    def take(self, event: dict[str, Any], now: float) -> RunningJob | None:
        """Follow one event; the job that it is about, where one begins or fails."""
        kind = event["event"]
        if kind == "run_info":
            stats = {rule: count for rule, count in event["stats"].items() if rule != "total"}
            self.planned, self.total = Counter(stats), sum(stats.values())
        elif kind == "progress":
            self.done, self.total = event["done"], event["total"]
        elif kind == "job_info":
            return self._begin(event, now)
        elif kind == "job_finished":
            job = self.running.pop(event["job_id"], None)
            if job is not None:
                self.took.append((job, now - job.since))
        elif kind == "job_error":
            job = self.running.pop(event.get("jobid", -1), None) or _job(event, now)
            self.failed.append(job)
            return job
        return None

    def _begin(self, event: dict[str, Any], now: float) -> RunningJob:
        job = _job(event, now)
        self.running[event["jobid"]] = job
        self.begun[job.rule] += 1
        self.most = max(self.most, len(self.running))
        return job

    def left(self, now: float, known: Durations) -> float | None:
        """Seconds that the rest takes; None where too few of its jobs are of rules that were seen to end.

        The work that remains over the jobs that ran at once, and no less than the longest job of it. A rule
        that is not known counts as no work.
        """
        waiting = self.planned - self.begun
        seconds = {rule: self._expected(rule, known) for rule in waiting}
        running = [(job, self._expected(job.rule, known)) for job in self.running.values()]
        jobs = sum(waiting.values()) + len(running)
        seen = sum(count for rule, count in waiting.items() if seconds[rule] is not None)
        seen += sum(expected is not None for _, expected in running)
        if not jobs or seen < _ENOUGH * jobs:
            return None
        rest = [max((expected or 0.0) - (now - job.since), 0.0) for job, expected in running]
        each = {rule: one or 0.0 for rule, one in seconds.items()}
        work = sum(rest) + sum(each[rule] * count for rule, count in waiting.items())
        return max([work / self.most, *rest, *each.values()])

    def _expected(self, rule: str, known: Durations) -> float | None:
        """Seconds of a job: as in this run, else as in an earlier one of its folder, else of any."""
        own = [seconds for job, seconds in self.took if job.rule == rule]
        if not own:
            here = {job.folder for job, _ in self.took} | {job.folder for job in self.running.values()}
            own = [known[folder][rule] for folder in sorted(here) if rule in known.get(folder, {})]
        own = own or [rules[rule] for rules in known.values() if rule in rules]
        return sum(own) / len(own) if own else None

    def durations(self) -> Durations:
        """Of the jobs that ended: the mean of each rule in each folder; of targets, which have no log, under
        an empty name.
        """
        found: dict[str, dict[str, list[float]]] = {}
        for job, seconds in self.took:
            found.setdefault(job.folder, {}).setdefault(job.rule, []).append(seconds)
        return {
            folder: {rule: sum(all_of) / len(all_of) for rule, all_of in rules.items()}
            for folder, rules in found.items()
        }


def parsed_event(line: str) -> dict[str, Any] | None:
    """One event of Snakemake as JSON; None where the line is none, as when its writer was killed in it."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "event" in found else None


def _job(event: dict[str, Any], now: float) -> RunningJob:
    rule = str(event.get("rule_name") or "")
    logs = [str(path) for path in event.get("log") or []]
    return RunningJob(rule, str(event.get("rule_msg") or rule), logs[0] if logs else "", now)

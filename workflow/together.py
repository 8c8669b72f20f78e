"""Which of many experiments share a job, and what is said of each of them in the end."""

from collections.abc import Collection, Iterable
from typing import Any

from tradewinds.errors import SettingsError
from tradewinds.settings.numbers import written_numbers
from tradewinds.settings.requests import numbered_runs

KEY = "together"
TOGETHER = 4
"""Experiments that share a job unless ``--config together=…`` says how many."""
_MOST = 1000


def most_together(config: dict[str, Any]) -> int:
    """How many experiments share a job. Raises SettingsError."""
    text = str(config.get(KEY, TOGETHER))
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= _MOST):
        raise SettingsError(
            f"--config {KEY}={text}",
            f"a number of experiments, 1 to {_MOST}",
            f"Leave it out for {TOGETHER}.",
        )
    return int(text)


def require_together(config: dict[str, Any], shared: bool) -> None:
    """Refuse ``together`` that is no number, and of a run whose jobs are not ``shared``, where it would do
    nothing; such a job itself passes it on with the numbers of its own. Raises SettingsError.
    """
    most_together(config)
    if KEY in config and not shared and "numbers" not in config:
        raise SettingsError(
            f"--config {KEY}={config[KEY]}",
            "it with the profile whose jobs several experiments share",
            "Give --profile slurm_small too, or leave it out.",
        )


def jobs_of(config: dict[str, Any]) -> dict[str, list[str]]:
    """Name of a job → names of the experiments that it makes, of all that ``config`` asks for: by their
    order, as evenly as it goes. A job of one experiment has the name of that. Raises SettingsError.
    """
    names = list(numbered_runs(config))
    count = -(-len(names) // most_together(config))
    found: dict[str, list[str]] = {}
    for at in range(count):
        members = names[at * len(names) // count : (at + 1) * len(names) // count]
        job = members[0] if len(members) == 1 else f"{members[0]}+and-{len(members) - 1}-more"
        while job in found or (job in names and len(members) > 1):
            job += "+"
        found[job] = members
    return found


def only(config: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """What asks for those experiments alone, of all that ``config`` asks for. Raises SettingsError."""
    every = numbered_runs(config)
    return {**config, "numbers": written_numbers(every[name] for name in names)}


def members_of(jobs: Iterable[str], config: dict[str, Any]) -> set[str]:
    """Names of the experiments that jobs make, by the jobs' names; others are names of experiments."""
    named = set(jobs)
    if not any("+and-" in job for job in named):
        return named
    known = jobs_of(config)
    return {name for job in named for name in known.get(job, [job])}


def account(made: Collection[str], failed: Collection[str], waiting: Collection[str]) -> list[str]:
    """The lines that say of every experiment that was asked for whether it is made."""
    count = len(made) + len(failed) + len(waiting)
    parts = [f"{len(made)} made", f"{len(failed)} failed", f"{len(waiting)} not begun"]
    lines = [f"of {count} experiment{'s' * (count != 1)} {', '.join(parts)}"]
    for word, names in (("failed", failed), ("not begun", waiting)):
        lines += [f"{word}: {', '.join(names)}"] if names else []
    return lines

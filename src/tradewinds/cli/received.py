"""Results that somebody sent: a folder, or a zip archive of one, in place of an experiment's name."""

from collections.abc import Sequence
from pathlib import Path

from tradewinds.cli.checkout import CommandError


def are_results(argument: str) -> bool:
    """Whether an argument names a folder or an archive, and no experiment."""
    return "/" in argument or argument.endswith(".zip")


def audit_results(arguments: Sequence[str], overrides: Sequence[str]) -> int:
    """Audit them without Snakemake, one after the other; the worst exit status. Raises CommandError."""
    from tradewinds.audit.__main__ import audit_command  # Hydra and pandas behind it take half a second

    if overrides or not all(are_results(one) for one in arguments):
        raise CommandError(
            "results that were sent, and experiments or settings, in one command",
            "one or the other",
            f"To say what results are of: python -m tradewinds.audit {Path(arguments[0])} --experiment NAME "
            "--set KEY=VALUE.",
        )
    ends = [audit_command([one]) for one in arguments]
    return max(ends, key=lambda code: (code in (1, 2), code))

"""What the audit says of an artifact."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class AuditVerdict(StrEnum):
    """From the best to the worst; an artifact has the worst that was found of it."""

    verified = "verified"
    """Contents, provenance and all that it was made from are as this checkout would have them."""
    not_checked = "not checked"
    """Nothing is wrong with it, but something that it was made from is not here, or cannot be believed."""
    stale = "stale"
    """Something has changed since it was made."""
    untraceable = "untraceable"
    """Missing, unreadable, without provenance, or made from what is not known."""
    tampered = "tampered"
    """Its contents are not those that it was written with, or it says of itself what cannot be."""


@dataclass(frozen=True)
class AuditFinding:
    """One reason for a verdict. ``cause`` is a word: values, settings, code, seed, input, library …"""

    verdict: AuditVerdict
    cause: str
    found: str

    def __str__(self) -> str:
        return f"{self.cause}: {self.found}"


EXIT_CODES = {
    0: "all verified",
    1: "something is tampered with or untraceable",
    2: "no audit: no such results, no such experiment, uncommitted changes, a wrong command line",
    3: "something is stale, nothing is tampered with or untraceable",
    4: "nothing is wrong, but not all could be checked",
}
"""Exit status of the audit → what it means."""


def exit_code(verdicts: Iterable[str]) -> int:
    """The exit status for these verdicts."""
    found = set(verdicts)
    if found & {AuditVerdict.tampered, AuditVerdict.untraceable}:
        return 1
    if AuditVerdict.stale in found:
        return 3
    return 4 if AuditVerdict.not_checked in found else 0

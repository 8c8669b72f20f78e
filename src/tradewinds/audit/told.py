"""What the audit found, as a person reads it on a screen."""

from collections.abc import Iterator

from tradewinds.audit.auditing import Audited
from tradewinds.audit.verdict import AuditVerdict
from tradewinds.errors import abridged

REASON_SHOWN = 160
"""Characters of a reason on the screen."""


def told(found: Audited, *, every: bool = True) -> str:
    """A line an artifact, then what all of it comes to. Without ``every`` only artifacts that are not
    verified, or have a note, have a line.
    """
    return "\n".join(_lines(found, every))


def audit_summary(found: Audited) -> str:
    """One line on all of it."""
    rows = found.table
    if (rows["verdict"] == AuditVerdict.verified).all():
        follow = "follow from their inputs, settings, code and seed"
        return f"audit of {found.name}: all {len(rows)} artifacts {follow}."
    counts = [
        f"{count} {verdict}" for verdict in AuditVerdict if (count := int((rows["verdict"] == verdict).sum()))
    ]
    return f"audit of {found.name}: of {len(rows)} files {', '.join(counts)}."


def _lines(found: Audited, every: bool) -> Iterator[str]:
    rows = found.table
    shown = rows if every else rows[(rows["verdict"] != AuditVerdict.verified) | (rows["reason"] != "")]
    width = max((len(_printable(name)) for name in shown["artifact"]), default=0)
    for row in shown.itertuples():
        reason = abridged(_printable(row.reason), REASON_SHOWN)
        yield f"{row.verdict:<12} {_printable(row.artifact):<{width}}  {reason}".rstrip()
    if (shown["reason"].str.len() > REASON_SHOWN).any():
        yield "note: longer reasons are cut here; the table has them whole (--table FILE)"
    if found.said is not None:
        overrides = " ".join(found.said.overrides)
        under = f" under {_printable(overrides)}" if overrides else ""
        asked = f"{_printable(found.said.experiment)}{under}, {found.said.by}"
        yield f"held against {asked}, of {_printable(found.against)}"
    yield from (f"note: {note}" for note in found.notes)
    yield audit_summary(found)


def _printable(text: object) -> str:
    """Names of files are anyone's: none moves the cursor or ends a line."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in str(text))

"""The gate: whether a check that failed keeps policies from being followed."""

import pandas as pd

from tradewinds.errors import GateError
from tradewinds.review.status import Status


def closed_gates(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table of verdicts that are gates and failed, or were not computed."""
    bad = table["status"].map(lambda status: Status.read(status).bad)
    return table[table["gate"].astype(bool) & bad.astype(bool)]


def require_gates(*tables: pd.DataFrame | None) -> None:
    """Raise GateError where a gated check of a table failed; a table is None where it has no gate."""
    closed = pd.concat([closed_gates(table) for table in tables if table is not None] or [pd.DataFrame()])
    if len(closed):
        said = "; ".join(f"{row.check}: {row.sentence.rstrip('.')}" for row in closed.itertuples())
        raise GateError(
            f"A check that is a gate fails: {said}",
            "a fit that does not contradict it before any policy is followed",
            "Look at report/checks.html, or take the gate off (checks.NAME.gate).",
        )

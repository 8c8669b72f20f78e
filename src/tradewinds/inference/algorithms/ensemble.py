"""MAP ensemble: several networks, each a best fit from another start (``inference.ensemble``)."""

from collections.abc import Mapping
from typing import Any

from tradewinds.inference.declaration import Declaration


def describe(inference: Mapping[str, Any]) -> str:
    return (
        f"Posterior approximated by {inference['ensemble']['members']} networks, each a best fit from "
        "another start: bands tend to be too narrow, and so few cannot tell a small probability from none."
    )


DECLARATION = Declaration(
    name="ensemble",
    module="tradewinds.inference.ensemble",
    describe=describe,
    at_modes=True,
    posterior=False,
    advice={
        "ranks": "an ensemble has no width of its own: use inference=microcanonical",
    },
)

"""Deep ensemble stopped early on the last training periods (``inference.early_stopping``)."""

from collections.abc import Mapping
from typing import Any

from tradewinds.inference.declaration import Declaration


def describe(inference: Mapping[str, Any]) -> str:
    return (
        f"Posterior replaced by {inference['early_stopping']['members']} networks, each trained from another "
        "start until the last training periods, which it is not trained on, were predicted best: what they "
        "differ by is no probability, and so few cannot tell a small one from none."
    )


DECLARATION = Declaration(
    name="early_stopping",
    module="tradewinds.inference.early_stopping",
    describe=describe,
    at_modes=True,
    posterior=False,
    advice={
        "ranks": "an early stop has no width of its own: use inference=microcanonical",
        "other seeds": "raise inference.early_stopping.members",
    },
)

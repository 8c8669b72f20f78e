"""Monte Carlo dropout: units dropped in training and in every draw (``inference.dropout``)."""

from collections.abc import Mapping
from typing import Any

from tradewinds.inference.declaration import Declaration


def describe(inference: Mapping[str, Any]) -> str:
    dropout = inference["dropout"]
    return (
        f"Posterior replaced by {dropout['draws']} copies of one best fit, each with its own "
        f"{dropout['rate']:.0%} of the hidden units left out (Monte Carlo dropout): the share left out, not "
        "the number of rows, makes the bands as wide as they are, and shares of copies are no probabilities."
    )


DECLARATION = Declaration(
    name="dropout",
    module="tradewinds.inference.dropout",
    describe=describe,
    at_modes=True,
    posterior=False,
    hidden=True,
    advice={
        "ranks": "dropout has no width of the data's: use inference=microcanonical",
        "other seeds": "raise inference.optimiser.steps",
    },
)

"""Variational inference with Normal guides, in minibatches where asked (``inference.variational``)."""

from collections.abc import Mapping
from typing import Any

from tradewinds.inference.declaration import Declaration

FULL_RANK = 2000
"""Parameters past which the covariance of them all is out of reach."""
_GUIDES = {
    "mean_field": (
        "independent Normal distributions (mean-field variational)",
        "tend to be too narrow",
    ),
    "low_rank": (
        "one Normal distribution with correlations along {rank} directions (low-rank variational)",
        "may be too narrow",
    ),
    "full_rank": (
        "one Normal distribution with all correlations (full-rank variational)",
        "may be too narrow, for it knows one of several equivalent modes",
    ),
}
_ANOTHER_GUIDE = "use inference=microcanonical, or inference=full_rank in place of a simpler guide"


def describe(inference: Mapping[str, Any]) -> str:
    settings = inference["variational"]
    guide, bands = _GUIDES[str(settings["family"])]
    return (
        f"Posterior approximated by {guide.format(rank=settings['rank'])}, {settings['draws']} draws: "
        f"bands {bands}."
    )


def _instead(words: Mapping[str, Any]) -> str:
    """What to use in place of the guide, by the ``parameters`` it has."""
    if words["parameters"] > FULL_RANK:
        return "use inference=microcanonical if time allows, inference=low_rank, or fewer effects"
    return _ANOTHER_GUIDE


DECLARATION = Declaration(
    name="variational",
    module="tradewinds.inference.variational",
    describe=describe,
    minibatch="variational.minibatch",
    advice={
        "approximation": _instead,
        "ranks": _ANOTHER_GUIDE,
        "other seeds": "raise inference.variational.starts",
    },
)

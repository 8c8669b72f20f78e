"""Linearised Laplace approximations around MAP networks (``inference.laplace``)."""

from collections.abc import Mapping
from typing import Any

from tradewinds.inference.declaration import Declaration


def describe(inference: Mapping[str, Any]) -> str:
    laplace = inference["laplace"]
    return (
        f"Posterior approximated by Normal distributions around {laplace['members']} best-fitting "
        f"networks, each made linear in its weights (linearised Laplace), {laplace['draws']} draws each."
    )


DECLARATION = Declaration(
    name="laplace",
    module="tradewinds.inference.laplace",
    describe=describe,
    at_modes=True,
    advice={
        "mode": "raise inference.laplace.newton_steps, or use inference=microcanonical",
        "other seeds": "raise inference.laplace.members",
        "ranks": "use inference=microcanonical",
    },
)

"""The No-U-Turn sampler from MAP starts (``inference.nuts``)."""

from collections.abc import Mapping
from typing import Any

from tradewinds.inference.declaration import Declaration


def describe(inference: Mapping[str, Any]) -> str:
    nuts = inference["nuts"]
    return (
        f"Posterior by NUTS (Hamiltonian Monte Carlo): {nuts['chains']} chains, {nuts['draws']} draws "
        f"kept of each after {nuts['warmup']} of warm-up."
    )


DECLARATION = Declaration(
    name="nuts",
    module="tradewinds.inference.nuts",
    describe=describe,
    exact=True,
    advice={
        "convergence": "sample longer (inference.nuts.warmup and draws), or look for several modes",
        "effective draws": "raise inference.nuts.draws",
        "divergences": "raise inference.nuts.target_accept",
        "energy": "raise inference.nuts.warmup, or take narrower priors",
        "other seeds": "raise inference.nuts.draws or chains",
        "ranks": "raise inference.nuts.warmup and draws",
    },
)

"""Microcanonical Langevin dynamics from MAP starts (``inference.microcanonical``)."""

from collections.abc import Mapping
from typing import Any

from tradewinds.inference.declaration import Declaration


def describe(inference: Mapping[str, Any]) -> str:
    micro = inference["microcanonical"]
    return (
        f"Posterior by microcanonical Langevin dynamics from best-fitting networks: {micro['chains']} "
        f"chains, {micro['draws']} draws kept of each, one in {micro['thin']} steps, after "
        f"{micro['warmup']} steps of warm-up."
    )


DECLARATION = Declaration(
    name="microcanonical",
    module="tradewinds.inference.microcanonical",
    describe=describe,
    exact=True,
    advice={
        "convergence": "train longer (inference.microcanonical.warmup), or look for several modes",
        "effective draws": "raise inference.microcanonical.thin",
        "divergences": "lower inference.microcanonical.energy_variance",
        "chains left out": "raise inference.microcanonical.warmup",
        "energy error": "lower inference.microcanonical.energy_variance, or compare with NUTS",
        "other seeds": "raise inference.microcanonical.thin or chains",
        "ranks": "raise inference.microcanonical.thin or warmup, or lower energy_variance",
    },
)

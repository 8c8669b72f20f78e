"""A solution as an artifact: labelled arrays, and back."""

from typing import Any

import numpy as np
import xarray as xr

from tradewinds.equilibrium.economy import EconomyState
from tradewinds.equilibrium.network import ShareNetwork
from tradewinds.equilibrium.solve import Solution


def solution_tree(solution: Solution) -> xr.DataTree:
    """Groups ``network`` (weights, offsets, scale of the inputs), ``states`` (shock, capital, tariff of N
    histories) and ``training`` (step, loss, share of infeasible states at each look; steps skipped).
    """
    network, states = solution.network, solution.states
    arrays: dict[str, tuple[tuple[str, ...], Any]] = {
        "centre": (("input",), network.centre),
        "width": (("input",), network.width),
    }
    for layer, (weight, offset) in enumerate(zip(network.weights, network.offsets, strict=True)):
        arrays[f"weight{layer}"] = ((_units(layer), _units(layer + 1)), weight)
        arrays[f"offset{layer}"] = ((_units(layer + 1),), offset)
    training = xr.Dataset(
        {
            "loss": (("look",), solution.loss),
            "infeasible": (("look",), solution.infeasible),
            "step": (("look",), solution.step),
            "non_finite": ((), solution.non_finite),
        }
    )
    kept = xr.Dataset(
        {
            "shock": (("history",), states.shock),
            "capital": (("history", "age"), states.capital),
            "tariff": (("history",), states.tariff),
        }
    )
    named = {"network": xr.Dataset(arrays), "states": kept, "training": training}
    return xr.DataTree.from_dict(named)


def solution_of(tree: xr.DataTree) -> Solution:
    """The inverse of ``solution_tree``."""
    network, states, training = (tree[name].to_dataset() for name in ("network", "states", "training"))

    layers = sum(str(name).startswith("weight") for name in network)
    return Solution(
        ShareNetwork(
            [np.asarray(network[f"weight{layer}"]) for layer in range(layers)],
            [np.asarray(network[f"offset{layer}"]) for layer in range(layers)],
            np.asarray(network["centre"]),
            np.asarray(network["width"]),
        ),
        EconomyState(
            np.asarray(states["shock"]), np.asarray(states["capital"]), np.asarray(states["tariff"])
        ),
        np.asarray(training["step"]),
        np.asarray(training["loss"]),
        np.asarray(training["infeasible"]),
        int(training["non_finite"]),
    )


def _units(layer: int) -> str:
    """The dimension of a layer's units: each its own, since widths differ."""
    return "input" if layer == 0 else f"unit{layer}"

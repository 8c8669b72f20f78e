"""What the summary of a roll-out says of each series' own support."""

import numpy as np
import xarray as xr

from tradewinds.errors import DataError
from tradewinds.policy.own_support import series_weights
from tradewinds.policy.rollout import RollOut
from tradewinds.policy.series_support import OWN_RANGE, policy_support
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tables import size_of

_PLACE = ("path", "sector", "period")


def add_support(
    found: dict[str, xr.Dataset], rolled: RollOut, data: DataSettings, weights: str | None
) -> None:
    """Add how far each series leaves what it has seen: ``own_policy``, ``all_policy`` and ``own_inputs`` by
    path, sector and period (``OwnDistances``), nothing at the origin.

    Of the sectors also each one's ``weight``, its share of ``share_of`` in the last observed year; the share
    of series that leave their own range of the policy at all on some path, ``own_left``, and of the weight,
    ``own_left_weight``; the names of the ``refused``, of which no effect is named.
    """
    if rolled.own is None:
        return
    for table, dataset in found.items():
        of_paths = [of[table] for of in rolled.own.values()]
        for name, field in (("own_policy", "policy"), ("all_policy", "others"), ("own_inputs", "inputs")):
            far = np.stack([getattr(one, field).T for one in of_paths])
            dataset[name] = (_PLACE, np.pad(far, ((0, 0), (0, 0), (1, 0))))
    sectors = found["sectors"]
    size, share = _weights(rolled, data, weights)
    sectors["weight"] = ("sector", share)
    left = policy_support(sectors, 0.0) != OWN_RANGE
    sectors.attrs |= {
        "share_of": size,
        "own_left": float(left.mean()),
        "own_left_weight": float(share[left].sum()),
    }
    if rolled.refused is not None and rolled.refused.any():
        sectors.attrs["refused"] = np.array(rolled.grids["sectors"].sectors)[rolled.refused].tolist()


def _weights(rolled: RollOut, data: DataSettings, weights: str | None) -> tuple[str, np.ndarray]:
    """What series are large or small by, and the share [S] of each; equal ones where that has no total."""
    grid, size = rolled.grids["sectors"], size_of(data, weights)
    try:
        return size, series_weights(grid, size or None, rolled.origin, data)
    except DataError:
        return "", series_weights(grid, None, rolled.origin, data)

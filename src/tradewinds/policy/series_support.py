"""Which series of a roll-out leave what they have seen themselves, read from its summary."""

import numpy as np
import xarray as xr

OWN_RANGE, OTHERS_RANGE, NO_RANGE = "own", "others", "none"
"""Where the policy is of a series: in its own range; out of it, where other series have been; where none has
been, or in a series that has no range of its own since its policy never moved."""


def policy_support(data: xr.Dataset, flag: float) -> np.ndarray:
    """Where the policy is of each series of a roll-out [S], over its whole length and on either path:
    ``OWN_RANGE``, ``OTHERS_RANGE`` or ``NO_RANGE``, by more than ``flag`` widths of the range.

    A nation has no others.
    """
    own, others = (data[name].max(("path", "period")).values for name in ("own_policy", "all_policy"))
    alone = data.sizes["sector"] == 1
    outside = ~(others <= flag) | np.isinf(own) | alone
    return np.where(own <= flag, OWN_RANGE, np.where(outside, NO_RANGE, OTHERS_RANGE))


def never_moved(data: xr.Dataset) -> np.ndarray:
    """Series [S] whose policy never moved before and does on some path."""
    return np.isinf(data["own_policy"].max(("path", "period")).values)


def meets_new(data: xr.Dataset, flag: float) -> np.ndarray:
    """Series [S] of which an input is more than ``flag`` widths out of its own range at some time."""
    return ~(data["own_inputs"].max(("path", "period")).values <= flag)

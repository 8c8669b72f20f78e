"""How training went: the loss curve of every equation."""

from functools import partial

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.report.drawing import INK, small_picture
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.words import number

_POINTS = 200


def loss_plate(names: Names, tier: str, posterior: xr.DataTree, accent: str) -> Plate | None:
    """Loss over training steps, one panel an equation; None when nothing was recorded."""
    curves = {
        equation: node["training"].to_dataset()
        for equation, node in posterior.children.items()
        if "training" in node.children and node["training"].to_dataset().sizes.get("step")
    }
    if not curves:
        return None
    pictures = [_loss(names.target(tier, name).label, curve, accent) for name, curve in curves.items()]
    caption = (
        "Loss over the steps of the optimisation, a line a member (for sampling algorithms: of the search "
        "for their starting points). It should fall and level out; dotted, the log density of rows held "
        "out of the training, which should rise and not fall again."
    )
    keys = [
        Key("loss (left)", accent),
        Key("log density of held-out rows (right)", INK, "dotted"),
    ]
    return Plate("Loss during training", caption, pictures, keys)


def _loss(label: str, curve: xr.Dataset, accent: str) -> Picture:
    loss, last = _by_member(curve, "loss"), number(curve["step"].values[-1])
    ends = (number(float(np.nanmean(loss[:, i]))) for i in (0, -1))
    alt = f"{label}: loss from {' to '.join(ends)} over {last} steps."
    return small_picture(label, "nats per row", partial(draw_loss, curve, accent), alt)


def draw_loss(curve: xr.Dataset, accent: str, ax: Axes) -> Axes:
    """Loss of every member over the steps, and on the right the log density of held-out rows."""
    step, right = curve["step"].values, ax.twinx()
    right.spines["right"].set_visible(True)
    of = (("loss", ax, accent, "-", [0.0, 0.97]), ("score", right, INK, (0, (1, 1)), [0.03, 1.0]))
    for name, axes, colour, pattern, ends in of:
        values = _by_member(curve, name)
        for line in values:
            axes.plot(*_thinned(step, line), color=colour, linewidth=0.8, linestyle=pattern)
        known = values[np.isfinite(values)]
        if len(known):
            low, high = np.quantile(known, ends)
            axes.set_ylim(low - 0.05 * (high - low) - 1e-9, high + 0.05 * (high - low) + 1e-9)
    right.tick_params(labelsize=6)
    ax.set_xlabel("step", labelpad=1)
    x, y, width, height = ax.get_position().bounds
    for axes in (ax, right):
        axes.set_position((x, y, width - 0.08, height))
    return ax


def _by_member(curve: xr.Dataset, name: str) -> np.ndarray:
    """A curve as [members, steps]."""
    others = [dim for dim in curve[name].dims if dim != "step"]
    values = curve[name].transpose(*others, "step").values
    return values.reshape(-1, curve.sizes["step"]).astype(float)


def _thinned(step: np.ndarray, line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A curve as averages over equal stretches of steps: no more points than a reader can see."""
    stretch = max(1, -(-len(line) // _POINTS))
    whole = len(line) // stretch * stretch
    return tuple(values[:whole].reshape(-1, stretch).mean(axis=1) for values in (step.astype(float), line))

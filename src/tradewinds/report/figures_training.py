"""How training went: the loss curve of every equation."""

import numpy as np
import xarray as xr

from tradewinds.report.blocks import Key, Picture, Plate
from tradewinds.report.figures import INK, panel, picture
from tradewinds.report.names import Names
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
    figure, (ax,) = panel(label, "nats per row")
    step = curve["step"].values
    loss, score = (_by_member(curve, name) for name in ("loss", "score"))
    right = ax.twinx()
    right.spines["right"].set_visible(True)
    for values, axes, colour, pattern in ((loss, ax, accent, "-"), (score, right, INK, (0, (1, 1)))):
        for line in values:
            axes.plot(*_thinned(step, line), color=colour, linewidth=0.8, linestyle=pattern)
        known = values[np.isfinite(values)]
        if len(known):
            low, high = np.quantile(known, [0.0, 0.97] if values is loss else [0.03, 1.0])
            axes.set_ylim(low - 0.05 * (high - low) - 1e-9, high + 0.05 * (high - low) + 1e-9)
    right.tick_params(labelsize=6)
    ax.set_xlabel("step", labelpad=1)
    x, y, width, height = ax.get_position().bounds
    for axes in (ax, right):
        axes.set_position((x, y, width - 0.08, height))
    first, last = (number(float(np.nanmean(loss[:, i]))) for i in (0, -1))
    return picture(figure, f"{label}: loss from {first} to {last} over {number(step[-1])} steps.")


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

"""How training went: the loss curve of every equation."""

import numpy as np
import xarray as xr

from tradewinds.report.figures import INK, Key, Picture, Plate, panel, picture
from tradewinds.report.names import Names
from tradewinds.report.words import number

_POINTS = 300


def loss_plate(names: Names, tier: str, training: xr.DataTree | xr.Dataset, accent: str) -> Plate | None:
    """Loss over training steps, one panel an equation; None when nothing was recorded."""
    curves = training_curves(training)
    if not curves:
        return None
    pictures = [_loss(names.target(tier, name).label, curve, accent) for name, curve in curves.items()]
    caption = (
        "Loss per step of the optimisation (for sampling algorithms: of the search for their starting points). "
        "It should fall and level out; a curve still falling at its end was stopped early."
    )
    keys = [Key("loss", accent)]
    if any("score" in curve for curve in curves.values()):
        keys.append(Key("held-out score (higher is better; axis on the right)", INK, "dotted"))
    return Plate("Loss during training", caption, pictures, keys, small=True)


def training_curves(training: xr.DataTree | xr.Dataset) -> dict[str, xr.Dataset]:
    """Equation → its curves (``loss``, and ``score`` where recorded), from any of the layouts."""
    if isinstance(training, xr.Dataset):
        if "equation" not in training.dims:
            return {}
        return {str(e): training.sel(equation=e) for e in training["equation"].values}
    found = {}
    for equation, node in training.children.items():
        curve = (node["training"] if "training" in node.children else node).to_dataset()
        if "loss" in curve and curve["loss"].size:
            found[equation] = curve
    return found


def _loss(label: str, curve: xr.Dataset, accent: str) -> Picture:
    figure, (ax,) = panel(label, "loss (left)", left=0.17)
    loss = _lines(curve["loss"])
    shown = loss[np.isfinite(loss)]
    for line in loss:
        x, y = _thinned(line)
        ax.plot(x, y, color=accent, linewidth=0.8)
    if len(shown):
        early = np.nanquantile(np.where(np.isfinite(loss), loss, np.nan), 0.98)
        ax.set_ylim(shown.min() - 0.05 * (early - shown.min() + 1e-12), early + 1e-12)
    ax.set_xlabel("step", labelpad=1)
    if "score" in curve:
        score = _lines(curve["score"])
        right = ax.twinx()
        right.spines["right"].set_visible(True)
        ax.set_position((0.17, *ax.get_position().bounds[1:2], 0.68, ax.get_position().height))
        for line in score:
            known = np.flatnonzero(np.isfinite(line))
            at = known * (loss.shape[-1] / max(len(line), 1))
            right.plot(at, line[known], color=INK, linewidth=0.9, linestyle=(0, (1, 1)))
    ends = _lines(curve["loss"])[:, [0, -1]]
    alt = f"{label}: loss from {number(np.nanmean(ends[:, 0]))} to {number(np.nanmean(ends[:, 1]))}."
    return picture(figure, alt)


def _lines(values: xr.DataArray) -> np.ndarray:
    """Curves as [lines, steps], whatever other dimensions there are."""
    step = "step" if "step" in values.dims else values.dims[-1]
    others = [dim for dim in values.dims if dim != step]
    return values.transpose(*others, step).values.reshape(-1, values.sizes[step]).astype(float)


def _thinned(line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A curve as averages over equal stretches of steps: no more points than a reader can see."""
    stretch = max(1, -(-len(line) // _POINTS))
    whole = len(line) // stretch * stretch
    means = line[:whole].reshape(-1, stretch).mean(axis=1)
    return np.arange(len(means)) * stretch + stretch / 2, means

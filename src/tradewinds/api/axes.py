"""Axes for the pictures of results: taken from the caller, or new ones of a size for a notebook."""

import builtins
import sys

from matplotlib.axes import Axes
from matplotlib.figure import Figure


def own_axes(ax: Axes | None, title: str, unit: str) -> Axes:
    """The caller's axes, or those of a new figure, with title and unit.

    A new figure is known to pyplot in a notebook, which shows no others, and wherever pyplot is in use.
    """
    if ax is None:
        ax = _new_axes()
    ax.set_title(title, loc="left")
    ax.set_ylabel(unit)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _new_axes() -> Axes:
    in_notebook = hasattr(builtins, "__IPYTHON__")
    if in_notebook or "matplotlib.pyplot" in sys.modules:
        from matplotlib import pyplot

        return pyplot.subplots(figsize=(6.4, 3.6), layout="constrained")[1]
    return Figure(figsize=(6.4, 3.6), layout="constrained").subplots()

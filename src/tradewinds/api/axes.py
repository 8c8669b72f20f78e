"""Axes for the pictures of results: taken from the caller, or new ones of a size for a notebook."""

import builtins
import sys
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tradewinds.report.drawing import INK


def own_axes(ax: Axes | None, title: str, unit: str) -> Axes:
    """The caller's axes, or those of a new figure, with title and unit.

    A new figure is known to pyplot in a notebook, which shows no others, and wherever pyplot is in use.
    """
    if ax is None:
        ax = _new_axes()
    # words of a user: “US$” is no mathematics
    ax.set_title(title, loc="left", parse_math=False)
    ax.set_ylabel(unit, parse_math=False)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def doubted(ax: Axes, doubt: str) -> Axes:
    """The axes with a line below them that says what casts doubt on them; nothing where nothing does."""
    if doubt:
        text = "\n".join(wrap(doubt, 86))
        ax.annotate(
            text,
            (0, 0),
            xytext=(0, -38),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            fontsize="small",
            color=INK,
            parse_math=False,
        )
    return ax


def _new_axes() -> Axes:
    in_notebook = hasattr(builtins, "__IPYTHON__")
    if in_notebook or "matplotlib.pyplot" in sys.modules:
        from matplotlib import pyplot

        return pyplot.subplots(figsize=(6.4, 3.6), layout="constrained")[1]
    return Figure(figsize=(6.4, 3.6), layout="constrained").subplots()

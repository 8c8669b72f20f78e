"""The outcome about a rise of the policy, by the design without a network."""

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.report.figures import GREY


def draw_response(ax: Axes, rows: pd.DataFrame, colour: str, factor: float = 1.0) -> Axes:
    """Estimates and 90 % band by periods since the rise; what lies left of the dashed line came before it."""
    low, high = rows["low"] * factor, rows["high"] * factor
    ax.fill_between(rows["horizon"], low, high, color=colour, alpha=0.16, linewidth=0)
    ax.plot(rows["horizon"], rows["estimate"] * factor, "o-", color=colour, markersize=3, linewidth=1)
    ax.axhline(0, color=GREY, linewidth=0.6)
    ax.axvline(-0.5, color=GREY, linewidth=0.8, linestyle="--")
    ax.set_xlabel("periods since the rise")
    return ax

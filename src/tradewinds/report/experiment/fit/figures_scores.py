"""How far the network is ahead of the best simple model, or behind it, equation by equation."""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.report.drawing import COLOURS, GREY, INK, named_rows, small_picture
from tradewinds.report.experiment.fit.comparison import MODELS
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Key, Plate
from tradewinds.report.words import finite, number, shorten
from tradewinds.review.check import CheckResult
from tradewinds.review.diagnostics.comparison import COMPARISON
from tradewinds.review.table import results_of

BEHIND = COLOURS[1]
"""Of an equation for which a simple model predicts better."""


def leads_plate(names: Names, verdicts: dict[str, pd.DataFrame], accent: str) -> Plate | None:
    """One row an equation of all tiers; None where nothing was compared."""
    rows = [
        (f"{names.target(tier, one.equation).label}", one)
        for tier, table in verdicts.items()
        for one in results_of(table)
        if one.check == COMPARISON.id and finite(one.value) and finite(one.low) and finite(one.high)
    ]
    if not rows:
        return None
    said = [f"{label} {number(one.value, 2, sign=True)} ({_rival(one)})" for label, one in rows]
    alt = f"Ahead of the best simple model, nats per observation: {'; '.join(said)}."
    labels = [f"{shorten(label, 26)}\n{shorten(_rival(one), 34)}" for label, one in rows]
    shown = small_picture(
        "Ahead of the best simple model",
        "log predictive density, nats per observation",
        partial(draw_lead_bands, [one for _, one in rows], labels, accent),
        alt,
        left=0.56,
        taller=max(0.0, 0.26 * len(rows) - 1.0),
    )
    caption = (
        "One period ahead, on the same held-out rows: the network's lead over the best simple model, named "
        "below each equation, with its 95 % band over resampled periods. Right of the line the network is "
        "better; a band across it is no difference."
    )
    keys = [Key("network better, or no difference", accent, "dot"), Key("simple model better", BEHIND, "dot")]
    return Plate("The network beside simple models", caption, [shown], keys)


def draw_lead_bands(rows: list[CheckResult], labels: list[str], accent: str, ax: Axes) -> Axes:
    """Middle and band of each lead, from top to bottom; those below zero in a colour of their own."""
    for place, one in enumerate(rows):
        colour = BEHIND if one.high < 0 else accent
        ax.plot([one.low, one.high], [place, place], color=colour, linewidth=1.4)
        ax.plot([one.value], [place], "o", color=colour, markersize=3.5)
    ax.margins(x=0.06)
    ax.axvline(0, color=INK, linewidth=0.7)
    ax.tick_params(axis="y", labelsize=6.5)
    ax.xaxis.label.set_color(GREY)
    return named_rows(ax, labels)


def _rival(one: CheckResult) -> str:
    name = MODELS.get(one.detail, one.detail)
    return f"over {name.replace('with Student-t noise', '(Student-t)')}"

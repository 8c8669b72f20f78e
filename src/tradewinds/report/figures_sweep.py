"""Leads of the variants over the settings as they are, as dots with intervals."""

import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from tradewinds.report.blocks import Key, Plate
from tradewinds.report.figures import GREY, INK, panel, picture
from tradewinds.report.words import tick, with_error
from tradewinds.settings.sweep import BASE


def lead_plate(variants: pd.DataFrame, accent: str) -> Plate | None:
    """One dot a variant with twice its standard error on either side; None where there is none to draw."""
    drawn = variants[(variants["variant"] != BASE) & variants["lead"].notna()]
    if drawn.empty:
        return None
    figure, (ax,) = panel(
        "Lead over the settings as they are",
        "log density, nats per observation",
        taller=max(0, len(drawn) - 7) * 0.16,
    )
    ax.axvline(0, color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    ax.errorbar(
        drawn["lead"],
        range(len(drawn)),
        xerr=2 * drawn["lead_error"],
        fmt="o",
        color=accent,
        ecolor=GREY,
        markersize=3.5,
        elinewidth=1,
    )
    ax.set_yticks(range(len(drawn)), list(drawn["variant"]))
    ax.set_ylim(len(drawn) - 0.5, -0.5)
    ax.margins(x=0.05)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    ax.tick_params(axis="y", length=0)
    alt = "; ".join(f"{r.variant}: {with_error(r.lead, r.lead_error, sign=True)}" for r in drawn.itertuples())
    caption = (
        "Right of the dashed line a variant forecasts better. A bar that crosses the line means that the "
        "training periods cannot tell the two apart."
    )
    keys = [Key("lead", accent, "dot"), Key("two standard errors either side", GREY)]
    return Plate("Which settings forecast better", caption, [picture(figure, f"Leads: {alt}.")], keys)

"""Leads of the variants over the settings as they are, as dots with intervals."""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.report.drawing import GREY, INK, across, named_rows, small_picture
from tradewinds.report.page.blocks import Key, Plate
from tradewinds.report.words import with_error
from tradewinds.settings.sweep import BASE


def lead_plate(variants: pd.DataFrame, accent: str, of: str = "") -> Plate | None:
    """One dot a variant with twice its standard error on either side; None where there is none to draw."""
    shown = variants[(variants["variant"] != BASE) & variants["lead"].notna()]
    if shown.empty:
        return None
    leads = (f"{r.variant}: {with_error(r.lead, r.lead_error, sign=True)}" for r in shown.itertuples())
    one = small_picture(
        f"{of}: lead over own settings" if of else "Lead over the settings as they are",
        "log density, nats per observation",
        partial(draw_leads, shown, accent),
        f"Leads: {'; '.join(leads)}.",
        taller=max(0, len(shown) - 7) * 0.16,
    )
    caption = (
        "Right of the dashed line a variant forecasts better. A bar that crosses the line means that the "
        "training periods cannot tell the two apart."
    )
    keys = [Key("lead", accent, "dot"), Key("two standard errors either side", GREY)]
    return Plate("Which settings forecast better", caption, [one], keys)


def draw_leads(variants: pd.DataFrame, accent: str, ax: Axes) -> Axes:
    """Rows of ``evaluation.variant_scores`` below each other, with twice their errors."""
    ax.axvline(0, color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    ax.errorbar(
        variants["lead"],
        range(len(variants)),
        xerr=2 * variants["lead_error"],
        fmt="o",
        color=accent,
        ecolor=GREY,
        markersize=3.5,
        elinewidth=1,
    )
    named_rows(ax, list(variants["variant"]))
    ax.margins(x=0.05)
    return across(ax, steps=(1, 2, 5, 10))

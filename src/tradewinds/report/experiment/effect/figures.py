"""The outcome about a rise of the policy, by the design without a network."""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.report.drawing import GREY, small_picture
from tradewinds.report.experiment.effect.answers import EffectVerdicts
from tradewinds.report.page.blocks import Key, Plate
from tradewinds.report.words import finite, number
from tradewinds.review.p_values import p_text


def response_plate(effect: EffectVerdicts, accent: str) -> Plate:
    """Every outcome about a rise of 1 % in the price of imports, leads left of the dashed line."""
    pictures = []
    for name in effect.results:
        rows, variable = effect.response(name), effect.names.variable("sectors", name)
        if rows.empty:
            continue
        factor = variable.effect_factor
        last = rows.iloc[-1][["estimate", "low", "high"]] * factor
        middle, low, high = (number(one, 2, sign=True) for one in last)
        leads = effect.leads(name)
        alt = (
            f"{variable.label}, {int(rows['horizon'].max())} periods after imports became 1 % dearer: "
            f"{middle} {variable.effect_unit}, 90 % band {low} to {high}"
            f"{f'; that nothing happened before has {p_text(leads)}' if finite(leads) else ''}."
        )
        unit = f"{effect.names.one('sectors')}s"
        draw = partial(draw_response, rows=rows, colour=accent, factor=factor, periods=unit)
        of = f"test of nothing before it: {p_text(leads)}" if finite(leads) else ""
        pictures.append(small_picture(variable.label, variable.effect_unit, draw, alt, of))
    caption = (
        f"By {effect.names.one('sectors')}s since a rise of the policy that makes imports 1 % dearer and "
        f"lasts. What lies left of the dashed line came before it{effect.or_announced}, and should be "
        "nothing (p: the chance of what is seen there if it is)."
    )
    keys = [Key("estimate, with its 90 % band", accent, "dot")]
    return Plate("About a rise of the policy", caption, pictures, keys)


def draw_response(
    ax: Axes, rows: pd.DataFrame, colour: str, factor: float = 1.0, periods: str = "periods"
) -> Axes:
    """Estimates and 90 % band by periods since the rise; what lies left of the dashed line came before it, or
    before it was announced: then a dotted line is where it came into force.
    """
    announced = int(rows["announced"].iloc[0])
    low, high = rows["low"] * factor, rows["high"] * factor
    ax.fill_between(rows["horizon"], low, high, color=colour, alpha=0.16, linewidth=0)
    ax.plot(rows["horizon"], rows["estimate"] * factor, "o-", color=colour, markersize=2.5, linewidth=0.9)
    ax.axhline(0, color=GREY, linewidth=0.6)
    ax.axvline(-0.5 - announced, color=GREY, linewidth=0.8, linestyle="--")
    if announced:
        ax.axvline(-0.5, color=GREY, linewidth=0.8, linestyle=":")
    ax.set_xlabel(f"{periods} since the rise")
    return ax

"""The policy that was asked about beside what it has been, where nothing could be rolled forward."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradewinds.report.drawing import GREY, INK, small_picture, time_axis
from tradewinds.report.names import Names, positions
from tradewinds.report.page.blocks import Key, Plate
from tradewinds.report.words import number


def asked_plate(names: Names, planned: pd.DataFrame | None, accent: str, alone: bool = True) -> Plate | None:
    """Mean and range over sectors of the policy, observed and on the path; None where neither is known.

    ``planned``: sector, period, baseline, scenario, as ``policy.scenario.plan`` has them; ``alone``: whether
    no other picture stands beside it.
    """
    frame, policy = names.panels.get("sectors"), names.policy_variable
    if planned is None or frame is None or policy.name not in frame:
        return None
    seen = frame.groupby("period")[policy.name].agg(["min", "mean", "max"]) * policy.factor
    path = planned.groupby("period")["scenario"].agg(["min", "mean", "max"]) * policy.factor
    frequency = names.frequency("sectors")
    last, most = path["mean"].iloc[-1], seen["max"].max()
    alt = (
        f"{policy.label}: {number(last)} {policy.unit} at the end of the path in the mean of all sectors; "
        f"no sector had more than {number(most)} before."
    )
    draw = partial(draw_asked, seen, path, frequency, accent)
    many = frame["sector"].nunique() > 1
    keys = [
        Key(f"observed{', mean and range of sectors' if many else ''}", INK),
        Key("highest ever seen", GREY, "dashed"),
        Key(f"asked about{', mean and range' if many else ''}", accent),
    ]
    taller, wider = (0.9, 2.0) if alone else (0.5, 0.0)
    picture = small_picture(policy.label, policy.unit, draw, alt, taller=taller, wider=wider)
    return Plate("", "", [picture], keys, wide=alone)


def draw_asked(seen: pd.DataFrame, path: pd.DataFrame, frequency: str, accent: str, ax: Axes) -> Axes:
    """``seen``, ``path``: period → min, mean, max over sectors; the dashed line is the highest ever seen."""
    for rows, colour in ((seen, INK), (path, accent)):
        x = positions(rows.index, frequency)
        ax.fill_between(x, rows["min"], rows["max"], color=colour, alpha=0.16, linewidth=0)
        ax.plot(x, rows["mean"], color=colour, linewidth=1.1 if colour == INK else 2.4)
    ax.axhline(seen["max"].max(), color=GREY, linestyle=(0, (4, 2)), linewidth=0.8)
    return time_axis(
        ax, np.concatenate([positions(rows.index, frequency) for rows in (seen, path)]), frequency
    )

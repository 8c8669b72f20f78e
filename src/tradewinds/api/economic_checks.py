"""Economic checks: the fit's answer beside what is expected, and beside what its prior says alone."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradewinds.api.axes import own_axes
from tradewinds.api.result import Result
from tradewinds.review.economics import whole
from tradewinds.review.status import Status

_SHOWN = ("check", "title", "status", "low", "median", "high", "unit", "above", "below", "probability",
          "required", "prior_probability", "truth")  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class EconomicChecks(Result):
    """``table``: one row a check and place, the first of a check of all sectors together or of the nation."""

    table: pd.DataFrame

    @property
    def failed(self) -> list[str]:
        """Names of the checks that failed."""
        first = whole(self.table)
        bad = first["status"].map(lambda status: Status.read(status).bad)
        return first.loc[bad.astype(bool), "check"].tolist()

    def summary(self) -> pd.DataFrame:
        """One row a check: how it ended, the answer's 90 % band and unit, what is expected, how probable it
        is under the posterior and under the prior alone, and the truth where it is known.
        """
        return whole(self.table)[list(_SHOWN)].reset_index(drop=True)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Every check's answer with its 90 % band, in units of the band's half width, so that checks in
        different units stand on one axis; green where what is expected lies within.
        """
        rows = whole(self.table).iloc[::-1]
        ax = own_axes(ax, "What economics expects, and what the fit says", "")
        for y, row in enumerate(rows.itertuples()):
            edges = (row.low, row.high, row.above, row.below)
            half = max((abs(edge) for edge in edges if np.isfinite(edge)), default=1.0)
            half = half if np.isfinite(half) and half > 0 else 1.0
            low = row.above / half if np.isfinite(row.above) else -1.2
            high = row.below / half if np.isfinite(row.below) else 1.2
            ax.barh(y, high - low, left=low, height=0.7, color="#009e73", alpha=0.15)
            ax.plot([row.low / half, row.high / half], [y, y], color="#0072b2")
            ax.plot(row.median / half, y, "o", color="#0072b2", markersize=4)
        ax.axvline(0, color="#999999", linewidth=0.8)
        ax.set_yticks(range(len(rows)), [f"{row.title}: {row.status}" for row in rows.itertuples()])
        ax.set_xlim(-1.2, 1.2)
        ax.set_xticks([])
        ax.set_xlabel("90 % band (line), expected range (shaded), zero (grey)")
        return ax

    @property
    def title(self) -> str:
        return "What economics expects, and what the fit says"

"""Economic checks: the fit's answer beside what is expected, and beside what its prior says alone."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.api.axes import own_axes
from tradewinds.api.result import Result, refuse_unknown_name
from tradewinds.report.checks.figures import answers_of, draw_answers, limits_of
from tradewinds.report.drawing import COLOURS
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

    def plot(self, check: str | None = None, ax: Axes | None = None) -> Axes:
        """A check's answer as the page draws it, the first one's where none is named: the fit's and its
        prior's median and 90 % band, and the truth where it is known, before the zone of what is expected.

        Raises SettingsError for a check that is not there.
        """
        rows = {row["check"]: row for row in whole(self.table).to_dict("records")}
        check = next(iter(rows)) if check is None else check
        refuse_unknown_name("check", check, list(rows))
        row = rows[check]
        ax = own_axes(ax, f"{row['title']}, {row['unit']}", "")
        wanted = (row["above"], row["below"])
        return draw_answers(*answers_of(row, [], COLOURS[0]), wanted, limits_of(row, []), ax)

    @property
    def title(self) -> str:
        return "What economics expects, and what the fit says"

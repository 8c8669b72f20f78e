"""Slopes on a policy side by side: as it is, a period later, instrumented, and with its paths permuted."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.api.axes import own_axes
from tradewinds.api.result import Result
from tradewinds.effects.slope_study import estimate_slopes
from tradewinds.report.figures_design import draw_slopes
from tradewinds.settings.data import DataSettings
from tradewinds.settings.policy_slopes import PolicySlopesSettings

_DESIGN = [
    "design", "estimate", "error", "low", "high", "detectable", "rows", "clusters", "effective", "f", "r2",
    "unit",
]  # fmt: skip
_PERMUTED = ["permuted_error", "permuted_p", "permuted_detectable"]


@dataclass(frozen=True, eq=False, repr=False)
class PolicySlopes(Result):
    """Slopes of the outcome's changes on the policy's, each by another way to hold cause and consequence
    apart.

    ``table``: that of the workflow's artifact, in logs × 100 (or units) of the outcome per point of the
    policy as its column ``unit`` says.
    """

    table: pd.DataFrame
    outcome: str
    policy: str

    def summary(self) -> pd.DataFrame:
        """One row a design: estimate, clustered error, 90 % band and smallest effect found with 80 % power,
        in ``unit``; of the first stage F and R² too; where asked for the standard deviation over permuted
        paths, its p and the smallest effect found by it.
        """
        rows = self._of("slope")
        asked = _PERMUTED if rows["permuted_p"].notna().any() else []
        return rows[[*_DESIGN, *asked]]

    @property
    def placebos(self) -> pd.DataFrame:
        """One row a placebo: periods by which the policy was ``moved`` back, its slope there, and p."""
        rows = self._of("placebo")
        return rows[["moved", "estimate", "error", "low", "high", "p", *_PERMUTED, "unit"]]

    @property
    def permutations(self) -> pd.DataFrame:
        """One row a draw: the slope of a design under permuted paths."""
        return self._of("permutation")[["design", "estimate", "unit"]]

    @property
    def groups(self) -> pd.DataFrame:
        """One row a group: its own slope with the error that placebos give it, and pooled with 90 % band."""
        names = ["group", "estimate", "error", "pooled", "pooled_error", "low", "high", "unit"]
        return self._of("group")[names]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Estimates with their 90 % bands, one line a design."""
        ax = own_axes(ax, f"{self.outcome} on {self.policy}", "")
        draw_slopes(self.table, ax)
        ax.set_xlabel(self._unit)
        return ax

    @property
    def title(self) -> str:
        return f"{self.outcome} on {self.policy}: {self._unit}"

    @property
    def _unit(self) -> str:
        return str(self._of("slope")["unit"].iloc[0])

    def _of(self, kind: str) -> pd.DataFrame:
        return self.table[self.table["kind"] == kind].reset_index(drop=True)


def slopes_of_policy(
    table: pd.DataFrame, data: DataSettings, asked: PolicySlopesSettings, seed: int
) -> PolicySlopes:
    """As ``Panel.policy_slopes``, of its table."""
    asked.validate()
    found = estimate_slopes(table, data, asked, seed)
    described = data.tables["sectors"].variables
    labels = [described[name].label if name in described else name for name in (asked.outcome, asked.policy)]
    return PolicySlopes(found, *labels)

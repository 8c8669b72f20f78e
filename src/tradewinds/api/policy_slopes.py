"""Slopes on a policy side by side: as it is, a period later, instrumented, and with its paths permuted."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradewinds.api.axes import doubted, own_axes
from tradewinds.api.result import Result
from tradewinds.effects.placebo import holm
from tradewinds.effects.slope_study import estimate_slopes
from tradewinds.report.experiment.design.figures import draw_slopes
from tradewinds.review.p_values import p_text
from tradewinds.settings.data import DataSettings
from tradewinds.settings.policy_slopes import PolicySlopesSettings
from tradewinds.settings.validation_designs import validate_policy_slopes

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
    size: float = 0.05

    def summary(self) -> pd.DataFrame:
        """One row a design: estimate, clustered error, 90 % band (that of permuted paths where it is wider)
        and smallest effect found with 80 % power, in ``unit``; of the first stage F and R² too; where asked
        for the standard deviation over permuted paths, its p and the smallest effect found by it, and with
        placebos that fail a ``doubt``.
        """
        rows = self._of("slope")
        asked = _PERMUTED if rows["permuted_p"].notna().any() else []
        doubt = {"doubt": self.doubt} if self.doubt else {}
        return rows[[*_DESIGN, *asked]].assign(**doubt)

    @property
    def doubt(self) -> str:
        """Which placebos have a slope that is not by chance, in a sentence; nothing where none has."""
        bad = self.placebos[self.placebos["adjusted"] < self.size]
        said = ", ".join(f"{one.moved}, {p_text(one.adjusted)}" for one in bad.itertuples())
        return f"Placebos fail (periods back: {said}): something else moved alike." if said else ""

    @property
    def placebos(self) -> pd.DataFrame:
        """One row a placebo: periods by which the policy was ``moved`` back, its slope there, and p;
        ``adjusted``: for the number of placebos (Holm), by permutation where asked for.
        """
        rows = self._of("placebo")
        drawn = len(rows) > 0 and rows["permuted_p"].notna().all()
        rows["adjusted"] = holm(rows["permuted_p"] if drawn else rows["p"])
        return rows[["moved", "estimate", "error", "low", "high", "p", *_PERMUTED, "adjusted", "unit"]]

    @property
    def permutations(self) -> pd.DataFrame:
        """One row a draw: the slope of a design under permuted paths."""
        return self._of("permutation")[["design", "estimate", "unit"]]

    @property
    def groups(self) -> pd.DataFrame:
        """One row a group: its own slope with the error that placebos give it, and pooled with 90 % band;
        ``spread``: the standard deviation of true slopes by which they are pooled, ``alike``: p that it is
        zero.
        """
        names = ["group", "estimate", "error", "pooled", "pooled_error", "low", "high", "unit"]
        rows, whole = self._of("group")[names], self._of("groups")
        found = (float(whole[name].iloc[0]) if len(whole) else np.nan for name in ("spread", "p"))
        return rows.assign(**dict(zip(("spread", "alike"), found, strict=True)))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Estimates with their 90 % bands, one line a design."""
        ax = own_axes(ax, f"{self.outcome} on {self.policy}", "")
        draw_slopes(self.table, ax)
        ax.set_xlabel(self._unit)
        return doubted(ax, self.doubt)

    @property
    def title(self) -> str:
        text = f"{self.outcome} on {self.policy}: {self._unit}"
        return f"{text}. {self.doubt}" if self.doubt else text

    @property
    def _unit(self) -> str:
        return str(self._of("slope")["unit"].iloc[0])

    def _of(self, kind: str) -> pd.DataFrame:
        return self.table[self.table["kind"] == kind].reset_index(drop=True)


def slopes_of_policy(
    table: pd.DataFrame, data: DataSettings, asked: PolicySlopesSettings, seed: int
) -> PolicySlopes:
    """As ``Panel.policy_slopes``, of its table."""
    validate_policy_slopes(data.tables["sectors"], asked)
    found = estimate_slopes(table, data, asked, seed)
    described = data.tables["sectors"].variables
    outcome, policy = (
        described[name].label if name in described else name for name in (asked.outcome, asked.policy)
    )
    return PolicySlopes(found, outcome, policy, asked.size)

"""Slopes on a policy side by side: as it is, a period later, instrumented, and with its paths permuted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.api.axes import own_axes
from tradewinds.api.result import Result
from tradewinds.effects.choices import DesignChoices, EffectWords
from tradewinds.effects.instrumented import AS_IT_IS, FIRST_STAGE, REDUCED, rival_slopes
from tradewinds.effects.permutation import Randomised, permuted_slope
from tradewinds.report.figures import COLOURS, GREY
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import DataSettings

_SCALED = ["estimate", "error", "low", "high", "detectable"]


@dataclass(frozen=True, eq=False, repr=False)
class PolicySlopes(Result):
    """Slopes of the outcome's changes on the policy's, each by another way to hold cause and consequence
    apart.

    ``table`` in logs (or units) of the outcome per unit of the policy, or of the instrument in the reduced
    form; ``permuted``: design → the slope where paths belong to other sectors, where that was asked for.
    """

    table: pd.DataFrame
    permuted: Mapping[str, Randomised]
    words: EffectWords
    reduced: EffectWords
    """Those of the reduced form, whose slope is that on the instrument."""

    def summary(self) -> pd.DataFrame:
        """One row a design: estimate, clustered error, 90 % band and smallest effect found with 80 % power,
        in ``unit``; of the first stage F and R² too; where asked for the standard deviation over permuted
        paths, its p and the smallest effect found by it.
        """
        table = self.table.copy()
        factor = (
            table["design"].map({FIRST_STAGE: 1.0, REDUCED: self.reduced.factor}).fillna(self.words.factor)
        )
        table[_SCALED] = table[_SCALED].mul(factor, axis=0)
        unit = {FIRST_STAGE: "policy per unit of the instrument", REDUCED: self.reduced.unit}
        table["unit"] = table["design"].map(unit).fillna(self.words.unit)
        for name in ("error", "p", "detectable") if self.permuted else ():
            values = table["design"].map({key: getattr(one, name) for key, one in self.permuted.items()})
            table[f"permuted_{name}"] = values * (1.0 if name == "p" else factor)
        return table

    def plot(self, ax: Axes | None = None) -> Axes:
        """Estimates with their 90 % bands, one line a design."""
        ax = own_axes(ax, f"{self.words.outcome} on {self.words.policy}", "")
        rows = self.summary().query("design != @FIRST_STAGE").iloc[::-1]
        half = [rows["estimate"] - rows["low"], rows["high"] - rows["estimate"]]
        ax.errorbar(rows["estimate"], range(len(rows)), xerr=half, fmt="o", color=COLOURS[0], capsize=2)
        ax.set_yticks(range(len(rows)), rows["design"])
        ax.axvline(0, color=GREY, linewidth=0.6)
        ax.set_xlabel(self.words.unit)
        return ax

    @property
    def title(self) -> str:
        return f"{self.words.outcome} on {self.words.policy}: {self.words.unit}"


def slopes_of_policy(
    table: pd.DataFrame,
    data: DataSettings,
    choices: DesignChoices,
    instrument: str | None,
    step: int | None,
    permutations: int,
    within: str | None,
    seed: int,
) -> PolicySlopes:
    """As ``Panel.policy_slopes``, of its table."""
    grid, asked, words = choices.on(table, data)
    over = step or PER_YEAR[data.tables["sectors"].frequency]
    by, reduced = None, words
    if instrument is not None:
        by, reduced = replace(choices, policy=instrument).on(table, data)[1:]
    found = rival_slopes(grid, asked, by, over)
    permuted = {}
    if permutations:
        moved = {AS_IT_IS: asked} | ({} if by is None else {REDUCED: by})
        permuted = {
            name: permuted_slope(grid, one, over, permutations, seed, within) for name, one in moved.items()
        }
    return PolicySlopes(found, permuted, words, reduced)

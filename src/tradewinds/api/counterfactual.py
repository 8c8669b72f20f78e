"""What a tariff path does, against its baseline."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.api.axes import doubted, own_axes
from tradewinds.api.result import Result, refuse_unknown_name
from tradewinds.errors import SettingsError, SupportError
from tradewinds.policy.series_support import policy_support
from tradewinds.report.drawing import COLOURS, time_axis
from tradewinds.report.experiment.effect.answers import EffectVerdicts
from tradewinds.report.experiment.path.figures import (
    at_quantile,
    draw_effect,
    flag_outside,
    variables_of,
)
from tradewinds.report.experiment.path.support import left_weight
from tradewinds.report.names import Names, Variable, average_of, positions
from tradewinds.settings.schema import meant

_SAID = "the figure is the network's alone, and these data do not answer it or it contradicts itself"
_NO_ANSWER = f"{_SAID[0].upper()}{_SAID[1:]}: nothing is claimed of its sign (effect)."
_DISTANCES = {"policy": "own_policy", "others": "all_policy", "inputs": "own_inputs"}
_GROUPS = ("national", "weighted", "sectors")
"""Where the headline of a variable is looked for, in this order."""


@dataclass(frozen=True, eq=False, repr=False)
class Counterfactual(Result):
    """A scenario and its baseline rolled forward under the same draws and disturbances.

    ``data``: groups /sectors, /national and /weighted (all sectors together) with dimensions path, quantile,
    sector, period; ``path``: the rates of both, one row a sector and period.
    """

    data: xr.DataTree
    path: pd.DataFrame
    names: Names
    judge: Callable[[], pd.DataFrame] | None = None
    """Makes the verdicts on the path's effects (``policy.effect_verdict``), asked when they are needed."""

    @cached_property
    def verdicts(self) -> EffectVerdicts | None:
        """Whether the data answer what the path does, by the design without a network; nothing where no
        verdict was asked for, or the path was refused.
        """
        if self.judge is None or self.refused:
            return None
        weighted = self.data["weighted"].to_dataset() if "weighted" in self.data.children else None
        table = self.judge()
        return None if table.empty else EffectVerdicts(self.names, table, pd.DataFrame(), weighted)

    def _withheld(self, variable: str) -> bool:
        return self.verdicts is not None and self.verdicts.withheld(variable)

    @property
    def refused(self) -> str:
        """Why there is no answer; nothing where there is one."""
        return self.data.attrs.get("refused", "")

    @property
    def variables(self) -> list[str]:
        """What answers to the policy: the nation's prosperity, its indicators, then those of the sectors."""
        tables = (name for name in ("national", "sectors") if name in self.data.children)
        found = [
            one.name
            for name in tables
            for one in variables_of(self.names, name, self.data[name].to_dataset())
        ]
        return list(dict.fromkeys(found))

    def effect(self, variable: str, sector: str | None = None) -> xr.DataArray:
        """The difference the path makes, dimensions quantile and period: per cent for quantities in logs.

        ``sector``: one of them, or all together (or the nation) when left out. Raises SupportError where the
        path was refused, SettingsError for a variable or sector that is not there.
        """
        group, one = self._place(variable, sector)
        known = self._variable(group, variable)
        found = one[f"{variable}_effect_quantile"] * known.effect_factor
        return found.rename(variable).assign_attrs(label=known.label, unit=known.effect_unit)

    def summary(self) -> pd.DataFrame:
        """The effects at the end of the path: median, 90 % band, probability of being above zero (none where
        draws are no posterior's, as an ensemble's are not, and where the verdict on the effect is
        ``withheld``, ``because`` of what: the figure is then the network's alone, whatever a design without
        it answers, see ``verdicts``), and the truth where it is known. ``outside``:
        how many training ranges the policy or an input lies beyond what was seen there, at most; where that
        is much the answer is assumption. ``leaves_own``: share of the weight of series that leave their own
        range of the policy (``support``).
        """
        if self.refused:
            return pd.DataFrame({"refused": [self.refused]})
        rows = []
        for variable in self.variables:
            group, one = self._place(variable, None)
            known = self._variable(group, variable)
            factor = known.effect_factor
            last = self.effect(variable).isel(period=-1)
            truth, weights = one.get(f"{variable}_truth"), one.attrs.get("weights")
            average = average_of(one, variable)
            whose = "the nation" if group == "national" else str(one["sector"].item())
            rows.append(
                {
                    "variable": variable,
                    "label": known.label,
                    "of": f"{whose}, {self.names.weights(weights, average)}" if weights else whose,
                    "unit": known.effect_unit,
                    "period": one["period"].values[-1],
                    "median": float(at_quantile(last, 0.5)),
                    "low": float(at_quantile(last, 0.05)),
                    "high": float(at_quantile(last, 0.95)),
                    "above_zero": float(one[f"{variable}_effect_positive"].values[-1])
                    if self.names.posterior and not self._withheld(variable)
                    else np.nan,
                    "withheld": self._withheld(variable) if self.verdicts is not None else None,
                    "because": self.verdicts.why_withheld(known) if self.verdicts is not None else "",
                    "outside": float(self._outside(group)[-1]),
                    "leaves_own": left_weight(self.data[_table_of(group)].to_dataset(), self._limit),
                    "truth": np.nan if truth is None else float(truth.values[-1]) * factor,
                }
            )
        table = pd.DataFrame(rows)
        empty = table.columns[table.isna().all()]
        kept = {"above_zero"} if self.names.posterior else set()
        return table.drop(columns=[name for name in empty if name not in kept])

    def support(self) -> pd.DataFrame:
        """Of every series, and of the nation, how far the path leaves what it has seen itself, in widths of
        its own range: ``policy`` its level and changes, ``inputs`` what the equations meet; ``others`` the
        policy from what all series together have seen.

        ``support`` says what the answer rests on: “own”, “others” (their experience) or “none”;
        ``weight`` is the share of all sectors.
        """
        if self.refused:
            return pd.DataFrame({"refused": [self.refused]})
        frames = []
        for group in self._groups():
            one = self.data[group].to_dataset()
            far = {name: one[of].max(("path", "period")).values for name, of in _DISTANCES.items()}
            columns = {"sector": one["sector"].values.astype(str)} | far
            columns["support"] = policy_support(one, self._limit)
            columns["weight"] = one["weight"].values if "weight" in one else np.ones(1)
            frames.append(pd.DataFrame(columns))
        return pd.concat(frames, ignore_index=True)

    def plot(self, variable: str | None = None, sector: str | None = None, ax: Axes | None = None) -> Axes:
        """The effect on a variable over the periods of the path, with its 50, 80 and 90 % bands, and the
        truth, dashed, where it is known. An orange bar marks periods in which the policy or an input lies
        outside what was seen. Raises as ``effect``.
        """
        variable = variable or next(iter(self.variables), "")
        group, one = self._place(variable, sector)
        known = self._variable(group, variable)
        frequency = self.names.frequency(known.table)
        x = positions(one["period"].values, frequency)
        whose = "" if group == "national" else f", {one['sector'].item()}"
        ax = own_axes(ax, f"{known.label}{whose}: difference from the baseline", known.effect_unit)
        flag_outside(
            (draw_effect(ax, known, one, x, COLOURS[0]),), x, self._outside(group, sector) > self._limit
        )
        time_axis(ax, x, frequency)
        return doubted(ax, _NO_ANSWER if self._withheld(variable) else "")

    @property
    def title(self) -> str:
        if self.refused:
            return "Refused"
        far = max(float(np.nanmax(self._outside(group), initial=0.0)) for group in self._groups())
        note = (
            ""
            if far <= self._limit
            else f": assumption, up to {far:.2g} training ranges outside what was seen"
        )
        held = any(self._withheld(variable) for variable in self.variables)
        return f"What the path does, at its end{note}{f'. Where withheld, {_SAID}' if held else ''}"

    @property
    def _limit(self) -> float:
        """Training ranges beyond which the report flags an answer."""
        return float(self.names.experiment["scenario"]["flag_distance"])

    def _groups(self) -> list[str]:
        return [group for group in ("sectors", "national") if group in self.data.children]

    def _outside(self, group: str, sector: str | None = None) -> np.ndarray:
        """Training ranges [T] by which either path leaves what was seen: of a sector, or the farthest."""
        away = self.data[_table_of(group)]["outside"].max("path")
        return np.asarray((away.max("sector") if sector is None else away.sel(sector=sector)).values)

    def _place(self, variable: str, sector: str | None) -> tuple[str, xr.Dataset]:
        """The group a variable's effect stands in, and its dataset of one sector."""
        if self.refused:
            raise SupportError(self.refused)
        groups = _GROUPS if sector is None else ("sectors",)
        for group in groups:
            if _has(self.data, group, variable):
                dataset = self.data[group].to_dataset()
                sectors = [str(name) for name in dataset["sector"].values]
                if sector is not None:
                    refuse_unknown_name("sector", sector, sectors)
                return group, dataset.sel(sector=sector or sectors[0])
        known = [one for one in self.variables if any(_has(self.data, group, one) for group in groups)]
        place = "" if sector is None else f" in sector {sector!r}"
        raise SettingsError(
            f"no effect on {variable!r}{place}", f"one of {', '.join(known)}", meant(variable, known)
        )

    def _variable(self, group: str, variable: str) -> Variable:
        return self.names.variable(_table_of(group), variable)


def _table_of(group: str) -> str:
    """The table that a group of a roll-out is of: all sectors together are of theirs."""
    return "national" if group == "national" else "sectors"


def _has(data: xr.DataTree, group: str, variable: str) -> bool:
    """Whether the effects of a group are also of this variable."""
    return group in data.children and f"{variable}_effect_mean" in data[group]

"""Forecasts of held-out rows beside what came."""

from dataclasses import dataclass

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.api.axes import own_axes
from tradewinds.api.names import names_of_experiment
from tradewinds.api.result import Result, refuse_unknown_name
from tradewinds.evaluation.assess import predict_tier
from tradewinds.fitted.fit import Fit
from tradewinds.report.drawing import COLOURS, INK
from tradewinds.report.experiment.fit.figures_check import draw_forecast
from tradewinds.report.names import Names, positions
from tradewinds.settings.experiment import ExperimentSettings


@dataclass(frozen=True, eq=False, repr=False)
class Forecasts(Result):
    """``data``: /{tier}/{equation}/{holdout} with observed, median, lower, upper, pit and log_density by
    row.

    Holdouts: ``inside`` (rows held out inside the training periods), ``ahead`` (one period ahead),
    ``fed back`` (ahead with the equation's own past simulated) and ``fit`` (the training rows).
    """

    data: xr.DataTree
    names: Names

    def summary(self) -> pd.DataFrame:
        """One row an equation and holdout: rows, share within the 90 % band, and median absolute error."""
        rows = []
        for tier, equations in self.data.children.items():
            for equation, holdouts in equations.children.items():
                for holdout, predicted in holdouts.children.items():
                    found = predicted.to_dataset()
                    inside = (found["lower"] <= found["observed"]) & (found["observed"] <= found["upper"])
                    rows.append(
                        {
                            "tier": tier,
                            "equation": equation,
                            "holdout": holdout,
                            "rows": found.sizes["row"],
                            "within_90": float(inside.sel(level=0.9).mean()),
                            "median_error": float(abs(found["observed"] - found["median"]).median()),
                            "unit": self.names.target(tier, equation).unit,
                        }
                    )
        return pd.DataFrame(rows)

    def plot(
        self,
        equation: str | None = None,
        sector: str | None = None,
        holdout: str = "ahead",
        ax: Axes | None = None,
    ) -> Axes:
        """What was forecast, with 50, 80 and 90 % bands, and what came, of one sector.

        Raises SettingsError for an equation, holdout or sector that is not there.
        """
        tier, equation, holdouts = self._place(equation)
        refuse_unknown_name("holdout", holdout, list(holdouts))
        return self._draw(tier, equation, holdouts[holdout], sector, ax)

    def plot_fit(
        self, equation: str | None = None, sector: str | None = None, ax: Axes | None = None
    ) -> Axes:
        """As ``plot``, of the rows that were fitted and then, behind a dashed line, of those held out ahead.

        Raises SettingsError for an equation or sector that is not there.
        """
        tier, equation, holdouts = self._place(equation)
        ahead = holdouts["ahead"]
        shown = xr.concat([holdouts["fit"], ahead], "row") if "fit" in holdouts else ahead
        ax = self._draw(tier, equation, shown, sector, ax)
        frequency = self.names.frequency(self.names.target(tier, equation).table)
        begins = positions(ahead["period"].values.min(keepdims=True), frequency)[0]
        ax.axvline(begins, color=INK, linestyle=(0, (3, 2)), linewidth=0.8)
        return ax

    def _place(self, equation: str | None) -> tuple[str, str, dict[str, xr.Dataset]]:
        """An equation's tier, its name (the first one's where none is named), and holdout → its rows."""
        places = {name: tier for tier, known in self.data.children.items() for name in known.children}
        equation = equation or next(iter(places))
        refuse_unknown_name("equation", equation, list(places))
        children = self.data[places[equation]][equation].children
        return places[equation], equation, {name: one.to_dataset() for name, one in children.items()}

    def _draw(self, tier: str, equation: str, rows: xr.Dataset, sector: str | None, ax: Axes | None) -> Axes:
        """Rows of one sector, the first where none is named."""
        sectors = list(dict.fromkeys(map(str, rows["sector"].values)))
        sector = sectors[0] if sector is None else sector
        refuse_unknown_name("sector", sector, sectors)
        one = rows.isel(row=rows["sector"].values == sector).sortby("period")
        variable = self.names.target(tier, equation)
        of = "" if len(sectors) == 1 else f", {self.names.sector(sector)}"
        ax = own_axes(ax, f"{variable.label}{of}", variable.unit)
        return draw_forecast(variable, one, self.names.frequency(variable.table), COLOURS[0], ax)

    @property
    def title(self) -> str:
        return "Forecasts beside what came"


def forecasts(fit: Fit, settings: ExperimentSettings) -> Forecasts:
    """Forecasts of every equation; ``settings`` are the experiment's."""
    trees = {f"/{tier}": predict_tier(fit, tier, settings.diagnostics) for tier in fit.tiers}
    return Forecasts(xr.DataTree.from_dict(trees), names_of_experiment(settings, fit.panel))

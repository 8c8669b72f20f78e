"""One tier's equations on a panel, scaled: what is asked of a tier without its network."""

from dataclasses import dataclass

import xarray as xr

from tradewinds.data.features import EquationRows
from tradewinds.data.panel import Grid
from tradewinds.data.scaling import EquationScaler, equation_rows, read_scaler
from tradewinds.data.split_panel import SplitPanel
from tradewinds.equations import Equation
from tradewinds.settings.tables import equations_of


@dataclass(frozen=True, eq=False)
class ScaledTier:
    """``texts``: the equations of the tier ``name`` as written; ``scaler``: a group of statistics for each.

    ``explain`` (level or change) and ``window`` (rows of a sector whose inputs an equation has) are those of
    the tier's network, so that whatever is set beside it is told the same.
    """

    name: str
    panel: SplitPanel
    scaler: xr.DataTree
    texts: list[str]
    explain: str
    window: int = 1

    def equations(self) -> dict[str, list[Equation]]:
        """Table → its equations, in an order in which they can be solved."""
        return equations_of(self.panel.data, self.name, self.texts, self.window)

    def scaler_of(self, equation: Equation, grid: Grid | None = None) -> EquationScaler:
        """Statistics of the equation's training rows; for the sectors of a grid where one is given."""
        return read_scaler(self.scaler, equation.name, None if grid is None else grid.sectors)

    def equation_rows(self, equation: Equation, grid: Grid) -> EquationRows:
        """The rows of a grid that the equation can be asked about, in the units of its inputs."""
        return equation_rows(grid, equation, self.explain, self.scaler_of(equation, grid))

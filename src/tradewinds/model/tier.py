"""One tier as it is assumed: its equations, network, priors, noise and effects, and the data they are of."""

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from tradewinds.data.blocks import LongTable
from tradewinds.data.scaler import fit_scaler
from tradewinds.equations import Equation
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings


@dataclass(frozen=True)
class TierModel:
    """``name`` is ``tier1`` (policy → indicators) or ``tier2`` (indicators → prosperity)."""

    name: str
    settings: TierSettings
    data: DataSettings

    def scaler(self, train: dict[str, pd.DataFrame | LongTable], explain: str | None = None) -> xr.DataTree:
        """The scaler of every equation from training tables; ``explain`` in place of its own."""
        settings = self.settings
        return fit_scaler(
            train,
            self.data,
            self.name,
            settings.equations,
            explain or settings.model.explain,
            settings.within_sectors,
            settings.model.window,
        )

    def equations(self) -> dict[str, list[Equation]]:
        """Table → its equations, in an order in which they can be solved."""
        return equations_of(self.data, self.name, self.settings.equations, self.settings.model.window)

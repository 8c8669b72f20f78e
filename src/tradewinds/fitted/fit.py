"""A fit: tables, scalers, equations, settings, seed and posterior as one object, which later stages take."""

from dataclasses import dataclass, replace
from typing import Self

import xarray as xr

from tradewinds.data.scaled_tier import ScaledTier
from tradewinds.data.split_panel import SplitPanel
from tradewinds.fitted.equation import FittedEquation, fitted_equation
from tradewinds.model.tier import TierModel
from tradewinds.settings.data import DataSettings


@dataclass(frozen=True, eq=False)
class FittedTier:
    """A tier's model with what was learned: the scaler of its inputs, and posterior draws by equation.

    ``posterior``: groups /{equation}/posterior, /sample_stats, /training, as ``fit_tier`` returns them.
    """

    model: TierModel
    scaler: xr.DataTree
    posterior: xr.DataTree

    def scaled(self, panel: SplitPanel) -> ScaledTier:
        """The tier without its network, on a panel."""
        model = self.model.settings.model
        texts = self.model.settings.equations
        return ScaledTier(self.model.name, panel, self.scaler, texts, model.explain, model.window)

    def distinct_draws(self) -> int:
        """Posterior draws of the equation that has fewest."""
        groups = [equation["posterior"] for equation in self.posterior.children.values()]
        return min(group.sizes["chain"] * group.sizes["draw"] for group in groups)


@dataclass(frozen=True, eq=False)
class Fit:
    """Fitted tiers by name, in the order in which they are solved, with the panel they were fitted to.

    ``seed`` is the experiment's: random numbers of what is asked of the fit follow from it. A stage that
    needs one tier alone may be given that tier alone.
    """

    panel: SplitPanel
    tiers: dict[str, FittedTier]
    seed: int = 0

    @property
    def data(self) -> DataSettings:
        return self.panel.data

    def equations(self, tier: str | None = None) -> list[FittedEquation]:
        """The fitted equations of one tier, or of all, each tier's in an order in which they can be solved.

        Raises DataError when rows ahead hold sectors the training rows do not.
        """
        names = list(self.tiers) if tier is None else [tier]
        return [one for name in names for one in self._of_tier(self.tiers[name])]

    def _of_tier(self, tier: FittedTier) -> list[FittedEquation]:
        return [
            fitted_equation(equation, equations, table, self.panel, tier.scaler, tier.posterior, tier.model)
            for table, equations in tier.model.equations().items()
            for equation in equations
        ]

    def distinct_draws(self) -> int:
        """Posterior draws of the equation, of all tiers, that has fewest."""
        return min(tier.distinct_draws() for tier in self.tiers.values())

    def on_training_rows(self) -> Self:
        """The same fit without the rows ahead."""
        return replace(self, panel=self.panel.training_rows())

"""One tier as it is assumed: its equations, network, priors, noise and effects, and the data they are of."""

from dataclasses import dataclass

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

    def equations(self) -> dict[str, list[Equation]]:
        """Table → its equations, in an order in which they can be solved."""
        return equations_of(self.data, self.name, self.settings.equations)

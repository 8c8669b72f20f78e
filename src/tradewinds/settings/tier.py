"""Sections ``tier1`` and ``tier2``: equations, and what each equation assumes and how it is fitted."""

from dataclasses import dataclass, field

from tradewinds.inference.registry import ALGORITHMS, names
from tradewinds.settings import inference, model
from tradewinds.settings.checks import require
from tradewinds.settings.inference import InferenceSettings
from tradewinds.settings.model import Dynamics, Family, ModelSettings


@dataclass
class TierSettings:
    title: str = ""
    equations: list[str] = field(default_factory=list)
    """As in MODEL: ``price[t] ~ price[t-1] + tariff[t] + …``; no equation: the tier is left out."""
    effects: list[str] = field(default_factory=list)
    """Partially pooled effects of sector equations: sector, period, a key, or key:period."""
    model: ModelSettings = field(default_factory=ModelSettings)
    inference: InferenceSettings = field(default_factory=InferenceSettings)

    @property
    def integrates_out(self) -> bool:
        """Whether the economy-wide effect is integrated out: with Normal noise and all rows at hand."""
        return self.model.noise.family == Family.normal and self.rows_per_step is None

    @property
    def draws_processes(self) -> bool:
        """Whether draws go on with one process or another by chance; at a maximum all go on with the same."""
        return not ALGORITHMS[self.inference.algorithm].at_modes

    @property
    def rows_per_step(self) -> int | None:
        """Rows that a step of the algorithm sees, None where it takes no minibatches and sees them all."""
        return ALGORITHMS[self.inference.algorithm].rows_per_step(self.inference)


def validate(tier: TierSettings, key: str) -> None:
    """What a tier assumes and how it is fitted; its equations need the tables (``validation``)."""
    model.validate(tier.model, f"{key}.model")
    inference.validate(tier.inference, f"{key}.inference")
    require(
        tier.model.dynamics != Dynamics.average or (tier.integrates_out and tier.draws_processes),
        f"{key}.model.dynamics",
        str(tier.model.dynamics),
        "one process: several are averaged only with Normal noise, without minibatches, and not by "
        f"{' or '.join(names(at_modes=True))}",
    )

"""Sections ``tier1`` and ``tier2``: equations, and what each equation assumes and how it is fitted."""

from dataclasses import dataclass, field

from tradewinds.settings import inference, model
from tradewinds.settings.checks import require
from tradewinds.settings.inference import Algorithm, InferenceSettings
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
        variational = self.inference.algorithm == Algorithm.variational
        minibatch = variational and self.inference.variational.minibatch is not None
        return self.model.noise.family == Family.normal and not minibatch

    @property
    def draws_processes(self) -> bool:
        """Whether draws go on with one process or another by chance; at a maximum all go on with the same."""
        return self.inference.algorithm not in (Algorithm.ensemble, Algorithm.laplace)


def validate(tier: TierSettings, key: str) -> None:
    """What a tier assumes and how it is fitted; its equations need the tables (``validation``)."""
    model.validate(tier.model, f"{key}.model")
    inference.validate(tier.inference, f"{key}.inference")
    require(
        tier.model.dynamics != Dynamics.average or (tier.integrates_out and tier.draws_processes),
        f"{key}.model.dynamics",
        str(tier.model.dynamics),
        "one process: several are averaged only with Normal noise, without minibatches, and neither by "
        "ensemble nor by laplace",
    )

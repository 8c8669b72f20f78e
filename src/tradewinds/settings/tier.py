"""Sections ``tier1`` and ``tier2``: equations, and what each equation assumes and how it is fitted."""

from dataclasses import dataclass, field, replace
from typing import Annotated

from tradewinds.inference.registry import ALGORITHMS, algorithm_names
from tradewinds.settings.checks import require
from tradewinds.settings.fields import Items, Said, Section
from tradewinds.settings.inference import GUIDES, InferenceSettings
from tradewinds.settings.model import Dynamics, Family, ModelSettings


@dataclass
class TierSettings(Section):
    title: str = ""
    """Heading in the report."""
    equations: list[str] = field(default_factory=list)
    """What the networks learn, ``price[t] ~ price[t-1] + tariff[t] + …``, see [Equations](#equations); none
    leaves the tier out."""
    effects: Annotated[list[str], Items(), Said("`period`, `sector`, a key, or one with `:period`")] = field(
        default_factory=list
    )
    """Partially pooled effects of the sector equations."""
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

    def validate(self) -> None:
        require(
            self.model.dynamics != Dynamics.average or (self.integrates_out and self.draws_processes),
            "model.dynamics",
            str(self.model.dynamics),
            "one process: several are averaged only with Normal noise, without minibatches, and not by "
            f"{' or '.join(algorithm_names(at_modes=True))}",
        )


def as_it_answers(tier: TierSettings) -> TierSettings:
    """The tier as it is fitted to all rows: a variational one by several guides."""
    variational = tier.inference.variational
    pooled = replace(variational, starts=variational.starts or GUIDES)
    return replace(tier, inference=replace(tier.inference, variational=pooled))

"""Sections ``tier1`` and ``tier2``: equations, and what each equation assumes and how it is fitted."""

from dataclasses import dataclass, field, replace
from typing import Annotated

from tradewinds.inference.registry import ALGORITHMS, algorithm_names
from tradewinds.settings.checks import require
from tradewinds.settings.fields import Count, Items, Said, Section
from tradewinds.settings.inference import GUIDES, InferenceSettings
from tradewinds.settings.model import Dynamics, Family, ModelSettings, Network


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
    slopes: Annotated[list[str], Items(), Said("sector variables, such as `tariff`")] = field(
        default_factory=list
    )
    """Variables that some sectors answer to more than others: one factor a sector on their weights in the
    linear path, partially pooled. Bands widen, by half where sectors are alike."""
    horizons: Annotated[
        list[Count], Items(least=1, such_as="[1, 3, 6, 12]"), Said("list of periods, 1 among them")
    ] = field(default_factory=lambda: [1])
    """How many periods ahead the equations are learned from at once, their own means fed back and all else as
    observed; `[1]`: one period ahead."""
    model: ModelSettings = field(default_factory=ModelSettings)
    inference: InferenceSettings = field(default_factory=InferenceSettings)

    @property
    def within_sectors(self) -> bool:
        """Whether levels in logs count from their sector's own mean: where sectors have effects."""
        return "sector" in self.effects

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

    @property
    def one_step(self) -> bool:
        """Whether it is learned from one period ahead alone."""
        return self.horizons == [1]

    @property
    def _minibatch(self) -> str:
        return f"inference.{ALGORITHMS[self.inference.algorithm].minibatch}"

    def validate(self) -> None:
        require(
            1 in self.horizons,
            "horizons",
            list(self.horizons),
            "1 among them, from which the noise of a period is learned",
            "Write [1, 3, 6, 12].",
        )
        require(
            self.one_step or self.rows_per_step is None,
            "horizons",
            list(self.horizons),
            "[1] with minibatches, which hold no rows that follow each other",
            f"Set {self._minibatch}=null, or horizons=[1].",
        )
        require(
            not self.slopes or self.model.linear,
            "slopes",
            list(self.slopes),
            "[] without a linear path",
            "Set model.linear=true.",
        )
        require(
            self.model.depth > 0 or not ALGORITHMS[self.inference.algorithm].hidden,
            "inference.algorithm",
            str(self.inference.algorithm),
            f"with hidden layers, one of the others: {', '.join(algorithm_names(hidden=False))}",
            "Set model.depth=1.",
        )
        left_out = ALGORITHMS[self.inference.algorithm].hidden
        require(
            not left_out or self.model.network != Network.residual,
            "model.network",
            str(self.model.network),
            f"another with {self.inference.algorithm}: what a residual layer adds to, no unit that is left "
            "out takes away",
        )
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

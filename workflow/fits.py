"""The fit, or its tables alone, that a rule's inputs and settings make up."""

from typing import TYPE_CHECKING

from job import Job

from tradewinds.data.scaled_tier import ScaledTier
from tradewinds.data.split_panel import SplitPanel
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tier import TierSettings

if TYPE_CHECKING:
    from tradewinds.fitted.fit import Fit


def panel_of(job: Job, data: DataSettings | None = None) -> SplitPanel:
    """The tables of the inputs ``train`` and ``test``; nothing is ahead where the rule has no ``test``, and
    whole tables, without roles, are fitted with all of their rows."""
    data = job.section(DataSettings, "data") if data is None else data
    if not job.input.get("test"):
        return SplitPanel.of_training(job.tables.train, data)
    return SplitPanel(job.tables.train, job.tables.test, data)


def scaled_tier(job: Job) -> ScaledTier:
    """The job's tier as the scaler has it, without a network."""
    told = job.settings
    scaler, texts = job.read(job.input.scaler), told["equations"]
    return ScaledTier(job.wildcards.tier, panel_of(job), scaler, texts, told["explain"], told["window"])


def fit_of_tier(job: Job, posterior: str = "posterior", settings: str = "tier") -> "Fit":
    """The job's tier alone; ``posterior`` names the input with its draws, ``settings`` their section."""
    from tradewinds.fitted.fit import Fit, FittedTier
    from tradewinds.model.tier import TierModel

    panel, name = panel_of(job), job.wildcards.get("tier", "tier1")
    model = TierModel(name, job.section(TierSettings, settings), panel.data)
    tier = FittedTier(model, job.read(job.input.scaler), job.read(job.input[posterior]))
    return Fit(panel, {name: tier}, job.params.get("seed", 0))


def fit_of_tiers(
    job: Job, data: DataSettings | None = None, tiers: dict[str, TierSettings] | None = None
) -> "Fit":
    """All tiers that have equations; their settings may be handed in where a rule has them elsewhere."""
    from tradewinds.fitted.fit import Fit, FittedTier
    from tradewinds.model.tier import TierModel

    panel = panel_of(job, data)
    tiers = job.sections(TierSettings, "tiers") if tiers is None else tiers
    scalers, posteriors = job.trees.scalers, job.trees.posteriors
    fitted = {
        name: FittedTier(TierModel(name, settings, panel.data), scalers[name], posteriors[name])
        for name, settings in tiers.items()
    }
    return Fit(panel, fitted, job.params.get("seed", 0))

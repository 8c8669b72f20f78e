"""From a panel and the models of its tiers to a fit, in one call: the scalers, then the draws."""

from collections.abc import Iterable

from tradewinds.data.split_panel import SplitPanel
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.inference.fit import fit_tier
from tradewinds.loop import Log
from tradewinds.model.tier import TierModel


def fit_tiers(panel: SplitPanel, models: Iterable[TierModel], seed: int, log: Log) -> Fit:
    """Fit every tier on the rows with role ``fit``; ``log`` is given lines of progress.

    The same as the workflow's stages ``scale`` and ``fit``, without their files. Raises FitError as
    ``fit_tier``.
    """
    return Fit(panel, {model.name: _fitted(panel, model, seed, log) for model in models}, seed)


def _fitted(panel: SplitPanel, model: TierModel, seed: int, log: Log) -> FittedTier:
    scaler = model.scaler(panel.train)
    return FittedTier(model, scaler, fit_tier(panel.train, scaler, model, seed, log))

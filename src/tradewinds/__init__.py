"""A reproducible laboratory for trade policy.

From data on tariffs, prices and volumes to the effect of a policy, with its uncertainty. What stands in
``__all__`` is promised; everything else may change from one release to the next.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "Panel": "panel",
    "TradeModel": "model",
    "Experiment": "model",
    "FittedModel": "fitted_model",
    "Step": "paths",
    "Ramp": "paths",
    "Temporary": "paths",
    "Impulse": "paths",
    "Removal": "paths",
    "Rates": "paths",
    "Assessment": "assessment",
    "Forecasts": "forecasts",
    "Counterfactual": "counterfactual",
    "EconomicChecks": "economic_checks",
    "Optimum": "optimum",
    "EffectAnswer": "effect_answer",
    "EventStudy": "event_study",
    "PolicySlopes": "policy_slopes",
    "Results": "results",
    "open_results": "results",
}
"""Public name → its module in ``tradewinds.api``. Loaded when first asked for: ``import tradewinds`` costs
nothing, and a stage of the workflow does not depend on what it does not use.
"""
_ERRORS = (
    "TradewindsError", "SettingsError", "EquationError", "DataError", "ScenarioError", "ArtifactError",
    "FitError", "SupportError", "GateError",
)  # fmt: skip

__all__ = [*_HOME, *_ERRORS]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in _ERRORS:
        return getattr(import_module("tradewinds.errors"), name)
    if name in _HOME:
        return getattr(import_module(f"tradewinds.api.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

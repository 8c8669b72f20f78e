"""The public names, for editors and type checkers; ``__init__.py`` loads each when it is first asked for."""

from tradewinds.api.assessment import Assessment as Assessment
from tradewinds.api.counterfactual import Counterfactual as Counterfactual
from tradewinds.api.economic_checks import EconomicChecks as EconomicChecks
from tradewinds.api.effect_answer import EffectAnswer as EffectAnswer
from tradewinds.api.event_study import EventStudy as EventStudy
from tradewinds.api.fitted_model import FittedModel as FittedModel
from tradewinds.api.forecasts import Forecasts as Forecasts
from tradewinds.api.model import Experiment as Experiment
from tradewinds.api.model import TradeModel as TradeModel
from tradewinds.api.optimum import Optimum as Optimum
from tradewinds.api.panel import Panel as Panel
from tradewinds.api.paths import (
    Impulse as Impulse,
)
from tradewinds.api.paths import (
    Ramp as Ramp,
)
from tradewinds.api.paths import (
    Rates as Rates,
)
from tradewinds.api.paths import (
    Removal as Removal,
)
from tradewinds.api.paths import (
    Step as Step,
)
from tradewinds.api.paths import (
    Temporary as Temporary,
)
from tradewinds.api.policy_slopes import PolicySlopes as PolicySlopes
from tradewinds.api.results import Results as Results
from tradewinds.api.results import open_results as open_results
from tradewinds.errors import (
    ArtifactError as ArtifactError,
)
from tradewinds.errors import (
    DataError as DataError,
)
from tradewinds.errors import (
    EquationError as EquationError,
)
from tradewinds.errors import (
    FitError as FitError,
)
from tradewinds.errors import (
    GateError as GateError,
)
from tradewinds.errors import (
    ScenarioError as ScenarioError,
)
from tradewinds.errors import (
    SettingsError as SettingsError,
)
from tradewinds.errors import (
    SupportError as SupportError,
)
from tradewinds.errors import (
    TradewindsError as TradewindsError,
)

__all__ = [
    "Panel",
    "TradeModel",
    "Experiment",
    "FittedModel",
    "Step",
    "Ramp",
    "Temporary",
    "Impulse",
    "Removal",
    "Rates",
    "Assessment",
    "Forecasts",
    "Counterfactual",
    "EconomicChecks",
    "Optimum",
    "EventStudy",
    "PolicySlopes",
    "Results",
    "open_results",
    "TradewindsError",
    "SettingsError",
    "EquationError",
    "DataError",
    "ScenarioError",
    "ArtifactError",
    "FitError",
    "SupportError",
    "GateError",
]

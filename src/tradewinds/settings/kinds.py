"""What an experiment can be: the laboratory's own, or of a kind with settings and stages of its own.

An experiment's file says its kind (``kind: calibration``); without that line it is the laboratory's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any

import yaml

from tradewinds.errors import SettingsError
from tradewinds.settings.calibration_experiment import CalibrationExperiment
from tradewinds.settings.equilibrium import EquilibriumExperiment
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.schema import meant, require_valid
from tradewinds.settings.validation import validate_experiment

AnyExperiment = Any
"""Settings of an experiment of any kind: a section with a ``seed``, of a type in ``EXPERIMENT_KINDS``."""


@dataclass(frozen=True)
class ExperimentKind:
    """What sets a kind apart. Its stages are declared with ``kind=`` its settings."""

    name: str
    """As an experiment's file says it."""
    settings: type
    """Dataclass of all its settings."""
    page: str
    """The stage that writes ``report/index.html``."""
    primary: str
    """File of ``configs/``, without its ending, that chooses its options."""
    groups: tuple[str, ...]
    """What is chosen among files, ``configs/GROUP/*.yaml``: keys of its settings."""
    validate: Callable[[Any], None] = require_valid
    """What must hold within the settings and between them; raises SettingsError."""

    @property
    def schema(self) -> str:
        """Name of the JSON Schema of its experiments' files."""
        return "experiment" if self is LABORATORY else f"{self.name}_experiment"


LABORATORY = ExperimentKind(
    name="laboratory",
    settings=ExperimentSettings,
    page="report",
    primary="config",
    groups=(
        *("data", "model", "inference", "scenario", "checks", "split", "diagnostics"),
        *("sbc", "report", "sweep", "sensitivity", "welfare", "optimise"),
    ),
    validate=validate_experiment,
)

EQUILIBRIUM_ECONOMY = ExperimentKind(
    name="equilibrium",
    settings=EquilibriumExperiment,
    page="report_equilibrium",
    primary="equilibrium",
    groups=("equilibrium", "report"),
)

CALIBRATION_KIND = ExperimentKind(
    name="calibration",
    settings=CalibrationExperiment,
    page="report_calibration",
    primary="calibration",
    groups=("simulator", "calibration", "data", "report"),
)

EXPERIMENT_KINDS = {kind.name: kind for kind in (LABORATORY, CALIBRATION_KIND, EQUILIBRIUM_ECONOMY)}
"""Name → every kind there is, the laboratory's first."""


def kind_of(experiment: AnyExperiment) -> ExperimentKind:
    """The kind that settings are of."""
    return next(kind for kind in EXPERIMENT_KINDS.values() if type(experiment) is kind.settings)


def kind_of_file(path: Path) -> ExperimentKind:
    """The kind that an experiment's file says it is; raises SettingsError for one that there is not."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError):
        content = None  # what is wrong in it is said where it is composed
    name = content.get("kind", LABORATORY.name) if isinstance(content, dict) else LABORATORY.name
    if not isinstance(name, str) or name not in EXPERIMENT_KINDS:
        found = f"kind = {name!r} in experiment/{path.name}"
        raise SettingsError(
            found, f"one of {', '.join(EXPERIMENT_KINDS)}", meant(name, list(EXPERIMENT_KINDS))
        )
    return EXPERIMENT_KINDS[name]


def require_kind(experiment: AnyExperiment, name: str, kind: type | UnionType, what: str) -> None:
    """Raises SettingsError where ``what`` is not made of experiments such as the one of this name."""
    own = kind_of(experiment)
    if not isinstance(experiment, kind):
        wanted = next(one.name for one in EXPERIMENT_KINDS.values() if issubclass(one.settings, kind))
        raise SettingsError(
            f"{what} of {name}, an experiment of the kind {own.name}",
            f"one of the kind {wanted}",
            f"“tradewinds run {name}” makes its own page.",
        )

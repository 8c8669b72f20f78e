"""What the checks of a fitted tier are asked of: its tables, its thresholds and its algorithm."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tradewinds.inference.declaration import Declaration
from tradewinds.review.check import Area
from tradewinds.review.finding import Finding
from tradewinds.settings.diagnostics import DiagnosticsSettings

TIER = Area("tier")
"""Checks of ``TierCase``."""
EQUATION = Area("equation")
"""Checks of ``EquationCase``."""
REFIT = Area("refit")
"""Checks of the ``EquationCase`` of the fit to all rows, of which there is convergence alone."""


@dataclass(frozen=True)
class TierCase:
    """The tables of a diagnosis (``evaluation``), what is allowed, and the algorithm that made the draws."""

    tier: str
    scores: pd.DataFrame
    leads: pd.DataFrame
    calibration: pd.DataFrame
    convergence: pd.DataFrame
    diagnostics: DiagnosticsSettings
    algorithm: Declaration

    @property
    def equations(self) -> list[str]:
        """Every equation that a table names."""
        tables = (self.scores, self.leads, self.calibration, self.convergence)
        return list(dict.fromkeys(name for table in tables for name in table["equation"]))

    def of(self, equation: str) -> "EquationCase":
        return EquationCase(self, equation)

    def remedy(self, check: str, found: Finding) -> str:
        """What the algorithm advises where a check fails."""
        return self.algorithm.advice_for(check, found.words)


@dataclass(frozen=True)
class EquationCase:
    """One equation of a tier."""

    tier: TierCase
    equation: str

    @property
    def diagnostics(self) -> DiagnosticsSettings:
        return self.tier.diagnostics

    @property
    def leads(self) -> pd.DataFrame:
        """How much better the network's log density ahead is than that of each simple model."""
        return pick(self.tier.leads, equation=self.equation, holdout="ahead", metric="lppd lead")

    @property
    def bands(self) -> pd.DataFrame:
        """Coverage of the bands ahead."""
        return pick(self.tier.calibration, equation=self.equation, holdout="ahead")

    @property
    def convergence(self) -> pd.DataFrame:
        return self.tier.convergence[self.tier.convergence["equation"] == self.equation]

    def has(self, **equal: str) -> bool:
        """Whether convergence holds a quantity or metric."""
        return len(pick(self.convergence, **equal)) > 0

    def value(self, quantity: str, metric: str) -> float:
        """The one value of a metric of convergence; NaN where it was not computed."""
        return single_value(pick(self.convergence, quantity=quantity, metric=metric)["value"])

    def values(self, quantity: str, metrics: Iterable[str]) -> list[float]:
        return [self.value(quantity, metric) for metric in metrics]


def pick(table: pd.DataFrame, **equal: str) -> pd.DataFrame:
    """The rows whose columns have these values."""
    for column, value in equal.items():
        table = table[table[column] == value]
    return table


def single_value(values: pd.Series) -> float:
    """The value where there is one alone, else NaN."""
    return float(values.iloc[0]) if len(values) == 1 else np.nan

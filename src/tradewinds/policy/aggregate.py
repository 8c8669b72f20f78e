"""How national variables follow from the sectors: fixed weights, linked to the observed series.

An aggregate A is computed from the sectors alone. The published national series differs from it in
coverage and seasonal adjustment, so it moves as the aggregate does, season by season:
g(N[q]) = g(A[q]) + g(N[q*]) − g(A[q*]), with g the variable's scale and q* the same season of the last
observed year.
"""

from dataclasses import dataclass, replace

import jax
import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.data.scaling import A
from tradewinds.errors import DataError
from tradewinds.policy.forecast_origin import going_on
from tradewinds.policy.history import history_until
from tradewinds.policy.sector_weights import sector_weights
from tradewinds.settings.calendar import link_span
from tradewinds.settings.data import AggregateSettings, DataSettings
from tradewinds.settings.data_variable import VariableScale


def aggregate(values: A, weights: np.ndarray, how: str) -> A:
    """One national value from sub-periods × sectors [m, S] and the sectors' weights [S].

    ``sum`` over sub-periods, ``mean`` plain over them.
    """
    weighted = values @ weights
    return weighted.sum() if how == "sum" else weighted.mean()


@dataclass(frozen=True)
class BridgeEquation:
    """The bridge equation from the sectors to a national series: g(N[q]) = g(A[q]) + g(N[q*]) − g(A[q*]).

    ``weights``: aggregated variable → [S], ones for a sum; sectors that have ended (``going_on``) have none.
    ``apart``: variable → [k], what the national series is beside the aggregate in every season of
    the last observed year, the next one first: a factor for those in logs, a difference for others.
    ``ratio`` sector periods make a national one.
    """

    settings: dict[str, AggregateSettings]
    weights: dict[str, np.ndarray]
    apart: dict[str, np.ndarray]
    log: dict[str, bool]
    ratio: int

    @classmethod
    def between(
        cls,
        grids: dict[str, Grid],
        last: dict[str, int],
        data: DataSettings,
        ratio: int,
        observed: Grid | None = None,
    ) -> "BridgeEquation":
        """That of the last year, until period index ``last`` of each table; weights are those of the
        ``observed`` sectors, where ``grids`` have another past.

        Raises DataError where an aggregate that is to be in logs was nothing then, and as ``sector_weights``.
        """
        national, sectors = data.tables["national"], grids["sectors"]
        span = link_span(national.frequency)
        observed = observed or sectors
        present = going_on(observed, last["sectors"], ratio * span)
        log = {name: national.variables[name].scale == VariableScale.log for name in data.aggregates}
        year = history_until(sectors, last["sectors"], ratio * span)
        national_year = history_until(grids["national"], last["national"], span)
        weights, apart = {}, {}
        for name, settings in data.aggregates.items():
            if settings.how == "sum":
                weights[name] = present.astype(float)
            else:
                weights[name] = sector_weights(observed, settings.weights, last["sectors"], ratio * span)
            parts = np.asarray(year[settings.of]).reshape(span, ratio, -1)
            then = np.array([aggregate(part, weights[name], settings.how) for part in parts])
            before = np.asarray(national_year[name])[:, 0]
            if log[name] and not (then > 0).all():
                raise DataError(
                    f"“{name}” is in logs, and the sectors' “{settings.of}” comes to {then.min():g} in a "
                    "period of the last known year",
                    "an aggregate above 0 to link the national series to",
                    f"Set scale: level for “{name}”, or aggregate another variable.",
                )
            apart[name] = before / then if log[name] else before - then
        return cls(data.aggregates, weights, apart, log, ratio)

    def in_precision(self, kind: type[np.floating]) -> "BridgeEquation":
        """With its weights in another floating type."""
        return replace(self, weights={name: one.astype(kind) for name, one in self.weights.items()})

    def seasons(self, periods: int) -> dict[str, np.ndarray]:
        """``apart`` of every national period to come: variable → [periods, 1]."""
        return {name: np.resize(values, periods)[:, None] for name, values in self.apart.items()}

    def national_values(
        self, sectors: dict[str, jax.Array], apart: dict[str, jax.Array]
    ) -> dict[str, jax.Array]:
        """The aggregated variables [1] of one national period.

        sectors: sector variable → [L, S] until its end; apart: variable → [1], its season's.
        """
        found = {}
        for name, settings in self.settings.items():
            now = aggregate(sectors[settings.of][-self.ratio :], self.weights[name], settings.how)
            found[name] = now * apart[name] if self.log[name] else now + apart[name]
        return found

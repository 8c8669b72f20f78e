"""How national variables follow from the sectors: fixed weights, linked to the observed series.

An aggregate A is computed from the sectors alone. The published national series differs from it in
coverage and seasonal adjustment, so it is carried forward by the aggregate's change over one year of
national periods, k: g(N[q]) = g(N[q−k]) + g(A[q]) − g(A[q−k]), with g the variable's scale.
"""

from dataclasses import dataclass

import jax
import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.settings.calendar import link_span
from tradewinds.settings.data import AggregateSettings, DataSettings, Scale


def aggregate(values: jax.Array, weights: jax.Array, how: str) -> jax.Array:
    """One national value from sub-periods × sectors [m, S]; weights [S] sum to one.

    ``sum`` over both; ``mean`` weighted over sectors, plain over sub-periods.
    """
    return values.sum() if how == "sum" else (values @ weights).mean()


def link(before: jax.Array, now: jax.Array, then: jax.Array, log: bool) -> jax.Array:
    """N[q] from N[q−k], A[q] and A[q−k]."""
    return before * now / then if log else before + now - then


def shares(grid: Grid, variable: str | None, last: int, span: int) -> np.ndarray:
    """Weights [S] by a variable's totals over the ``span`` periods until ``last``; equal without one."""
    if variable is None:
        return np.full(len(grid.sectors), 1.0 / len(grid.sectors))
    total = np.nansum(grid.values[variable][:, max(0, last + 1 - span) : last + 1], axis=1)
    return total / total.sum()


@dataclass(frozen=True)
class Passage:
    """The way from the sectors to the nation: every aggregated variable with its weights [S].

    ``ratio`` sector periods make a national one, ``span`` national periods are linked over.
    """

    settings: dict[str, AggregateSettings]
    weights: dict[str, np.ndarray]
    log: dict[str, bool]
    ratio: int
    span: int

    @classmethod
    def between(cls, sectors: Grid, last: int, data: DataSettings, ratio: int) -> "Passage":
        """Weights of the last observed year before period index ``last`` of the sectors, itself included."""
        national = data.tables["national"]
        span = link_span(national.frequency)
        return cls(
            settings=data.aggregates,
            weights={
                name: shares(sectors, aggregated.weights, last, ratio * span)
                for name, aggregated in data.aggregates.items()
            },
            log={name: national.variables[name].scale == Scale.log for name in data.aggregates},
            ratio=ratio,
            span=span,
        )

    def cross(
        self, national: dict[str, jax.Array], before: dict[str, jax.Array], after: dict[str, jax.Array]
    ) -> dict[str, jax.Array]:
        """The aggregated variables [1] of one national period.

        national: variable → [L, 1] until the period before; before, after: sector variable → [L, S] until
        the end of the period before, and of this one.
        """
        found = {}
        for name, settings in self.settings.items():
            a_year_ago = before[settings.of][-self.ratio * self.span :][: self.ratio]
            now, then = (
                aggregate(values, self.weights[name], settings.how)
                for values in (after[settings.of][-self.ratio :], a_year_ago)
            )
            found[name] = link(national[name][-self.span], now, then, self.log[name])
        return found

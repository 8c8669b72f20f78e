"""A tariff rule as an equation: what it sees of the past, in units, and the rates that follow."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.data.features import evaluate
from tradewinds.equations import Term
from tradewinds.model.arrays import Array
from tradewinds.policy.rules.form import RuleForm, RuleParams
from tradewinds.policy.run import PeriodValues
from tradewinds.settings.seen import SeenTerm

SEEN = "seen "
"""Begins the names under which a run hands out what its rule saw, in the terms' own units."""
RULE_COLUMNS = ("part", "sector", "table", "term", "unit", "hidden", "value", "spread", "per_unit")
"""Of a rule's table, a row a number: ``value`` in rates (fractions) per ``spread`` of what is seen, which is
in the term's ``unit``; ``per_unit``: points of the rate per unit, of slopes. ``hidden`` numbers a network's
units."""


@dataclass(frozen=True)
class RuleEquation:
    """τ[s,t] = τ⁰[s,t] + a[s] + Σ_k b_k z_k[s,t] (+ a network of z), held within the form's bounds.

    τ⁰ are the rates that the rule goes ``around``; z_k = (x_k − x⁰_k) / spread_k with x_k one of the terms
    ``seen``, in its unit, at t − 1 or before, and x⁰_k ``counted_from`` [D][S or 1] its value before the path
    (0 for a change). ``spread`` [D] is the standard deviation of x_k − x⁰_k along the baseline, so that b_k
    is what the rule does about something usual. a is one number where it is ``shared`` by all sectors.
    """

    form: RuleForm
    policy: str
    seen: tuple[SeenTerm, ...]
    terms: tuple[Term, ...]
    counted_from: tuple[np.ndarray, ...]
    spread: np.ndarray
    sectors: tuple[str, ...]
    shared: bool

    def start(self, key: jax.Array, shift: float = 0.0) -> RuleParams:
        """The rule that shifts all rates by ``shift``, whatever it sees."""
        return self.form.start(key, np.full(1 if self.shared else len(self.sectors), shift))

    def react(self, chosen: RuleParams, past: dict[str, PeriodValues], around: jax.Array) -> PeriodValues:
        """The rates [..., S] of a period, under the policy's name, and what was seen, from table → variable →
        past [L, ..., S], the latest last."""
        values, kind = seen_values(self.seen, self.terms, self.counted_from, past), around.dtype
        z = jnp.stack(values, axis=-1) / self.spread.astype(kind)
        chosen = jax.tree.map(lambda leaf: leaf.astype(kind), chosen)
        rates = self.form.held(around + self.form.aim(chosen, z))
        return {self.policy: rates} | {f"{SEEN}{k}": one for k, one in enumerate(values)}

    def rows(self, chosen: RuleParams) -> pd.DataFrame:
        """The rule as a table, columns ``RULE_COLUMNS``: what ``from_rows`` reads."""
        return pd.DataFrame(list(self._rows(chosen)), columns=list(RULE_COLUMNS))

    def from_rows(self, table: pd.DataFrame) -> RuleParams:
        """The numbers of a rule from its table."""
        found: dict[str, Array] = {}
        for part in self.start(jax.random.key(0)):
            values = table.loc[table["part"] == part, "value"].to_numpy()
            found[part] = values.reshape(self.form.inputs, -1) if part == "inner" else values
        return jax.tree.map(jnp.asarray, found)

    def rows_of_reading(self, level: np.ndarray, per_unit: np.ndarray, explained: float) -> pd.DataFrame:
        """The linear rule nearest to a network: its constant in every sector, ``level`` [S] points,
        ``per_unit`` [D] points, and the share of it that this is."""
        blank: dict[str, Any] = {"sector": "", "hidden": 0, "value": np.nan}
        nothing = {"table": "", "term": "", "spread": np.nan, "per_unit": np.nan}
        rows = [
            blank | nothing | {"part": "level", "sector": name, "value": points / 100.0, "unit": "points"}
            for name, points in zip(self.sectors, level, strict=True)
        ]
        rows += [
            blank
            | {"part": "reading", "table": one.table, "term": one.text, "unit": one.unit}
            | {"spread": width, "per_unit": slope}
            for one, width, slope in zip(self.seen, self.spread, per_unit, strict=True)
        ]
        rows.append(blank | nothing | {"part": "explained", "unit": "", "value": explained})
        return pd.DataFrame(rows, columns=list(RULE_COLUMNS))

    def with_spread(self, spread: np.ndarray) -> "RuleEquation":
        """The same with other units of what is seen."""
        return replace(self, spread=spread)

    def _rows(self, chosen: RuleParams) -> Iterator[dict[str, Any]]:
        blank = {"sector": "", "table": "", "term": "", "unit": "", "hidden": 0, "spread": np.nan}
        blank |= {"per_unit": np.nan}
        names = ("",) if self.shared else self.sectors
        for name, value in zip(names, np.asarray(chosen["constant"]), strict=True):
            yield blank | {"part": "constant", "sector": name, "value": value, "unit": "points"}
        of_terms = [
            blank | {"table": one.table, "term": one.text, "unit": one.unit, "spread": width}
            for one, width in zip(self.seen, self.spread, strict=True)
        ]
        for row, value in zip(of_terms, np.asarray(chosen["slopes"]), strict=True):
            yield row | {"part": "slopes", "value": value, "per_unit": 100.0 * value / row["spread"]}
        for row, values in zip(of_terms, np.asarray(chosen.get("inner", np.zeros((0, 0)))), strict=False):
            for unit, value in enumerate(values):
                yield row | {"part": "inner", "hidden": unit, "value": value}
        for part in ("offsets", "outer"):
            for unit, value in enumerate(np.asarray(chosen.get(part, []))):
                yield blank | {"part": part, "hidden": unit, "value": value}


def seen_values(
    seen: tuple[SeenTerm, ...],
    terms: tuple[Term, ...],
    counted_from: tuple[np.ndarray, ...],
    past: dict[str, PeriodValues],
) -> list[jax.Array]:
    """x_k − x⁰_k [D][..., S] of ``RuleEquation``, in the terms' units, from past [L, ..., S]."""
    shape = np.broadcast_shapes(*(one.shape[1:] for of in past.values() for one in of.values()))

    def value(one: SeenTerm, term: Term, level: np.ndarray) -> jax.Array:
        history = past[one.table]

        def at(variable: str, lag: int) -> jax.Array:
            return history[variable][-lag]

        def mean(array: jax.Array) -> jax.Array:
            return jnp.broadcast_to(array.mean(axis=-1, keepdims=True), array.shape)

        found = one.factor * evaluate(term, at, jnp, mean)
        return jnp.broadcast_to(found - level.astype(found.dtype), shape)

    return [value(*given) for given in zip(seen, terms, counted_from, strict=True)]

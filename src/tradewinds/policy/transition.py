"""One period of the two-tier economy for one draw: equations in order, outputs become inputs."""

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp

from tradewinds.data.features import evaluate, offset_term
from tradewinds.data.scaling import Scale
from tradewinds.equations import Equation
from tradewinds.model.equation import EquationModel
from tradewinds.model.rows import Rows


@dataclass(frozen=True)
class Part:
    """An equation ready to be rolled forward; ``groups`` are the pooled groups of the S sectors."""

    equation: Equation
    model: EquationModel
    scale: Scale
    explain: str
    groups: dict[str, jax.Array]


class Shock(NamedTuple):
    """What is drawn beforehand for one equation and period: δ [] and standardised noise [S]."""

    delta: jax.Array
    noise: jax.Array


class Column(NamedTuple):
    """What the calendar says of one period for one equation: month effect [S] and index []."""

    month: jax.Array
    index: jax.Array


def explain_period(
    part: Part, sites: dict, history: dict, now: dict, shock: Shock, column: Column
) -> tuple[jax.Array, jax.Array]:
    """Value [S] of the target in its own unit, and how far its inputs lie outside the training range.

    history: variable → [L, S], the latest last; now: variable → [S] for what is already known of this
    period. The distance [S] counts in training ranges, 0 inside.
    """

    def values(variable: str, lag: int) -> jax.Array:
        return now[variable] if lag == 0 else history[variable][-lag]

    def mean(array: jax.Array) -> jax.Array:
        return jnp.broadcast_to(array.mean(), array.shape)

    equation, scale = part.equation, part.scale
    inputs = [evaluate(term, values, jnp, mean) for term in equation.inputs]
    if equation.month:
        inputs.append(column.month)
    if equation.index:
        inputs.append(jnp.broadcast_to(column.index, shock.noise.shape))
    x = jnp.stack(inputs, axis=-1)
    sectors = x.shape[0]
    standard = (x - scale.mean) / scale.scale
    rows = Rows(
        x=jnp.pad(standard, ((0, 0), (0, part.model.shape.inputs - x.shape[-1]))),
        y=jnp.zeros(sectors),
        sector=jnp.arange(sectors),
        period=jnp.zeros(sectors, dtype=int),
        weight=jnp.ones(sectors),
        groups=part.groups,
        fan_in=jnp.full(sectors, float(x.shape[-1])),
    )
    given = part.model.conditional(sites, rows)
    standardised = given.location + shock.delta + given.scale * shock.noise
    explained = standardised * scale.target_scale + scale.target_mean
    before = offset_term(equation, part.explain)
    offset = 0.0 if before is None else evaluate(before, values, jnp, mean)
    value = offset + explained
    width = jnp.where(scale.high > scale.low, scale.high - scale.low, 1.0)
    beyond = jnp.maximum(jnp.maximum(scale.low - x, x - scale.high), 0.0) / width
    outside = beyond.max(axis=-1) if x.shape[-1] else jnp.zeros(sectors)
    return (jnp.exp(value) if equation.target.transform in ("log", "dlog") else value), outside


def shift(history: dict, now: dict) -> dict:
    """Drop the oldest period of every variable and append this one."""
    return {name: jnp.concatenate([past[1:], now[name][None]]) for name, past in history.items()}

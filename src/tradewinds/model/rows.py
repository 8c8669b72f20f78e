"""The rows of one equation as arrays a model takes: standardised, indexed, ready for JAX."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tradewinds.data.features import Design
from tradewinds.data.panel import Grid
from tradewinds.data.scaling import Scale
from tradewinds.equations import Equation

Array = np.ndarray


class Rows(NamedTuple):
    """N rows: x [N, D] and y [N] standardised; sector, period [N] indices; weight [N], 0 leaves a row
    out and N/B scales a minibatch up; groups: effect → index [N] of the row's group, or −1 for a
    group never seen in training. fan_in [N] repeats the number of true inputs: columns after it are
    zero, so that equations with fewer inputs share the compiled program of the widest.
    """

    x: Array
    y: Array
    sector: Array
    period: Array
    weight: Array
    groups: dict[str, Array]
    fan_in: Array


@dataclass(frozen=True)
class Shape:
    """Sizes of an equation's parameters."""

    inputs: int
    """Columns of x, the widest equation's of the table."""
    sectors: int
    periods: int
    """Periods of the training rows, counted from the grid's first."""
    groups: tuple[tuple[str, int], ...]
    economy: bool


def group_labels(design: Design, grid: Grid, effect: str) -> Array:
    """Label [N] of each row's group: a sector, a key's value, or either with the period."""
    parts = []
    for name in effect.split(":"):
        if name == "period":
            parts.append(design.period.astype(str))
        elif name == "sector":
            parts.append(np.asarray(grid.sectors, dtype=object)[design.sector])
        else:
            parts.append(grid.keys[name].to_numpy(dtype=object)[design.sector])
    return np.array([" | ".join(map(str, row)) for row in zip(*parts, strict=True)], dtype=object)


def group_effects(effects: list[str], table: str) -> list[str]:
    """Effects with a sampled value per group; ``period`` is the economy-wide effect instead."""
    return [effect for effect in effects if effect != "period"] if table == "sectors" else []


def widest(equations: list[Equation]) -> int:
    """Inputs of the widest equation of a table."""
    return max(len(equation.columns) for equation in equations)


def rows_of(design: Design, grid: Grid, scale: Scale, labels: dict[str, list[str]], inputs: int) -> Rows:
    """Standardise a design, with ``inputs`` columns; ``labels``: groups seen in training, in order."""
    groups = {}
    for effect, known in labels.items():
        position = {label: index for index, label in enumerate(known)}
        groups[effect] = np.array(
            [position.get(label, -1) for label in group_labels(design, grid, effect)], dtype=np.int32
        )
    x = scale.inputs(design.x)
    return Rows(
        x=np.pad(x, ((0, 0), (0, inputs - x.shape[1]))),
        y=scale.target(design.y),
        sector=design.sector.astype(np.int32),
        period=design.period.astype(np.int32),
        weight=np.ones(len(design)),
        groups=groups,
        fan_in=np.full(len(design), float(x.shape[1])),
    )

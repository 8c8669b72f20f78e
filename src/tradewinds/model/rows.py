"""The rows of one equation as arrays a model takes: standardised, indexed, ready for JAX."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.features import EquationRows
from tradewinds.data.panel import Grid
from tradewinds.data.scaling import EquationScaler
from tradewinds.equations import Equation
from tradewinds.model.arrays import Array


class Rows(NamedTuple):
    """N rows: x [N, D] and y [N] standardised; sector, period [N] indices; weight [N], 0 leaves a row
    out and N/B scales a minibatch up; groups: effect → index [N] of the row's group, and −1, −2, … for
    groups never seen in training. fan_in [N] repeats the number of true inputs: columns after it are
    zero, so that equations with fewer inputs share the compiled program of the widest.
    """

    x: Array
    y: Array
    sector: Array
    period: Array
    weight: Array
    groups: Mapping[str, Array]
    fan_in: Array
    past: "Past | None" = None
    """What forecasts of several periods pass through; None where they are of one period alone."""


class Past(NamedTuple):
    """The M rows that forecasts of N rows may pass through, held-out ones among them.

    before [M]: which of them is of the period before in the same sector, −1 where none is; place [N]: which
    of them each row is; ratio [1, D]: standard deviations that each standardised input moves with one of
    the explained quantity's, where it is the target's own past; behind [M, D]: of how many sectors each input
    is the mean, 1 where it is none.
    """

    rows: Rows
    before: Array
    place: Array
    ratio: Array
    behind: Array


@dataclass(frozen=True)
class ParameterSizes:
    """How many of each parameter an equation has: by inputs, sectors, periods and groups."""

    inputs: int
    """Columns of x, the widest equation's of the table."""
    sectors: int
    periods: int
    """Periods of the training rows, counted from the grid's first."""
    groups: tuple[tuple[str, int], ...]
    economy: bool
    varied: tuple[int, ...] = ()
    """Columns of x whose weights in the linear path differ between sectors."""
    window: tuple[tuple[int, ...], ...] = ()
    """Columns of x for every row that a recurrent network reads, the oldest row first; () for another."""

    @property
    def own(self) -> int:
        """Inputs of the row itself, which the linear path has."""
        return len(self.window[-1]) if self.window else self.inputs


class Places(NamedTuple):
    """Where rows stand: indices [N] into the grid's sectors and periods."""

    sector: np.ndarray
    period: np.ndarray


def groups_met(rows: EquationRows | Places, grid: Grid, effect: str) -> tuple[list[str], np.ndarray]:
    """Labels of the groups that rows are of, each once, and which of them [N] each row is of.

    A group is a sector, a key's value, or either with the period.
    """
    codes, parts = np.zeros(len(rows.sector), dtype=np.int64), []
    for name in effect.split(":"):
        if name == "period":
            number, known = pd.factorize(np.asarray(rows.period))
            texts = known.astype(str)
        else:
            values = grid.sectors if name == "sector" else grid.keys[name].to_numpy(dtype=object)
            own, known = pd.factorize(np.asarray(rows.sector))
            again, texts = pd.factorize(np.asarray(values, dtype=object)[known], use_na_sentinel=False)
            number = again[own]
        parts.append((number, texts))
        codes = codes * max(1, len(texts)) + number
    _, first, group = np.unique(codes, return_index=True, return_inverse=True)
    words = [[str(texts[n]) for n in number[first]] for number, texts in parts]
    return [" | ".join(one) for one in zip(*words, strict=True)], group


def group_labels(rows: EquationRows | Places, grid: Grid, effect: str) -> np.ndarray:
    """Label [N] of each row's group: a sector, a key's value, or either with the period."""
    labels, group = groups_met(rows, grid, effect)
    return np.array(labels, dtype=object)[group]


def group_codes(labels: np.ndarray, known: list[str]) -> np.ndarray:
    """Index [N] of each label among ``known``; groups not among them count −1, −2, … as they appear."""
    position = {label: index for index, label in enumerate(known)}
    new: dict[str, int] = {}
    codes = [position[at] if at in position else -1 - new.setdefault(at, len(new)) for at in labels]
    return np.array(codes, dtype=np.int32)


def group_effects(effects: list[str], table: str) -> list[str]:
    """Effects with a sampled value per group; ``period`` is the economy-wide effect instead."""
    return [effect for effect in effects if effect != "period"] if table == "sectors" else []


def by_period(effect: str) -> bool:
    """Whether an effect's groups are those of one period, so that every new period brings new ones."""
    return "period" in effect.split(":")


def widest(equations: list[Equation]) -> int:
    """Inputs of the widest equation of a table."""
    return max(len(equation.columns) for equation in equations)


def standardised_rows(
    rows: EquationRows, grid: Grid, scaler: EquationScaler, labels: dict[str, list[str]], inputs: int
) -> Rows:
    """Standardise rows, with ``inputs`` columns; ``labels``: groups seen in training, in order."""
    groups = {
        effect: group_codes(group_labels(rows, grid, effect), known) for effect, known in labels.items()
    }
    x = scaler.inputs(rows.x)
    return Rows(
        x=np.pad(x, ((0, 0), (0, inputs - x.shape[1]))),
        y=scaler.target(rows.y),
        sector=rows.sector.astype(np.int32),
        period=rows.period.astype(np.int32),
        weight=np.ones(len(rows)),
        groups=groups,
        fan_in=np.full(len(rows), float(max(1, x.shape[1]))),
    )

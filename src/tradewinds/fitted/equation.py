"""A fitted equation: posterior draws with the rows, scales and groups they belong to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import EquationRows
from tradewinds.data.panel import Grid
from tradewinds.data.scaling import EquationScaler, equation_rows, read_scaler
from tradewinds.data.split_panel import SplitPanel
from tradewinds.equations import Equation
from tradewinds.errors import DataError
from tradewinds.model.arrays import Array, on_device
from tradewinds.model.build import build, labels_of
from tradewinds.model.equation import EquationModel
from tradewinds.model.own_past import training_rows
from tradewinds.model.priors import OF_SECTORS
from tradewinds.model.rows import Rows, by_period, standardised_rows, widest
from tradewinds.model.tier import TierModel

BATCH = 64
"""Most draws computed at once, so that memory does not grow with their number."""
_MOST_NUMBERS = 10_000_000
"""Most numbers in the matrices of all draws computed at once, 80 MB: with groups by period beside δ[t] a
draw has one of sectors × sectors for each later period (``economy.evidence_beside_groups``)."""


@dataclass(frozen=True, eq=False)
class FittedEquation:
    """One fitted equation with everything needed to ask it.

    ``equation_rows`` holds the rows of all roles on the grid of training and test rows; ``labels`` the groups
    seen in those it was fitted on; ``sites`` the draws [R, …], those of a chain next to each other.
    """

    table: str
    equation: Equation
    explain: str
    grid: Grid
    scaler: EquationScaler
    model: EquationModel
    equation_rows: EquationRows
    labels: dict[str, list[str]]
    sites: dict[str, Array]
    chains: int

    @property
    def name(self) -> str:
        return self.equation.name

    @property
    def draws(self) -> int:
        return len(next(iter(self.sites.values())))

    @cached_property
    def fit(self) -> Rows:
        """The rows it was fitted on, as the model takes them."""
        about = (self.grid, self.scaler, self.labels, self.model.shape.inputs, self.model.own_past)
        return on_device(training_rows(self.equation_rows, *about))

    def rows(self, chosen: EquationRows) -> Rows:
        """Rows of the equation as the model takes them."""
        rows = standardised_rows(chosen, self.grid, self.scaler, self.labels, self.model.shape.inputs)
        return on_device(rows)


def fitted_equation(
    equation: Equation,
    beside: list[Equation],
    table: str,
    panel: SplitPanel,
    scaler: xr.DataTree,
    posterior: xr.DataTree,
    tier: TierModel,
) -> FittedEquation:
    """One equation of a tier with its draws; ``beside`` are all equations of its table in the tier.

    Raises DataError when the rows ahead hold sectors the training rows do not.
    """
    trained, grid, settings = panel.training_grids[table], panel.grids[table], tier.settings
    _require_known_sectors(trained, grid)
    own = read_scaler(scaler, equation.name, grid.sectors)
    rows = equation_rows(grid, equation, settings.model.explain, own)
    labels = labels_of(rows.with_role("fit"), grid, settings.effects, table)
    every = posterior[f"{equation.name}/posterior"].to_dataset()
    known = [str(name) for name in scaler[equation.name].to_dataset()["sector"].values]
    draws = of_those_asked(every, known, grid, labels)
    return FittedEquation(
        table=table,
        equation=equation,
        explain=settings.model.explain,
        grid=grid,
        scaler=own,
        model=build(equation, trained, labels, settings, table, widest(beside)),
        equation_rows=rows,
        labels=labels,
        sites={str(name): _flat(values) for name, values in draws.data_vars.items()},
        chains=draws.sizes["chain"],
    )


def of_those_asked(
    draws: xr.Dataset, trained: list[str], grid: Grid, labels: dict[str, list[str]]
) -> xr.Dataset:
    """The draws of the sectors and groups of a panel that has some of those ``trained`` on."""
    if trained != grid.sectors:
        index = pd.Index(trained).get_indexer(grid.sectors)
        draws = draws.isel({f"{name} 0": index for name in OF_SECTORS if name in draws})
    for effect, known in labels.items():
        axis = f"{effect} effect 0"
        if draws.sizes.get(axis, len(known)) != len(known):
            draws = draws.sel({axis: known})
    return draws


def _flat(site: xr.DataArray) -> np.ndarray:
    """[chain, draw, …] → [R, …], whatever the precision of the training.

    By NumPy, in which draws are chosen and repeated without a program compiled for each shape.
    """
    return np.asarray(site.values.reshape(-1, *site.shape[2:]), dtype=float)


def part_of(count: int, begin: float, end: float) -> slice:
    """Those of ``count`` in a row that lie between two shares of it."""
    return slice(round(begin * count), round(end * count))


def chosen_draws(
    sites: dict[str, Array], draws: int, seed: int, begin: float = 0.0, end: float = 1.0
) -> dict[str, Array]:
    """``draws`` of the draws [R, …] of every site in random order, repeated when there are fewer.

    Only those between two shares of that order are chosen from; there has to be one.
    """
    chosen = _order(len(next(iter(sites.values()))), draws, seed, begin, end)
    return on_device({name: np.asarray(values)[chosen] for name, values in sites.items()})


def chains_of_draws(fitted: list[FittedEquation], draws: int, seed: int) -> np.ndarray | None:
    """The chain [draws] that each of ``chosen_draws`` is of; None where equations differ in their chains."""
    shapes = {(one.draws, one.chains) for one in fitted}
    if len(shapes) != 1:
        return None
    count, chains = shapes.pop()
    return _order(count, draws, seed) // (count // chains)


def _order(count: int, draws: int, seed: int, begin: float = 0.0, end: float = 1.0) -> np.ndarray:
    order = np.random.default_rng(seed).permutation(count)[part_of(count, begin, end)]
    return np.resize(order, draws)


def _require_known_sectors(trained: Grid, grid: Grid) -> None:
    if trained.sectors != grid.sectors:
        new = sorted(set(grid.sectors) - set(trained.sectors))
        raise DataError(
            f"sectors without training rows: {', '.join(new[:5])}",
            "every sector before the split",
            "Exclude them, or lower split.test_share.",
        )


def over_draws(
    one: Callable[..., Any], about: tuple, fitted: FittedEquation, rows: Any, key: jax.Array
) -> Any:
    """``one(*about, sites, fit, rows, key)`` for every draw and its own key, in one compiled program:
    NumPy arrays [R, …].

    ``one`` is a function of a module and ``about`` hashable, so that equations alike share the program.
    Batches are of one size, the last filled up with repetitions: a smaller last batch would be
    compiled a second time.
    """
    batches = -(-fitted.draws // _at_once(fitted))
    size = -(-fitted.draws // batches)
    found = _in_batches(one, about, batches, size, fitted.sites, key, fitted.fit, rows)
    return jax.tree.map(np.asarray, found)


def location_of_rows(model: EquationModel, sites: dict, fit: Rows, rows: Rows, key: jax.Array) -> jax.Array:
    """For ``over_draws``: what the network expects of rows [N] under a draw, in the target's scale."""
    return model.conditional(sites, rows).location


def _at_once(fitted: FittedEquation) -> int:
    shape = fitted.model.shape
    if not (shape.economy and any(by_period(name) for name, _ in shape.groups)):
        return BATCH
    later = max(1, len(fitted.grid.periods) - shape.periods)
    return min(BATCH, max(1, _MOST_NUMBERS // (later * shape.sectors**2)))


@partial(jax.jit, static_argnames=("one", "about", "batches", "size"))
def _in_batches(
    one: Callable[..., Any],
    about: tuple,
    batches: int,
    size: int,
    sites: dict,
    key: jax.Array,
    fit: Rows,
    rows: Any,
) -> Any:
    draws = len(next(iter(sites.values())))
    filled = jnp.minimum(jnp.arange(batches * size), draws - 1)
    every = jax.tree.map(lambda leaf: leaf[filled], (sites, jax.random.split(key, draws)))
    found = jax.lax.map(lambda at: one(*about, at[0], fit, rows, at[1]), every, batch_size=size)
    return jax.tree.map(lambda leaf: leaf[:draws], found)

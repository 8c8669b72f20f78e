"""The scaler: everything that is learned from the training rows before any network is.

Means and standard deviations of inputs and target, the usual level of every sector, the ranges seen and the
ellipsoid that the inputs fill together (to know later how far new inputs lie outside them), and the sums
behind the month effects. One group per equation.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import xarray as xr

from tradewinds.data.features import EquationRows, Raise, raw_rows
from tradewinds.data.panel import Grid
from tradewinds.equations import Equation

if TYPE_CHECKING:
    import jax

A = TypeVar("A", np.ndarray, "jax.Array")
"""An array of either library, which comes back as one of the same."""

MONTHS = 12
SHRINKAGE = 2.0
"""Years of evidence that the mean month over all sectors counts for in a sector's own month."""
FREEDOM = 0.01
"""Variance that a combination of standardised inputs is taken to have at least: of two inputs that never
differed in training a difference of a tenth of a standard deviation counts like one of either."""


@dataclass(frozen=True)
class TrainingSupport:
    """The support of an equation's training rows: the ellipsoid about its D standardised inputs.

    x @ ``whitening`` [D, D], upper triangular, has unit covariance, so that its length is the Mahalanobis
    distance of x from the mean (Mahalanobis 1936); ``farthest`` is the largest among the training rows.
    """

    whitening: np.ndarray
    farthest: float

    @classmethod
    def of(cls, x: np.ndarray) -> "TrainingSupport":
        """The support of N rows of standardised inputs [N, D]."""
        found = cls.of_covariance(x.T @ x / len(x))
        return cls(found.whitening, float(found.distances(x).max()))

    @classmethod
    def of_covariance(cls, covariance: np.ndarray) -> "TrainingSupport":
        """That of rows with a covariance [D, D], how far they reach left open."""
        widened = covariance + FREEDOM * np.eye(len(covariance))
        return cls(np.linalg.inv(np.linalg.cholesky(widened)).T, np.nan)

    def distances(self, x: np.ndarray) -> np.ndarray:
        """Mahalanobis distance [N] of standardised inputs [N, D]."""
        return np.linalg.norm(x @ self.whitening, axis=1)


@dataclass(frozen=True)
class Season:
    """Sums and counts of the explained quantity by sector, calendar month and year [S, 12, Y].

    ``over_all``: the same over all sectors it was learned from [2, 12, Y], where these are some of them.
    """

    years: np.ndarray
    total: np.ndarray
    count: np.ndarray
    over_all: np.ndarray | None = None

    def add(self, rows: EquationRows) -> None:
        """Count training rows in."""
        where = (rows.sector, rows.calendar - 1, np.searchsorted(self.years, rows.year))
        np.add.at(self.total, where, rows.y)
        np.add.at(self.count, where, 1.0)
        self.__dict__.pop("_over_all", None)

    def effect(self, sector: np.ndarray, calendar: np.ndarray, year: np.ndarray) -> np.ndarray:
        """Month effect [N] of each row from the *other* training years, shrunken to the mean month."""
        own = year[:, None] == self.years[None, :]
        month = calendar - 1
        total = np.where(own, 0.0, self.total[sector, month]).sum(axis=1)
        count = np.where(own, 0.0, self.count[sector, month]).sum(axis=1)
        over_all = self._over_all
        all_total = np.where(own, 0.0, over_all[0][month]).sum(axis=1)
        all_count = np.where(own, 0.0, over_all[1][month]).sum(axis=1)
        common = all_total / np.maximum(all_count, 1.0)
        return (total + SHRINKAGE * common) / (count + SHRINKAGE)

    def of_sectors(self, index: np.ndarray) -> "Season":
        """That of some sectors, which still know the mean month over all."""
        return replace(self, total=self.total[index], count=self.count[index], over_all=self._over_all)

    @cached_property
    def _over_all(self) -> np.ndarray:
        """Kept, since a long table asks block by block."""
        if self.over_all is not None:
            return self.over_all
        return np.stack([self.total.sum(axis=0), self.count.sum(axis=0)])


@dataclass(frozen=True)
class EquationScaler:
    """Statistics of one equation's training rows, by which rows are standardised and outputs turned back.

    Mean, standard deviation and range of the D inputs, their joint ``support``, mean and standard deviation
    of the explained quantity, and the sums behind its month effects. ``usual`` [S, D]: what is taken off each
    sector's inputs before all of this, the mean of its own training rows where the input is a level in logs
    and 0 elsewhere (the within transformation; Mundlak 1978); None where nothing is taken off.
    """

    columns: tuple[str, ...]
    mean: np.ndarray
    scale: np.ndarray
    low: np.ndarray
    high: np.ndarray
    target_mean: float
    target_scale: float
    support: TrainingSupport
    season: Season | None = None
    usual: np.ndarray | None = None

    def from_usual(self, x: A) -> A:
        """Inputs [..., S, D] of every sector as deviations from what is usual there."""
        return x if self.usual is None else x - self.usual

    def inputs(self, x: A) -> A:
        """Standardised inputs [N, D]."""
        return (x - self.mean) / self.scale

    def target(self, y: A) -> A:
        """Standardised explained quantity [N]."""
        return (y - self.target_mean) / self.target_scale

    def explained(self, standardised: A) -> A:
        """Inverse of ``target``."""
        return standardised * self.target_scale + self.target_mean

    def in_precision(self, kind: type[np.floating]) -> "EquationScaler":
        """With what the inputs meet in another floating type; month sums stay as they are."""
        arrays = {name: getattr(self, name).astype(kind) for name in ("mean", "scale", "low", "high")}
        support = replace(self.support, whitening=self.support.whitening.astype(kind))
        usual = None if self.usual is None else self.usual.astype(kind)
        return replace(self, support=support, usual=usual, **arrays)


def equation_rows(
    grid: Grid, equation: Equation, explain: str, scaler: EquationScaler, raised: Raise | None = None
) -> EquationRows:
    """Rows of an equation with all its input columns, month effect and index included."""
    return completed(raw_rows(grid, equation, explain, raised), scaler.season, scaler.usual)


def completed(rows: EquationRows, season: Season | None, usual: np.ndarray | None) -> EquationRows:
    """Rows of terms alone with what the scaler knows: from what is usual, month effect, index."""
    if usual is not None:
        rows = replace(rows, x=rows.x - usual[rows.sector, : rows.x.shape[1]])
    if season is not None:
        rows = rows.with_column("month", season.effect(rows.sector, rows.calendar, rows.year))
    if rows.equation.index:
        rows = rows.with_column("index", rows.period.astype(float))
    return rows


def scaler_dataset(scaler: EquationScaler, sectors: list[str]) -> xr.Dataset:
    """As it is kept: what ``read_scaler`` reads."""
    columns = {name: ("input", getattr(scaler, name)) for name in ("mean", "scale", "low", "high")}
    dataset = xr.Dataset(
        columns
        | {"target_mean": scaler.target_mean, "target_scale": scaler.target_scale}
        | {"whitening": (("input", "axis"), scaler.support.whitening), "farthest": scaler.support.farthest},
        coords={"input": list(scaler.columns), "sector": sectors},
    )
    if scaler.usual is not None:
        dataset["usual"] = (("sector", "input"), scaler.usual)
    if scaler.season is not None:
        dims = ("sector", "month", "year")
        dataset["season_total"] = (dims, scaler.season.total)
        dataset["season_count"] = (dims, scaler.season.count)
        dataset = dataset.assign_coords(month=np.arange(1, MONTHS + 1), year=scaler.season.years)
    return dataset


def read_scaler(scaler: xr.DataTree, equation: str, sectors: list[str] | None = None) -> EquationScaler:
    """The scaler of one equation from the scaler's tree, for some of its sectors where they are given."""
    group = scaler[equation].to_dataset()
    index, season = _places(group, sectors), None
    if "season_total" in group:
        season = Season(group["year"].values, group["season_total"].values, group["season_count"].values)
        season = season if index is None else season.of_sectors(index)
    usual = group["usual"].values if "usual" in group else None
    arrays = {name: group[name].values for name in ("mean", "scale", "low", "high")}
    return EquationScaler(
        columns=tuple(str(name) for name in group["input"].values),
        target_mean=float(group["target_mean"]),
        target_scale=float(group["target_scale"]),
        support=TrainingSupport(group["whitening"].values, float(group["farthest"])),
        season=season,
        usual=usual if index is None or usual is None else usual[index],
        **arrays,
    )


def _places(group: xr.Dataset, sectors: list[str] | None) -> np.ndarray | None:
    """Where the sectors stand among those of the scaler; None where they are all of them."""
    known = group.indexes["sector"]
    return None if sectors is None or list(known) == sectors else known.get_indexer(sectors)

"""An artifact and the same made again, part by part: a column of a table, a labelled array, a parameter."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradewinds.proof.monte_carlo import error_of_deviation, error_of_mean
from tradewinds.proof.own_uncertainty import OwnUncertainty, of_array, of_columns

if TYPE_CHECKING:
    import xarray as xr


_METRIC = "metric"
_KIND = ("equation", "quantity", _METRIC, "scale")
"""Columns that say what the numbers of a table are, row by row."""


@dataclass(frozen=True)
class ComparedPart:
    """Values under ``review`` and ``again``, element by element, in one shape or not; ``own``: the
    uncertainty of those made again, nothing where unknown.
    """

    name: str
    review: np.ndarray
    again: np.ndarray
    own: OwnUncertainty | None = None
    error: np.ndarray | None = None
    """Its own standard error over seeds, where the draws themselves are there to tell it."""
    freedom: int = 0
    """Degrees of freedom of ``error``."""
    kinds: np.ndarray | None = None
    """What each value is one of, where they are of several kinds and sizes; rounding is a share of the
    largest of its kind.
    """

    @property
    def largest(self) -> np.ndarray:
        """The largest value made again of each value's kind, 0 where there is none."""
        sizes = np.where(np.isfinite(self.again), np.abs(self.again), 0.0)
        if self.kinds is None:
            return np.full(sizes.shape, sizes.max(initial=0.0))
        return pd.Series(sizes).groupby(self.kinds).transform("max").to_numpy()

    @property
    def is_text(self) -> bool:
        return self.again.dtype.kind not in "fiub" or self.review.dtype.kind not in "fiub"


def parts_of_tables(review: pd.DataFrame, again: pd.DataFrame, draws: float) -> Iterator[ComparedPart]:
    """Column by column."""
    known, told = of_columns(again, draws), [name for name in _KIND if name in again]
    kinds = again[told].astype(str).agg(" ".join, axis=1).to_numpy() if _METRIC in told else None
    for name in dict.fromkeys([*again.columns, *review.columns]):
        sides = _column(review, name), _column(again, name)
        yield ComparedPart(str(name), *sides, known.get(str(name)), kinds=kinds)


def _column(table: pd.DataFrame, name: Any) -> np.ndarray:
    if name not in table:
        return np.empty(0)
    column = table[name]
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(float)
    return column.astype(str).to_numpy(object)


def parts_of_trees(review: "xr.DataTree", again: "xr.DataTree", draws: float) -> Iterator[ComparedPart]:
    """Array by array."""
    old, new = review.to_dict(), again.to_dict()
    for group in dict.fromkeys([*new, *old]):
        if group not in old or group not in new:
            yield _lost(group, group in old)
            continue
        yield from _attributes(f"{group} attributes", old[group].attrs, new[group].attrs)
        for name in dict.fromkeys([*new[group].variables, *old[group].variables]):
            place = f"{group}/{name}"
            if name not in old[group].variables or name not in new[group].variables:
                yield _lost(place, name in old[group].variables)
            else:
                yield from _arrays(place, str(name), old[group], new[group], draws)


def _lost(place: str, was_there: bool) -> ComparedPart:
    """A group or array that only one side has."""
    there, nothing = np.zeros(1), np.empty(0)
    return ComparedPart(place, *((there, nothing) if was_there else (nothing, there)))


def _attributes(place: str, review: dict[str, Any], again: dict[str, Any]) -> Iterator[ComparedPart]:
    """Numbers as numbers, where both sides have them; all else as it is written."""
    numbers = [key for key in sorted(again) if _is_number(again[key]) and _is_number(review.get(key))]
    for key in numbers:
        old, new = (np.array([float(one[key])]) for one in (review, again))
        yield ComparedPart(f"{place}: {key}", old, new)
    texts = [sorted(f"{key} = {one[key]}" for key in one if key not in numbers) for one in (review, again)]
    old, new = (np.array(one, object) for one in texts)
    yield ComparedPart(place, old, new)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _arrays(
    place: str, name: str, old: "xr.Dataset", new: "xr.Dataset", draws: float
) -> Iterator[ComparedPart]:
    review, again = (_plain(one[name].values) for one in (old, new))
    yield from _attributes(f"{place} attributes", old[name].attrs, new[name].attrs)
    of_draws = new[name].dims[:2] == ("chain", "draw") and place.split("/")[-2] == "posterior"
    if of_draws and again.dtype.kind == "f" and review.shape == again.shape:
        yield from _draws(place, review, again)
    else:
        yield ComparedPart(place, review, again, of_array(name, new, draws))


def _plain(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind in "fiub":
        return values.astype(float)
    return values.astype(str).astype(object)


def _draws(place: str, review: np.ndarray, again: np.ndarray) -> Iterator[ComparedPart]:
    """Means and deviations of a parameter's draws."""
    old, new = (one.reshape(*one.shape[:2], -1) for one in (review, again))
    error, freedom = error_of_mean(new)
    spread = OwnUncertainty(new.std(axis=(0, 1)))
    yield ComparedPart(f"{place} mean", old.mean(axis=(0, 1)), new.mean(axis=(0, 1)), spread, error, freedom)
    wider = error_of_deviation(new)
    yield ComparedPart(f"{place} deviation", old.std(axis=(0, 1)), spread.deviation, spread, wider, freedom)

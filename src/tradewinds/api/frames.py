"""What is handed over, as it must be before anything is read or computed from it."""

from collections.abc import Iterable, Mapping
from numbers import Real
from typing import TypeVar

import pandas as pd

from tradewinds.errors import DataError, few_of
from tradewinds.settings.checks import require

_T = TypeVar("_T", str, float)


def require_frame(frame: object, wanted: Iterable[str]) -> None:
    """Raise DataError for what is no frame, and for columns that stand in its index."""
    if not isinstance(frame, pd.DataFrame):
        raise DataError(
            f"{type(frame).__name__} in place of a data frame",
            "a pandas.DataFrame with one row per sector and period",
            "Read a file with pandas.read_csv, or make one with pandas.DataFrame(…).",
        )
    if held := [name for name in wanted if name not in frame and name in frame.index.names]:
        raise DataError(
            f"{few_of(held, repr)} in the frame's index", "columns", "Hand over frame.reset_index()."
        )


def require_seed(seed: int) -> int:
    """A seed, as an experiment has it: a whole number from 0 to 2³² − 1; raises SettingsError for others."""
    whole = isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed < 2**32
    require(whole, "seed", seed, "a whole number from 0 to 4,294,967,295")
    return seed


def entries(given: Mapping[str, _T] | None, argument: str, kind: type[_T]) -> dict[str, _T]:
    """What an argument says of single variables, each a text or a number. Raises SettingsError otherwise."""
    expected = "texts" if kind is str else "numbers"
    example = f'Write {argument}={{"tariff": {"…" if kind is str else 2.0}}}.'
    require(given is None or isinstance(given, Mapping), argument, given, f"{expected} by variable", example)
    found = dict(given or {})
    for name, value in found.items():
        right = isinstance(value, str if kind is str else Real) and not isinstance(value, bool)
        require(right, f"{argument}[{name!r}]", value, f"a {expected[:-1]}")
    return found

"""A candidate that cannot matter: the values of another sector, begun at another time."""

import numpy as np
import pandas as pd

from tradewinds.errors import DataError


def misplaced(table: pd.DataFrame, column: str, rng: np.random.Generator) -> pd.DataFrame:
    """The table with each sector's ``column`` replaced by the whole series of another sector.

    The series keeps its order, begins at a random period and is wrapped around, so that its values and how
    they follow each other stay and only what they belong to is lost; one offset for all sectors, so that
    what they share they still share. A single sector has its own series, begun elsewhere. Raises DataError
    for a column that is the same on every row.
    """
    if table[column].nunique() < 2:
        raise DataError(
            f"the candidate {column} is the same on every training row",
            "a column that varies",
            "Leave it out of sensitivity.candidates.",
        )
    ordered = table.sort_values(["sector", "period"], ignore_index=True)
    series = {name: rows.to_numpy() for name, rows in ordered.groupby("sector", sort=False)[column]}
    circle = list(rng.permutation(list(series)))
    donors = dict(zip(circle, np.roll(circle, 1), strict=True))
    begin = rng.uniform(0.25, 0.75)
    found = []
    for name, own in series.items():
        given = series[donors[name]]
        found.append(np.resize(np.roll(given, -round(begin * len(given))), len(own)))
    return ordered.assign(**{column: np.concatenate(found)})

"""The series of a long table that a fit to all of them is asked about, chosen before it is.

Those that are named and, of the others, the largest by a variable's total over the training rows. What they
need to know of the rest are the means over all series that equations look at: these stand beside them as
columns, named as the input is, the same in every row of a period.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tradewinds.data.blocks import LongTable, sector_blocks, sector_tables
from tradewinds.data.left_out import NOT_ASKED, left_out_of_all
from tradewinds.equations import Term
from tradewinds.errors import DataError


class ChosenSeries(NamedTuple):
    """Rows of the chosen series with the means over all, and what of the table is not among them."""

    table: pd.DataFrame
    not_asked: pd.DataFrame


def largest_series(train: Path, most: int, size: str, named: list[str]) -> list[str]:
    """At most ``most`` series with training rows, sorted: those ``named`` and the largest by the total of
    ``size`` over these rows; by their number where ``size`` is “”.

    Raises DataError where more are named, or one that the table has not.
    """
    totals = pd.concat(
        block.groupby("sector").size() if not size else block.groupby("sector")[size].sum()
        for block in sector_blocks(train, ["sector", *([size] if size else [])])
    )
    unknown = sorted(set(named) - set(totals.index))
    if unknown:
        raise DataError(
            f"no training row of the series {', '.join(unknown[:5])}, which a scenario names",
            "series of the table",
            "Look at scenario.show and at the sectors of the paths.",
        )
    if len(named) > most:
        raise DataError(
            f"{len(named)} series are named by scenarios",
            f"at most most_series, {most}",
            "Raise data.tables.sectors.most_series.",
        )
    others = totals.drop(index=named).sort_values(ascending=False, kind="stable")
    return sorted([*named, *others.index[: most - len(named)]])


def means_by_period(table: LongTable, terms: list[Term]) -> pd.DataFrame:
    """The means over all series that ``terms`` are, a column each; the index holds the periods."""
    return pd.DataFrame(table.means_over_sectors(terms), index=pd.Index(table.frame.periods))


def rows_of_series(path: Path, chosen: list[str], means: pd.DataFrame, size: str) -> ChosenSeries:
    """The rows of some series in a table's file, with the ``means_by_period``."""
    parts, counted = [], np.zeros((2, 3))
    for block in sector_tables(path):
        asked = pc.is_in(block["sector"], pa.array(chosen, block["sector"].type))
        parts.append(block.filter(asked).to_pandas())
        for row, rows in enumerate((block, block.filter(pc.invert(asked)))):
            total = rows[size].to_pandas().sum() if size else np.nan
            counted[row] += len(rows), pc.count_distinct(rows["sector"]).as_py(), total
    found = pd.concat(parts, ignore_index=True).join(means, on="period")
    (rows, sectors, total), (gone, gone_sectors, lost) = counted
    entry = {"reason": NOT_ASKED, "variable": size, "rows": gone, "of_rows": rows, "unknown": not size}
    counts = {"sectors": gone_sectors, "of_sectors": sectors, "lost": lost, "total": total}
    return ChosenSeries(found, left_out_of_all([pd.DataFrame([entry | counts])]))

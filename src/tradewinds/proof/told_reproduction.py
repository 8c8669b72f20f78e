"""What is said of results that were made again, in a few lines."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.proof.likeness import Likeness


def told_of_reproduction(review: Path, table: pd.DataFrame, reproduced: bool) -> Iterator[str]:
    """How many artifacts of each kind, and all that is not identical; ``table`` as of ``Reproduction``."""
    counts = table["verdict"].value_counts()
    told = ", ".join(f"{counts[one]} {one}" for one in Likeness if one in counts)
    pictures, numbers = int(table["pictures"].sum()), int(table["unjudged"].sum())
    open_ones = [f"pictures not compared: {pictures}"] if pictures else []
    open_ones += [f"numbers not judged: {numbers}"] if numbers else []
    verdict = "reproduced" if reproduced else "NOT reproduced"
    yield f"{review}: {'; '.join([verdict, told, *open_ones])}."
    for row in table.itertuples():
        if row.verdict != Likeness.identical and (row.verdict != Likeness.not_made or row.reason):
            yield f"  {row.verdict}: {row.artifact}{_size(row)}{f'; {row.reason}' if row.reason else ''}"
    others = table[table["told_otherwise"] != ""]
    if len(others):
        which = ", ".join(dict.fromkeys(key for one in others["told_otherwise"] for key in one.split(", ")))
        who = "1 file says that it was" if len(others) == 1 else f"{len(others)} files say that they were"
        yield f"  {who} made with other {which} than here."
    said = table[(table["verdict"] == Likeness.within) & (table["words"] > 0)]
    if len(said):
        yield (
            f"  {len(said)} files follow from the draws they are made of, and say something else of the "
            "draws made here: checks lie next to their thresholds."
        )
    odd = table[table["verdict"] == Likeness.different]
    excused = ~odd["beyond"].astype(bool) & (odd["words"] > 0) & (odd["replayed"] != Likeness.different)
    if len(odd) and excused.all():
        yield "  Every number is within its tolerance; words differ: checks next to their thresholds?"


def _size(row: Any) -> str:
    if not row.unit:
        return ""
    unit = "of the largest value" if row.unit == "relative" else row.unit
    allowed = "" if np.isnan(row.allowed) else f", allowed {row.allowed:.2g}"
    return f" by {row.size:.2g} {unit}{allowed}"

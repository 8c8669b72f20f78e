"""``split`` of a table in a file, some sectors at a time: the same rows, in flat memory."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from tradewinds.data.blocks import sector_blocks
from tradewinds.data.split import cut_at, entropy_of, first_ahead, held_inside, require_long_enough
from tradewinds.settings.split import SplitSettings

Take = Callable[[pd.DataFrame], None]
"""Takes some sectors' rows with their roles."""


def split_in_blocks(
    path: Path, name: str, settings: SplitSettings, reach: int, seed: int, train: Take, test: Take
) -> None:
    """Cut a table as ``split`` does, handing its rows before the cut and from it on over in their order.

    ``name``: of the table; ``reach`` as in ``check_length``. Raises DataError as that does, ArtifactError for
    a file that cannot be read.
    """
    distinct = [pd.Series(block["period"].unique()) for block in sector_blocks(path, ["sector", "period"])]
    periods = pd.Series(pd.concat(distinct).unique())
    first = first_ahead(periods, settings.test_share)
    before = pd.concat(
        (block["period"] < first).groupby(block["sector"]).sum()
        for block in sector_blocks(path, ["sector", "period"])
    )
    require_long_enough(before, name, len(periods), int((periods < first).sum()), reach)
    inside = held_inside(int(before.sum()), settings.inside_share, entropy_of(seed, name))
    seen = 0
    for block in sector_blocks(path):
        count = int((block["period"] < first).sum())
        for taken, part in zip((train, test), cut_at(block, first, inside[seen : seen + count]), strict=True):
            taken(part)
        seen += count

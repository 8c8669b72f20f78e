"""Which rows of a holdout are predicted where there are very many: whole sectors, drawn at random.

Whole sectors, so that what follows each other in time stays together; the same ones for every model, so
that their densities can be compared row by row.
"""

import sys
from typing import NamedTuple

import numpy as np

from tradewinds.data.features import EquationRows
from tradewinds.streams import SEED_SUBSET


class RowSample(NamedTuple):
    """At most so many rows of a holdout, drawn with this seed."""

    most: int
    seed: int

    def asked(self, rows: EquationRows) -> np.ndarray:
        """Indices, ascending, of the rows that are asked: all of them up to ``most``.

        Of more, the rows of sectors in random order for as long as they are no more than ``most``; at
        least one sector.
        """
        if len(rows) <= self.most:
            return np.arange(len(rows))
        sectors, count = np.unique(rows.sector, return_counts=True)
        order = np.random.default_rng((self.seed, SEED_SUBSET)).permutation(len(sectors))
        fitting = max(1, int(np.searchsorted(np.cumsum(count[order]), self.most, side="right")))
        return np.flatnonzero(np.isin(rows.sector, sectors[order[:fitting]]))


EVERY = RowSample(sys.maxsize, 0)
"""No row is left out."""

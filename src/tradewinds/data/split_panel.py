"""The tables of a panel cut forward in time: the rows networks are fitted on, and those ahead of them."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from tradewinds.data.features import joined
from tradewinds.data.panel import Grid, to_grid
from tradewinds.settings.data import DataSettings


@dataclass(frozen=True, eq=False)
class SplitPanel:
    """Table (``sectors``, ``national``) → rows with their role, before and after the split.

    ``train`` has the roles ``fit`` and ``inside``, ``test`` the role ``ahead``; ``data`` describes the
    columns.
    """

    train: dict[str, pd.DataFrame]
    test: dict[str, pd.DataFrame]
    data: DataSettings

    @classmethod
    def of_training(cls, train: dict[str, pd.DataFrame], data: DataSettings) -> "SplitPanel":
        """Training rows with nothing ahead of them; whole tables, without a role, are all of them to be
        fitted.
        """
        return cls(train, {name: table.iloc[:0] for name, table in train.items()}, data)

    def training_rows(self) -> "SplitPanel":
        """The same without what is ahead."""
        return SplitPanel.of_training(self.train, self.data)

    def fitted_whole(self) -> "SplitPanel":
        """The tables before they were split, all rows of them to be fitted."""
        whole = {name: self.all_rows(name).drop(columns="role") for name in self.train}
        return SplitPanel.of_training(whole, self.data)

    def all_rows(self, table: str) -> pd.DataFrame:
        """The rows of a table before and after the split, sorted by sector and period."""
        return joined(self.train[table], self.test[table])

    @cached_property
    def grids(self) -> dict[str, Grid]:
        """Table → all its rows as arrays."""
        return {name: to_grid(self.all_rows(name), self.data.tables[name]) for name in self.train}

    @cached_property
    def training_grids(self) -> dict[str, Grid]:
        """Table → its training rows as arrays."""
        return {name: to_grid(table, self.data.tables[name]) for name, table in self.train.items()}

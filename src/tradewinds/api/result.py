"""What all results have in common: a frame that sums them up, and how a notebook shows them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import pandas as pd

from tradewinds.api.shown import as_html, as_text
from tradewinds.errors import SettingsError
from tradewinds.settings.schema import meant


def refuse_unknown_name(kind: str, name: str, known: Sequence[str]) -> None:
    """Raise SettingsError, with what is there, unless a name is known."""
    if name not in known:
        more = " …" if len(known) > 10 else ""
        raise SettingsError(
            f"no {kind} {name!r}", f"one of {', '.join(known[:10])}{more}", meant(name, list(known))
        )


class Result(ABC):
    """Something a fitted model answered."""

    sentences: ClassVar[tuple[str, ...]] = ()
    """Columns of the summary that are sentences."""

    @abstractmethod
    def summary(self) -> pd.DataFrame:
        """The answer as a table, one row a statement."""

    @property
    def title(self) -> str:
        """What the table is of, in a few words."""
        return type(self).__name__

    def _told(self, table: pd.DataFrame) -> list[str]:
        """Which of the sentences are to be read below the table, where it is shown as text."""
        return []

    def _repr_html_(self) -> str:
        return as_html(self.title, self.summary())

    def __repr__(self) -> str:
        table = self.summary()
        return as_text(self.title, table, self.sentences, self._told(table))

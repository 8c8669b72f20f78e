"""What all results have in common: a frame that sums them up, and how a notebook shows them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from html import escape

import pandas as pd

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

    @abstractmethod
    def summary(self) -> pd.DataFrame:
        """The answer as a table, one row a statement."""

    @property
    def title(self) -> str:
        """What the table is of, in a few words."""
        return type(self).__name__

    def _repr_html_(self) -> str:
        table = self.summary().to_html(index=False, border=0, float_format=lambda value: f"{value:.3g}")
        return f"<p><b>{escape(self.title)}</b></p>{table}"

    def __repr__(self) -> str:
        table = self.summary().to_string(index=False, float_format=lambda value: f"{value:.3g}")
        return f"{self.title}\n{table}"

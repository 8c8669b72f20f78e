"""How answers show themselves: a title, a table of what is there, below it sentences that fit a screen."""

from collections.abc import Collection, Iterable
from html import escape
from textwrap import fill

import pandas as pd

_WIDTH = 110


def as_text(
    title: str, table: pd.DataFrame, sentences: Collection[str] = (), told: Iterable[str] = ()
) -> str:
    """For a console: columns of ``sentences`` would make every line as long as the longest, so that those
    that are to be read are ``told`` below.
    """
    shown = _filled(table.drop(columns=[name for name in table if name in sentences]))
    paragraphs = [fill(one, _WIDTH, subsequent_indent="  ") for one in told]
    return "\n".join([title, shown.to_string(index=False, float_format=_figures), *paragraphs])


def as_html(title: str, table: pd.DataFrame) -> str:
    """For a notebook, which breaks long cells itself."""
    rows = _filled(table).to_html(index=False, border=0, float_format=_figures)
    return f"<p><b>{escape(title)}</b></p>{rows}"


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    """Without columns that say nothing of any row."""
    said = table.notna() & (table != "")
    return table.loc[:, said.any()] if len(table) else table


def _figures(value: float) -> str:
    return f"{value:.3g}"

"""Columns computed from others, as the settings of a source say."""

import re

import pandas as pd

from tradewinds.errors import SettingsError

_FORMULA = re.compile(r"[\w\s.+\-*/()]+")


def computed_column(formula: str, column: str, known: pd.DataFrame) -> pd.Series:
    """A column from others by +, −, ×, ÷. Raises SettingsError for anything else in the formula."""
    names = set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", formula))
    place = f"options.derived.{column} = {formula!r}"
    if not _FORMULA.fullmatch(formula) or re.search(r"\.\s*[A-Za-z_]", formula):
        raise SettingsError(place, "names, numbers, + - * / and parentheses")
    unknown = sorted(names - set(known.columns))
    if unknown:
        raise SettingsError(place, f"series and columns that are asked for, not {', '.join(unknown)}")
    try:
        return known.eval(formula, engine="python")
    except Exception as error:
        raise SettingsError(place, f"a formula ({str(error).splitlines()[0]})") from None

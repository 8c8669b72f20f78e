"""Imports and exports in the rows of one file: imports are what a tariff is on."""

import re
from dataclasses import replace

import pandas as pd

from tradewinds.intake.column_words import plain_words
from tradewinds.intake.record import FileTable, IntakeRecord, how_many

_FLOW = re.compile(
    r"(trade_?)?flows?(_?(code|desc\w*|name|type|label))?|rg_?(code|desc)|direction(_of_trade)?|sens|verkehr"
)
_IMPORTS = re.compile(
    r"m|i|imp|imports?( of goods.*)?|imports? \(.*\)|einfuhr(en)?|importe?|importations?|importaciones"
    r"|importaç(ão|ões)|importazioni|进口|импорт"
)
_OTHERS = re.compile(
    r"x|e|r?exp|(re-?|domestic )?exports?( of goods.*)?|(re-?)?exports? \(.*\)|(re-?|foreign )imports?"
    r"|rx|rm|dx|fm|mip|mop|xip|xop|ausfuhr(en)?|exportations?|exportaciones|exportaç(ão|ões)|esportazioni"
    r"|net|(trade )?balance|出口|экспорт"
)
"""Exports, balances, and imports that are among imports already or for processing; UN Comtrade's codes."""
_COMEXT = {"1": "imports", "2": "exports"}
"""Eurostat's numbers of the two flows."""


def imports_only(table: FileTable, record: IntakeRecord) -> FileTable:
    """The rows of imports, where a column says of every row which flow of trade it is of.

    The others are left out and counted: no tariff of this country is on its exports, and re-imports are among
    imports. A file of exports alone is kept, and doubted.
    """
    frame = table.frame
    for column in [c for c in frame if _FLOW.fullmatch(plain_words(c))]:
        cells = frame[column].astype(str).str.strip().str.lower()
        distinct = cells.unique()
        if set(distinct) <= set(_COMEXT):
            cells = cells.map(_COMEXT)
        imports = cells.map(lambda text: _IMPORTS.fullmatch(text) is not None).astype(bool)
        others = cells.map(lambda text: _OTHERS.fullmatch(text) is not None).astype(bool)
        if not (imports | others).all():
            continue
        if not imports.any():
            record.doubts.append(
                f"All rows are exports, as {column} says: a tariff here is another country's."
            )
            continue
        if not imports.all():
            left = pd.Series(frame.loc[~imports, column].astype(str).str.strip().unique())
            record.steps.append(
                f"rows of other flows than imports were left out: {how_many(int((~imports).sum()), 'row')} "
                f"with {', '.join(left[:4])} in {column}"
            )
            frame = frame[imports]
    return replace(table, frame=frame)

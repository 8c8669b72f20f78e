"""Until when the rows go that the scores and the answer come from."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.names import day_text, period_text
from tradewinds.report.words import listed

_WHOSE = {"sectors": "sectors", "national": "nation"}


def rows_used(given: ReportInputs) -> str:
    """“Scores: trained to 2019-12. Answer: fitted again to all rows, to 2024-12.”; “” without the tables."""
    trained = dict(_last(given, given.every("train")))
    if not trained:
        return ""
    scores = f"Scores: trained to {_dates(trained)}, held against the rows after it."
    if not given.every("answers"):
        return f"{scores} Answer: the same fit, so that nothing after it is in the answer."
    return (
        f"{scores} Answer: fitted again to all rows, to {_dates(dict(_last(given, given.every('panels'))))}."
    )


def known_by_text(given: ReportInputs) -> str:
    """“As known on 30 Jun 2019: …”; “” where all that is known now is used."""
    day = given.experiment["data"].get("as_of")
    return f"As known on {day_text(day)}: figures published later are not in it." if day else ""


def _last(given: ReportInputs, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str]]:
    for table, rows in tables.items():
        last: Any = rows["period"].max()
        yield table, period_text(last, given.names.frequency(table))


def _dates(last: dict[str, str]) -> str:
    """One date for all tables, or each table's own."""
    dates = list(dict.fromkeys(last.values()))
    return (
        dates[0] if len(dates) == 1 else listed(f"{date} ({_WHOSE[table]})" for table, date in last.items())
    )

"""Columns that say the unit of the number beside them, row by row: multiplied out, or one in a series."""

import pandas as pd

from tradewinds.errors import DataError
from tradewinds.intake.column_words import Role, is_unit_column, plain_words
from tradewinds.intake.measured import Measured
from tradewinds.intake.record import IntakeRecord

_POWER = "unit_mult"
"""SDMX's column of powers of ten: 6 says that the number beside it is in millions."""
_BESIDE = ("obs_value", "value")


def apply_unit_columns(
    frame: pd.DataFrame, roles: dict[Role, Measured], keys: list[str], record: IntakeRecord
) -> None:
    """Multiply by the powers of ten beside numbers; add a fault where a unit changes within a series.

    Raises no error: where it is not said which number is meant, a fault is added to the record.
    """
    for column in [c for c in frame if is_unit_column(c) and c not in keys]:
        cells = frame[column].astype("str").str.strip().where(frame[column].notna(), "")
        if plain_words(column) == _POWER:
            _powers(column, cells, roles, record)
        elif _varies(cells, frame, keys):
            named = " ".join(f"--sector {one}" for one in [*keys, column])
            said = " and ".join(dict.fromkeys(cells))
            record.faults.append(
                DataError(
                    f"the unit in {column} changes within a series: {said}",
                    "one unit in a series",
                    f"Bring the numbers to one unit, or make it part of the series: {named}.",
                )
            )
        elif cells.nunique() > 1:
            record.doubts.append(
                f"Series are in several units ({', '.join(list(dict.fromkeys(cells))[:4])}): their sizes do "
                "not compare, and totals over them mean nothing."
            )


def _varies(cells: pd.Series, frame: pd.DataFrame, keys: list[str]) -> bool:
    if not keys:
        return cells.nunique() > 1
    return bool((cells.groupby([frame[key].astype("str") for key in keys]).nunique() > 1).any())


def _powers(column: str, cells: pd.Series, roles: dict[Role, Measured], record: IntakeRecord) -> None:
    powers = pd.to_numeric(cells, errors="coerce").fillna(0.0)
    if not powers.any():
        return
    taken = {role: one for role, one in roles.items() if role != Role.tariff}
    beside = [one for one in taken.values() if plain_words(one.column) in _BESIDE]
    meant = beside or list(taken.values())
    if len(meant) != 1:
        record.faults.append(
            DataError(
                f"{column} has powers of ten, and not of which column",
                "one column of numbers beside it",
                f"Multiply the numbers out, and remove {column}.",
            )
        )
        return
    meant[0].values = meant[0].values * 10.0**powers
    record.steps.append(f"{meant[0].column} was multiplied by the powers of ten in {column}")

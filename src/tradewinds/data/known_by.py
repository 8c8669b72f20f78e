"""Figures as they were known on a day: rows published later left out, of several of one period the last."""

import pandas as pd

from tradewinds.data.left_out import PUBLISHED_LATER, REPLACED, WITHDRAWN
from tradewinds.errors import DataError, few_of
from tradewinds.settings.checks import is_day
from tradewinds.settings.data_table import TableSettings

_AFTER = ("", "T", " ")
"""What may follow a day."""
_FAR = "2099-01-01"
"""From this day on ``superseded`` is a mark of what still holds, such as 9999-12-31."""


def known_by(
    raw: pd.DataFrame, settings: TableSettings, day: str | None, name: str, *, part: bool = False
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows of a file that held on ``day`` (now without one), and how many others there are by reason.

    A row holds from the day in its column ``published`` on, to the one in ``superseded`` if there is such a
    column, as in ALFRED's real-time periods; of several rows of a sector and period the last published
    holds. What was withdrawn and has no successor holds no more, now as little as on a later day. Files
    without these columns are left as they are. Raises DataError for what is no day, and where no row held;
    of a ``part`` of a file none need have.
    """
    if settings.published is None:
        return raw, {}
    published = _days(raw[settings.published], settings.published, name, gaps=False)
    keep = pd.Series(True, index=raw.index) if day is None else published <= day
    later, ended = int((~keep).sum()), pd.Series(False, index=raw.index)
    if settings.superseded is not None:
        until = _days(raw[settings.superseded], settings.superseded, name, gaps=True)
        ended = keep & (until != "") & (until < (day or _FAR))
    row = [raw[column].astype("str") for column in (*settings.keys.values(), settings.period)]
    withdrawn = ended & (published == _last(published, keep, row))
    keep &= ~ended
    keep &= published == _last(published, keep, row)
    gone = int(withdrawn.sum())
    counts = {PUBLISHED_LATER: later, WITHDRAWN: gone, REPLACED: int((~keep).sum()) - later - gone}
    if not keep.any() and not part:
        raise _nothing_held(name, day, published, bool(ended.any()))
    return raw[keep], counts


def _last(published: pd.Series, keep: pd.Series, row: list[pd.Series]) -> pd.Series:
    """The last day on which a row of the same sector and period was published, of those kept.

    Rows without a key are rows of their own group, so that they are refused as in any other file.
    """
    return published.where(keep, "").groupby(row, dropna=False).transform("max")


def _nothing_held(name: str, day: str | None, published: pd.Series, ended: bool) -> DataError:
    when = "any more" if day is None else f"on {day}"
    if ended:
        return DataError(
            f"table “{name}”: no row held {when}: all were superseded by then",
            "rows without a last day, or with a far one such as 9999-12-31",
            "Set data.as_of to a day on which they held, or leave data.tables.TABLE.superseded out.",
        )
    return DataError(
        f"table “{name}”: no row was published by {day}, the first on {published.min()}",
        "rows that were known then",
        "Set data.as_of to a later day.",
    )


def _days(column: pd.Series, called: str, name: str, *, gaps: bool) -> pd.Series:
    """Days as texts, which are in order as the days are; “” where there is none."""
    texts = column.astype("str").where(column.notna(), "").astype("str").str.strip()
    wrong = ~texts.map(lambda text: _has_day(text) or (gaps and not text)).astype(bool)
    if wrong.any():
        rows = [int(at) for at in wrong.to_numpy().nonzero()[0]]
        found = few_of(rows, lambda row: f"row {row + 1}: {texts.iloc[row]!r}")
        raise DataError(
            f"table “{name}”: {called} is no day in {len(rows)} of {len(column)} rows ({found})",
            "days such as 2019-06-30",
            "Write them so, or name the right column.",
        )
    return texts.str[:10]


def _has_day(text: str) -> bool:
    return is_day(text[:10]) and text[10:11] in _AFTER

"""Numbers and names that are likely not what they seem: sentinels, thousandfold jumps, totals among parts."""

import re

import numpy as np
import pandas as pd

from tradewinds.data.code_lists import code_doubts
from tradewinds.errors import DataError
from tradewinds.intake.measured import Measured
from tradewinds.intake.record import IntakeRecord, how_many

_SENTINEL = re.compile(r"-?9{3,}(\.9{2,})?|-?9{2,}\.9{2,}|-9{2}|-?8{4,}")
_TOTALS = re.compile(
    r"total|totals|all|world|welt|monde|mundo|wld|w00|w1|sum|insgesamt|grand total"
    r"|all (countries|products|commodities|origins|partners|industries)|total[ _-].*|.*[ _-]total|ww|wor",
    re.IGNORECASE,
)
_EVEN_CODES = (2, 4, 6, 8, 10)
"""Digits of codes of goods at their levels."""
_JUMP = np.log10(500.0)
_HUNDREDFOLD = (np.log10(30.0), np.log10(300.0))
"""How far rates in per cent and the same as fractions lie apart, in powers of ten."""
_GAP = np.log10(3.0)
"""What has to be empty between the two."""
_RARE, _OFTEN = 0.05, 0.2
"""Least share of the rows on either side, and share of changes of side from which on they are no policy."""
_UNUSUAL = 20.0
"""Times the usual change of a series that a jump is, so that small and noisy trade is not doubted."""


def without_sentinels(measured: Measured, rate: bool, record: IntakeRecord) -> None:
    """Set aside numbers such as 9999 that stand for no number, each with its text as the note.

    Of a rate, 999 and more; else those that are negative among positive ones, twenty times beyond the rest,
    or, from 9999, there far more often than any other number.
    """
    values = measured.values
    texts = {one: f"{one:.10g}" for one in values[values.abs() >= 88].unique() if np.isfinite(one)}
    texts = {one: text for one, text in texts.items() if _SENTINEL.fullmatch(text)}
    if not texts:
        return
    candidate = values.isin(list(texts))
    spelled = values.map(texts).fillna("").astype("str")
    rest = values[~candidate & values.notna()].abs()
    beyond = values.abs() > 20 * (rest.max() if len(rest) else 0.0)
    lonely = (values < 0) & bool((values[~candidate].dropna() >= 0).all())
    often = values.map(values.value_counts()) >= max(3, 5 * rest.value_counts().max() if len(rest) else 3)
    gone = candidate & (
        (values.abs() >= 999) if rate else (beyond | lonely | (often & (values.abs() >= 9999)))
    )
    if gone.any():
        said = ", ".join(dict.fromkeys(spelled[gone]))
        measured.notes = measured.notes.where(~gone, spelled)
        measured.values = values.where(~gone)
        record.steps.append(
            f"taken for missing: {how_many(int(gone.sum()), 'cell')} of {measured.column} with {said}"
        )
        record.doubts.append(f"{said} in {measured.column} is taken for “no number”, not for a number.")


def warn_of_jumps(rows: pd.DataFrame, variable: str, keys: list[str], record: IntakeRecord) -> None:
    """Say so where a series jumps a thousandfold or more: thousands beside units, a lost decimal mark."""
    ordered = rows[[*keys, "period", variable]].sort_values([*keys, "period"], ignore_index=True)
    series = [ordered[key] for key in keys] or [pd.Series(0, index=ordered.index)]
    change = np.log10(ordered[variable].where(ordered[variable] > 0)).groupby(series).diff().abs()
    usual = change.groupby(series).transform("median")
    jumps = ordered[(change > _JUMP) & (change > _UNUSUAL * usual)]
    if len(jumps):
        first = " × ".join(str(jumps.iloc[0][key]) for key in [*keys, "period"])
        record.doubts.append(
            f"{variable} jumps a thousandfold or more in {how_many(len(jumps), 'row')}, first at {first}: "
            "is its unit the same in all rows?"
        )


def require_one_unit(rows: pd.DataFrame, column: str, keys: list[str], record: IntakeRecord) -> None:
    """Add a fault where rates are of two sizes, one a hundred times the other, nothing between, and series
    go to and fro: per cent and fractions in one column. A doubt where they do so now and then.
    """
    ordered = rows.sort_values([*keys, "period"], ignore_index=True)
    size = np.log10(ordered["tariff"].where(ordered["tariff"] > 0))
    sorted_sizes = np.sort(size.dropna().to_numpy())
    few = int(np.ceil(_RARE * len(sorted_sizes)))
    gaps = np.diff(sorted_sizes)[few:-few]
    if not len(gaps) or gaps.max() < _GAP:
        return
    place = few + int(gaps.argmax()) + 1
    apart = np.median(sorted_sizes[place:]) - np.median(sorted_sizes[:place])
    series = [ordered[key] for key in keys] or [pd.Series(0, index=ordered.index)]
    large = size.where(size.isna(), (size >= sorted_sizes[place]).astype(float))
    change = large.groupby(series).diff()
    crossings = change.isin([-1, 1])
    if not _HUNDREDFOLD[0] < apart < _HUNDREDFOLD[1] or not (change.eq(1).any() and change.eq(-1).any()):
        return
    first = " × ".join(str(ordered.loc[crossings.idxmax(), key]) for key in [*keys, "period"])
    found = (
        f"{column} goes to and fro between two sizes, one a hundred times the other, in "
        f"{how_many(int(crossings.sum()), 'row')}, first at {first}"
    )
    if crossings.mean() < _OFTEN:
        record.doubts.append(f"{found}: is it in per cent in all rows, or a fraction in all?")
        return
    record.faults.append(
        DataError(
            found,
            "rates in one unit, per cent or fractions",
            "Write all rows of this column in the same unit.",
        )
    )


def totals_among(
    rows: pd.DataFrame, keys: list[str], flows: list[str], record: IntakeRecord
) -> dict[str, list[str]]:
    """Key → its values called totals by name or label, to be left out; what else may be one is doubted."""
    excluded: dict[str, list[str]] = {}
    for key in keys:
        names = [str(one) for one in rows[key].unique()]
        labels = _labels(rows, key)
        totals = [
            one for one in names if any(map(_TOTALS.fullmatch, (one.strip(), labels.get(one, "").strip())))
        ]
        totals = totals if len(names) - len(totals) > 0 else []
        if totals:
            excluded[key] = totals
            record.steps.append(f"totals beside their parts are left out: {key} = {', '.join(totals)}")
        rest = [one for one in names if one not in totals]
        for name in _sums(rows[~rows[key].isin(totals)], key, keys, flows) if len(rest) > 2 else []:
            record.doubts.append(f"{key} = {name} is the sum of all others: if it is a total, exclude it.")
        _warn_of_codes(key, rest, record)
    return excluded


def _labels(rows: pd.DataFrame, key: str) -> dict[str, str]:
    """What the readable names call the values of a key, where they are names of this key."""
    if "series_name" not in rows:
        return {}
    pairs = rows[[key, "series_name"]].drop_duplicates()
    return {} if pairs[key].duplicated().any() else dict(pairs.astype(str).itertuples(index=False))


def _sums(rows: pd.DataFrame, key: str, keys: list[str], flows: list[str]) -> list[str]:
    """Values of a key whose flow is that of all others together, in nearly every period."""
    found = []
    for flow in flows[:1]:
        others = [one for one in keys if one != key]
        total = rows.groupby([*others, "period"])[flow].transform("sum")
        near = ((2 * rows[flow] - total).abs() <= 0.005 * total) & (rows[flow] > 0)
        shares = near.groupby(rows[key]).mean()
        found = [str(name) for name in shares.index[shares > 0.9]]
    return found


def _warn_of_codes(key: str, names: list[str], record: IntakeRecord) -> None:
    record.doubts += code_doubts(key, names)
    spelled: dict[str, list[str]] = {}
    for one in names:
        spelled.setdefault(one.casefold(), []).append(one)
    twice = [alike for alike in spelled.values() if len(alike) > 1]
    if twice:
        record.doubts.append(
            f"{key} has {how_many(len(twice), 'name')} in capitals and in small letters, such as "
            f"{' and '.join(twice[0][:2])}: they are taken for different ones."
        )
    digits = [one for one in names if one.isdigit()]
    lengths = sorted({len(one) for one in digits})
    if len(lengths) == 2 and lengths[0] + 1 == lengths[1] and lengths[1] in _EVEN_CODES:
        code = next(one for one in digits if len(one) == lengths[0])
        record.doubts.append(
            f"{key} has codes of {lengths[0]} and of {lengths[1]} digits, such as {code}: a spreadsheet "
            f"may have taken zeros off, and it is 0{code}."
        )
    if len(lengths) > 1 and lengths[0] > 1:
        short = {one for one in digits if len(one) == lengths[0]}
        nested = [one for one in digits if len(one) > lengths[0] and one[: lengths[0]] in short]
        if nested:
            record.doubts.append(
                f"{key} has codes of {len(lengths)} levels, {nested[0]} beside {nested[0][: lengths[0]]}: "
                "parts and their totals."
            )

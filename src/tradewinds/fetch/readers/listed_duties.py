"""Rates of acts by group of products, origin and month, from lists of products and trade before the acts.

``source.parts`` are a schedule's lines with the headings that they name (reader ``hts``) and imports by
product and origin. A duty meets the products whose line names its ``heading``, or those of its ``products``.
Its rate on a group is weighed by what each origin sold of it in the months of the second part, which do not
move, so that trade that stays away does not lower the rate:

    rate[g, o, t] = Σ over duties of rate · share of t's days · value[listed products of g, o] ÷ value[g, o]
"""

import itertools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.errors import FetchError, SettingsError
from tradewinds.fetch import checks
from tradewinds.fetch.duties import Duty, read_duty
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

_RANGE = re.compile(r"(\d{2,10})(?:-(\d{2,10}))?")
_UNIT = "fraction, mean over the days of a month, weights fixed"


def _ask(source: SourceSettings) -> Asking:
    """Nothing: its parts were fetched."""
    yield from ()


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    """Nothing arrives."""


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    if len(source.parts) != 2:
        raise SettingsError(
            f"parts = {source.parts}", "the schedule's lines, and imports by product and origin"
        )
    lines, trade = (pd.read_parquet(answers[part]) for part in source.parts)
    key, digits = (
        str(needed_option(source, "key", "name of the group's column")),
        int(needed_option(source, "digits", "digits of a group's code")),
    )
    trade = trade.groupby(["product", "origin"], as_index=False)["value"].sum()
    trade = trade.assign(**{key: trade["product"].str[:digits]})
    keys = {key: sorted(trade[key].unique()), "origin": sorted(trade["origin"].unique())}
    duties = {
        str(name): read_duty(f"options.duties.{name}", said, keys, ("heading", "products"))
        for name, said in needed_option(source, "duties", "name → duty").items()
    }
    months = pd.PeriodIndex(checks.asked_months(source), freq="M")
    rows = pd.DataFrame(list(itertools.product(*keys.values(), months)), columns=[*keys, "period"])
    total = trade.groupby([key, "origin"])["value"].sum()
    rates, notes = {}, []
    for name, duty in duties.items():
        listed = _listed(name, duty, lines, trade["product"])
        share = (trade[listed].groupby([key, "origin"])["value"].sum() / total.where(total > 0)).fillna(0.0)
        of_rows = share.reindex(pd.MultiIndex.from_frame(rows[[key, "origin"]])).fillna(0.0).to_numpy()
        rates[name] = duty.rate * duty.met(rows) * duty.share_of_days(rows["period"]) * of_rows
        met = duty.met(trade)
        value, of_list = trade.loc[met, "value"].sum(), trade.loc[met & listed, "value"].sum()
        if not of_list > 0:
            raise FetchError(
                f"nothing on the list of {name} was sold by whom it meets", "trade to weigh it by"
            )
        notes.append(f"{name}: {of_list / value:.1%} of the trade that it meets")
    empty = pd.MultiIndex.from_product(keys.values()).difference(total.index[total > 0])
    if len(empty):
        notes.append(
            f"{len(empty)} pairs of {key} and origin sold nothing before: no weight, their rates are 0"
        )
    columns = _columns(source, duties)
    made = {column: sum(rates[name] for name in names) for column, names in columns.items()}
    table = rows.assign(period=rows["period"].dt.to_timestamp(), **made)
    held = ["every duty has products that were traded, on days in order"]
    return BuiltTable(table, held, notes=notes, units=dict.fromkeys(columns, _UNIT))


def _columns(source: SourceSettings, duties: Mapping[str, Duty]) -> dict[str, list[str]]:
    """Column → the duties that it adds up. Raises SettingsError for duties that there are not."""
    asked: Mapping[str, Any] = needed_option(source, "columns", "column → list of duties, or all")
    found = {str(name): list(duties) if of == "all" else list(map(str, of)) for name, of in asked.items()}
    for name, of in found.items():
        unknown = [one for one in of if one not in duties]
        if unknown:
            raise SettingsError(f"options.columns.{name} = {unknown}", f"of the duties {', '.join(duties)}")
    return found


def _listed(name: str, duty: Duty, lines: pd.DataFrame, products: pd.Series) -> np.ndarray:
    """Which traded products a duty's list holds. Raises FetchError for a list without any."""
    heading, said = duty.more["heading"], duty.more["products"]
    if (heading is None) == (said is None):
        raise SettingsError(f"options.duties.{name}", "a heading, or products", "Give one of both.")
    listed = np.zeros(len(products), dtype=bool)
    if heading is not None:
        codes = lines.loc[lines["heading"] == str(heading), "product"]
        for length, some in codes.groupby(codes.str.len()):
            listed |= products.str[: int(length)].isin(some).to_numpy()
    for one in said or []:
        match = _RANGE.fullmatch(str(one))
        if match is None or (match[2] and len(match[2]) != len(match[1])):
            raise SettingsError(
                f"options.duties.{name}.products: {one!r}", "codes such as 7601, or 720610-721650, as texts"
            )
        cut = products.str[: len(match[1])]
        listed |= ((cut >= match[1]) & (cut <= (match[2] or match[1]))).to_numpy()
    if not listed.any():
        what = f"heading {heading}" if heading is not None else f"products {', '.join(map(str, said))}"
        raise FetchError(f"no traded product under {what} ({name})", "at least one", "Is it of this release?")
    return listed


READER = Reader(version=1, ask=_ask, check=_check, build=_build, count=lambda source: 0)

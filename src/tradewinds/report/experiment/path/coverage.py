"""What of the user's data the page's numbers do not rest on: rows left out, later periods, early ends."""

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.left_out import (
    EXCLUDED,
    NO_VALUE,
    NOT_ASKED,
    OUTSIDE_SPAN,
    PUBLISHED_LATER,
    REPLACED,
    SHORT,
    WITHDRAWN,
)
from tradewinds.policy.scenario import shares_in_force
from tradewinds.report.names import Names, period_text
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import counted
from tradewinds.report.words import count, finite, first_few, listed, lower_first, percent
from tradewinds.settings.data import DataSettings
from tradewinds.settings.path import NO_CHANGE, Shape
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.sections import typed
from tradewinds.settings.tables import size_of

LARGE = 0.05
"""Share of what is measured from which a reader has to know of it before the answer."""
_WHY = {
    EXCLUDED: "by exclude",
    OUTSIDE_SPAN: "before start or after end",
    NO_VALUE: "without a value",
    NOT_ASKED: "of smaller series",
    PUBLISHED_LATER: "published later",
    REPLACED: "replaced by a figure published after them",
    WITHDRAWN: "withdrawn by the publisher, without a figure after them",
}


def left_out_notes(names: Names, table: str, left_out: pd.DataFrame) -> list[str]:
    """A sentence a reason for which rows of a file are not in the table; of what a measure is given."""
    return [_note(names, table, reason, of) for reason, of in left_out.groupby("reason", sort=False)]


def left_out_lines(names: Names, left_out: dict[str, pd.DataFrame]) -> list[Statement]:
    """A doubt for each table of which much is left out, that nobody asked to be left out by name."""
    lines = []
    for table, entries in left_out.items():
        unasked = entries[entries["reason"].isin([NO_VALUE, SHORT])]
        if _large(names, table, unasked):
            texts = [_note(names, table, reason, of) for reason, of in unasked.groupby("reason", sort=False)]
            rows = counted(unasked.drop_duplicates("reason")["rows"].sum(), "rows")
            lines.append(rows.in_words(f"Not in these results: {' '.join(texts)}", "doubt"))
    return lines


def start_lines(names: Names, paths: dict[str, xr.Dataset]) -> list[Statement]:
    """Where the scenario starts and why, where observed periods come after it; then who has no row there.

    ``paths``: table → its roll-out.
    """
    if "sectors" not in paths:
        return []
    return [*_later(names, paths), *early_end_lines(names, paths["sectors"])]


def early_end_lines(names: Names, sectors: xr.Dataset) -> list[Statement]:
    """Sectors whose rows end before the scenario starts, a doubt where they are a large share."""
    when = period_text(sectors["period"].values[0], names.frequency("sectors"))
    lines = []
    for group in ("late", "ended"):
        found = [str(sector) for sector in np.atleast_1d(sectors.attrs.get(group, []))]
        if not found:
            continue
        share = float(sectors.attrs[f"{group}_share"])
        who = first_few((f"{names.sector(s)} ({_until(names, s)})" for s in found), 3)
        verb = "has" if len(found) == 1 else "have"
        if group == "late":
            text = (
                f"{who} {verb} no row for {when}, after which the scenario starts: "
                f"{'it goes' if len(found) == 1 else 'they go'} on from the last values there are"
            )
        else:
            gone = "it is" if len(found) == 1 else "they are"
            text = (
                f"{who} ended more than a year before the scenario starts: {gone} in no national sum, and "
                f"{'goes' if len(found) == 1 else 'go'} on from the last values elsewhere"
            )
        if finite(share):
            size = names.called(str(sectors.attrs["share_of"]))
            text += f", with {percent(share)} of {size}"
        kind = "doubt" if not share < LARGE else "plain"
        lines.append(counted(len(found), "sectors").in_words(f"{text}.", kind))
    return lines


def cut_short(names: Names, sectors: xr.Dataset) -> str:
    """“3 of 8 sectors less far, since rates end at zero”; “” where all can be cut as the scenario says."""
    path = names.path()
    if (
        path["shape"] in (Shape.file, Shape.law)
        or path["relative"]
        or not path["size"] < 0
        or path["baseline"] != NO_CHANGE
    ):
        return ""
    of = sectors[names.policy].isel(period=slice(1, None)).transpose("path", "period", "sector")
    change = (of.sel(path="scenario") - of.sel(path="baseline")).values
    asked = path["size"] * shares_in_force(typed(ScenarioSettings, names.experiment["scenario"]), len(change))
    moved = (
        np.isin(sectors["sector"].values, path["sectors"])
        if path["sectors"]
        else np.ones(len(change.T), bool)
    )
    short = ((change > asked[:, None] + 1e-9).any(axis=0) & moved).sum()
    return (
        f"{short} of {count(int(moved.sum()), 'sector')} less far, since rates end at zero" if short else ""
    )


def _later(names: Names, paths: dict[str, xr.Dataset]) -> list[Statement]:
    """One sentence where a table has periods that the roll-out does not use."""
    unused = {table: int(data.attrs.get("unused", 0)) for table, data in paths.items()}
    if not any(unused.values()):
        return []
    sectors = paths["sectors"]
    origin, start = (period_text(p, names.frequency("sectors")) for p in sectors["period"].values[:2])
    lost = [
        f"{count(unused[table], f'later {names.one(table)}')} of {whose} (to {_last(names, table)})"
        for table, whose in (("sectors", "the sectors"), ("national", "the nation"))
        if unused.get(table)
    ]
    if unused.get("national") and unused["sectors"]:
        why = f"{origin} ends the last {names.one('national')} that both tables hold in full"
    elif unused["sectors"]:
        ends = period_text(paths["national"]["period"].values[0], names.frequency("national"))
        why = f"the national table ends with {ends}"
    else:
        why = f"the table of sectors ends with {_last(names, 'sectors')}"
    verb = "is" if sum(unused.values()) == 1 else "are"
    text = (
        f"The scenario starts in {start}, from what was in force in {origin}, since {why}: "
        f"{listed(lost)} {verb} not used for it."
    )
    return [counted(sum(unused.values()), "periods").in_words(text, "doubt")]


def _last(names: Names, table: str) -> str:
    return period_text(names.panels[table]["period"].max(), names.frequency(table))


def _until(names: Names, sector: str) -> str:
    """“to Nov 2019”: a sector's last row."""
    panel = names.panels["sectors"]
    last = panel.loc[panel["sector"] == sector, "period"].max()
    return f"to {period_text(last, names.frequency('sectors'))}"


def _note(names: Names, table: str, reason: str, of: pd.DataFrame) -> str:
    """“3 of 6 sectors with fewer than 40 rows (108 rows): 98 % of imports.”"""
    first = of.iloc[0]
    rows = f"{first['rows']:,} of {count(int(first['of_rows']), 'row')}"
    if reason == SHORT:
        shortest = names.experiment["data"]["tables"][table]["shortest"]
        text = (
            f"{first['sectors']:,} of {count(int(first['of_sectors']), 'sector')} with fewer than "
            f"{shortest} rows ({count(int(first['rows']), 'row')})"
        )
    else:
        gone = int(first["sectors"])
        sectors = f", {count(gone, 'sector')} with all of {'its' if gone == 1 else 'their'} rows"
        text = f"{rows} {_WHY[reason]}{sectors if gone and table == 'sectors' else ''}"
    entry = _sized(names, table, of)
    if entry is not None and finite(entry["share"]) and entry["share"] > 0:
        label = lower_first(names.variable(table, entry["variable"]).label)
        text += f": {percent(entry['share'])} of {label}"
    return f"{text}."


def _large(names: Names, table: str, entries: pd.DataFrame) -> bool:
    """Whether what is left out is a large share of what is measured, or of the rows where that is unknown."""
    if entries.empty:
        return False
    entry = _sized(names, table, entries)
    if entry is not None:
        shares = entries[entries["variable"] == entry["variable"]]["share"]
        if len(shares) and np.isfinite(shares).all():
            return bool(shares.sum() >= LARGE)
    each = entries.drop_duplicates("reason")
    return bool((each["rows"] / each["of_rows"]).sum() >= LARGE)


def _sized(names: Names, table: str, entries: pd.DataFrame) -> pd.Series | None:
    """The row of the variable by which sectors are large or small; None without any."""
    known, chosen = entries["variable"].unique(), ""
    if table == "sectors":
        weights = names.experiment["scenario"].get("weights")
        chosen = size_of(typed(DataSettings, names.experiment["data"]), weights)
    chosen = chosen if chosen in known else known[-1]
    return entries[entries["variable"] == chosen].iloc[0] if chosen else None

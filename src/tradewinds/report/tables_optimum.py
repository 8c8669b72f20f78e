"""The best path beside simple policies in figures: comparison, outcomes, starts, and what was asked."""

import numpy as np
import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.optimum_lines import REFUSED, is_answer, name_of, outcome_text
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.table_row import TableRow
from tradewinds.report.words import finite, number, probability, with_error
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.welfare import REST


def comparison_table(names: Names, policies: pd.DataFrame, order: tuple[str, ...]) -> Table:
    """Every named policy: objective, welfare with its band, regret."""
    rows = []
    truth = policies["truth"].notna().any()
    mine = policies[policies["policy"].isin(order)]
    best = mine[mine["policy"] == "optimum"].iloc[0]
    for row in mine.itertuples(index=False):
        if is_answer(row, best):
            continue
        low, middle, high = (
            number(v, 2, sign=True) for v in (row.welfare_low, row.welfare, row.welfare_high)
        )
        cells = [
            Cell(name_of(row, names)),
            Cell(REFUSED) if np.isneginf(row.objective) else cell(number(row.objective, 3, sign=True)),
            cell(middle),
            cell(f"{low} to {high}"),
            cell(probability(row.gains) if row.policy != "baseline" else "–"),
            cell(_regret(row)),
            cell(probability(row.behind) if row.policy != "optimum" else "–"),
            cell(number(round(row.excess, 3), 2)),
        ]
        rows.append([*cells, cell(number(row.truth, 3, sign=True))] if truth else cells)
    head = [
        "Policy", "Objective", "Welfare", "90 % band", "Better than the baseline", "Regret", "The "
        "optimum is better",
        "Beyond the support",
    ]  # fmt: skip
    note = (
        "On draws and disturbances that the search has not seen, the same for all. Objective: "
        "welfare under the "
        "attitude to risk less penalties. Regret: the optimum's objective less this one, ± its "
        "Monte Carlo error "
        "(resampled networks). The best uniform tariff and the best of the grid were chosen on "
        "these draws, which "
        "favours them. Beyond the support: training ranges, mean over draws, periods and sectors. "
        f"{REFUSED.capitalize()}: more draws run away than scenario.runaway_share allows."
    )
    if truth:
        head.append("True welfare")
        note += " True welfare: the mean in the simulated economy itself, without penalties."
    return Table("The optimum beside simple policies", head, rows, note)


def _regret(row: TableRow) -> str:
    if row.policy == "optimum" or np.isposinf(row.regret):
        return "–"
    return with_error(row.regret, row.regret_error, sign=True)


def outcome_table(names: Names, effects: pd.DataFrame, outcomes: list[Outcome]) -> Table:
    """What each outcome gives and takes under the optimum and the simple policies."""
    found = {(one.table, one.name): one for one in outcomes}
    order = [
        kind
        for kind in dict.fromkeys(effects["policy"])
        if not kind.startswith("frontier") and kind != "search"
    ]
    rows = []
    for place, outcome in found.items():
        mine = effects[(effects["table"] == place[0]) & (effects["outcome"] == place[1])].set_index("policy")
        cells = [Cell(outcome_text(names, outcome)), cell(f"{outcome.weight:g}".replace("-", "−"))]
        for kind in order:
            row = mine.loc[kind]
            low, middle, high = (
                number(row[key], 2, sign=True) for key in ("effect_low", "effect", "effect_high")
            )
            cells.append(cell("0" if kind == "baseline" else f"{middle} ({low} to {high})"))
        rows.append([one for i, one in enumerate(cells) if i < 2 or order[i - 2] != "baseline"])
    head = ["Outcome", "Weight", *(kind.capitalize() for kind in order if kind != "baseline")]
    note = "Mean effect over the path, later periods discounted, against the baseline; 90 % band."
    return Table("What each policy does to what is weighed", head, rows, note)


def starts_table(starts: pd.DataFrame) -> Table:
    """Every start of every search with where it led."""
    rows = [
        [
            Cell(row.aim.replace("-", " ")),
            Cell(row.start),
            *(cell(number(value, 4, sign=True)) for value in (row.began, row.ended)),
            cell(str(row.steps)),
            cell(number(100 * row.moved, 3)),
            cell(number(100 * row.apart, 2)),
        ]
        for row in starts.itertuples(index=False)
    ]
    head = [
        "Search",
        "From",
        "Objective there",
        "… at the end",
        "Steps",
        "Largest move, points",
        "From the highest end, points",
    ]
    note = "On the draws that the search sees. The last column: mean distance between the rates at both ends."
    return Table("Where each search began and ended", head, rows, note, texts=2)


def objectives(outcomes: list[Outcome], names: Names, frontier: list[str]) -> list[str]:
    """Both objectives of the frontier in words."""
    texts = []
    for key, asked in zip(("first", "second"), frontier, strict=True):
        if asked == REST:
            texts.append("everything else in the welfare")
        else:
            one = next(one for one in outcomes if one.place == asked)
            texts.append(("less " if getattr(one, key) < 0 else "") + outcome_text(names, one))
    return texts


def welfare_text(names: Names, outcomes: list[Outcome]) -> list[str]:
    """The welfare as it is summed: “1 × real income (%)”."""
    return [
        f"{one.weight:g} × {outcome_text(names, one)}".replace("-", "−")
        for one in outcomes
        if finite(one.weight) and one.weight
    ]

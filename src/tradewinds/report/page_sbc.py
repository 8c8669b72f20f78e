"""The page of simulation-based calibration, beside the report."""

import pandas as pd

from tradewinds.evaluation.sbc.uniformity import normalised_ranks, p_value
from tradewinds.report.figures import style
from tradewinds.report.figures_sbc import rank_plate
from tradewinds.report.headlines import Line
from tradewinds.report.html import filled
from tradewinds.report.names import Names
from tradewinds.report.sources import folder_of, source_tables
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.verdicts import Verdict, merged, ordered_verdicts
from tradewinds.report.words import capital, count, listed, lower_first, number, percent
from tradewinds.review.status import Status
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sbc import SbcSettings

BANDS = (0.5, 0.9)
LIKELIHOOD = "log likelihood"


def render(
    experiment: dict,
    ranks: dict[str, pd.DataFrame],
    verdicts: dict[str, pd.DataFrame],
    provenance: list[dict],
    sbc: SbcSettings,
    settings: ReportSettings,
) -> str:
    """The page as HTML: no network, no script, the same bytes for the same inputs.

    ``experiment`` holds data, tiers and their algorithms as plain values; ``ranks`` and ``verdicts`` are
    tier → table. Thresholds come with the verdicts; nothing is fitted here.
    """
    names = Names(experiment, {})
    judged = {tier: ordered_verdicts(names, tier, table) for tier, table in verdicts.items()}
    with style():
        context = {
            "settings": settings,
            "sbc": sbc,
            "headlines": [line for tier in ranks for line in _headlines(names, tier, judged[tier])],
            "tiers": [_tier(names, tier, ranks[tier], judged[tier], sbc, settings.accent) for tier in ranks],
            "sources": source_tables(provenance),
            "folder": folder_of(provenance),
        }
    return filled("sbc.html.j2", context)


def _headlines(names: Names, tier: str, rows: list[Verdict]) -> list[Line]:
    algorithm, whose = names.experiment[tier]["algorithm"], names.tier(tier)
    lines = []
    failed = [row for row in rows if row.status.bad]
    if failed:
        text = f"{whose}: with {algorithm} {count(len(failed), 'check')} of {len(rows)} failed:"
        lines.append(
            Line(text, "bad", [f"{row.of}, {lower_first(row.title)}: {row.found}" for row in failed])
        )
    undecided = [row for row in rows if row.status is Status.undecided]
    if undecided:
        text = f"{whose}: {count(len(undecided), 'check')} of {len(rows)} cannot be decided."
        lines.append(Line(text, "doubt"))
    if not failed and not undecided:
        of = listed(dict.fromkeys(row.of for row in rows))
        text = f"{whose}: no error of {algorithm} was found on {of}, in {count(len(rows), 'check')}."
        lines.append(Line(text, "good"))
    return lines


def _tier(
    names: Names, tier: str, ranks: pd.DataFrame, rows: list[Verdict], sbc: SbcSettings, accent: str
) -> dict:
    passed = [row for row in rows if row.status is Status.passed]
    ranked = ranks[ranks["status"] == "ranked"]
    equations = list(dict.fromkeys(ranks["equation"]))
    plates = [
        rank_plate(names.target(tier, e).label, ranked[ranked["equation"] == e], sbc.alpha, accent)
        for e in equations
    ]
    return {
        "title": names.tier(tier),
        "open": [row for row in rows if row.status is not Status.passed],
        "passed": merged(passed),
        "passes": len(passed),
        "plates": [plate for plate in plates if plate],
        "table": rank_table(names, tier, ranked),
        "left": left_table(names, tier, ranks[ranks["status"] != "ranked"]),
    }


def rank_table(names: Names, tier: str, ranked: pd.DataFrame) -> Table | None:
    """Every quantity in figures; None where nothing was ranked."""
    if ranked.empty:
        return None
    rows = []
    for (equation, quantity), mine in ranked.groupby(["equation", "quantity"], sort=False):
        place = normalised_ranks(mine["rank"].to_numpy(), mine["draws"].to_numpy())
        held = [float((abs(place - 0.5) <= level / 2).mean()) for level in BANDS]
        rows.append(
            [
                Cell(names.target(tier, str(equation)).label),
                Cell(capital(str(quantity))),
                cell(str(len(mine))),
                cell(number(p_value(place), 2)),
                *(cell(percent(share)) for share in held),
                cell(percent(place.mean())),
                cell("–" if quantity == LIKELIHOOD else percent(_learned(mine))),
                cell(number(mine["effective_draws"].median(), 3)),
            ]
        )
    head = ["Equation", "Quantity", "Simulations", "p-value"]
    head += [f"Truth in {percent(level)} of the draws" for level in BANDS]
    head += ["Mean place of the truth", "Learned", "Effective draws, median"]
    note = (
        "The mean place is 50 % without bias. Learned is the share of the prior's variance that the data "
        "take away: where it is near nothing, the draws are the prior's and the test says little of the "
        "algorithm. Far fewer effective draws than were ranked make bands look too narrow by themselves."
    )
    return Table("Ranks in figures", head, rows, note, texts=2)


def left_table(names: Names, tier: str, left: pd.DataFrame) -> Table | None:
    """Simulations that were not ranked and why; None where all were."""
    if left.empty:
        return None
    rows = [
        [
            Cell(names.target(tier, row.equation).label),
            cell(str(row.simulation + 1)),
            Cell({"rejected": "not fitted", "failed": "no draws"}[row.status]),
            Cell(row.reason),
        ]
        for row in left.itertuples()
    ]
    return Table("Simulations without ranks", ["Equation", "Number", "What", "Why"], rows, texts=4)


def _learned(ranks: pd.DataFrame) -> float:
    """1 − mean posterior variance ÷ variance of the truths, which have the prior's."""
    variance = ranks["truth"].var()
    return float(max(0.0, 1 - (ranks["deviation"] ** 2).mean() / variance)) if variance > 0 else float("nan")

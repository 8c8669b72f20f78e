"""The page of two results beside each other: what was asked differently, and what came out differently."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tradewinds.report.compare.figures import compared_plate
from tradewinds.report.compare.inputs import ComparedVerdict, CompareInputs
from tradewinds.report.compare.short import SHORT_PART
from tradewinds.report.compare.words import (
    difference_of_effects,
    difference_of_estimates,
    effect_of_side,
    effects_at_the_end,
    estimate_of,
    outcome_of_effect,
    whose,
)
from tradewinds.report.experiment.scenarios import scenario_question
from tradewinds.report.optimum.policies import WELFARE_UNIT
from tradewinds.report.page.blocks import Block, Prose, Statement, Table, folded
from tradewinds.report.page.columns import TableColumn, TableRow, of, tabulated
from tradewinds.report.page.inputs import InputArtifacts
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.sources import SOURCES_PART
from tradewinds.report.page.summary import page_part
from tradewinds.report.quantities import amount, banded, counted, ranged
from tradewinds.report.words import SPREAD, listed
from tradewinds.sensitivity.bands import EFFECT_LEVEL

NATS = "nats per observation"
_SHORT = 15
"""Rows of a table that is not folded away."""


def comparison_inputs(
    sides: Sequence[str],
    folders: Sequence[str],
    parts: Mapping[str, Sequence[str]],
    read: Mapping[str, Any],
    documents: Mapping[str, dict],
    results: str,
) -> tuple[dict[str, Any], list[dict], InputArtifacts]:
    """What ``COMPARE_PAGE`` renders: what was asked, provenance, artifacts.

    ``parts``: path → side (a, b) and name; ``read`` and ``documents``: what lies there, and its provenance.
    The settings are those that each report was written from. ``results``: the folder of all results, in whose
    folder ``compare`` the page lies; reports elsewhere are not linked.
    """
    found: InputArtifacts = {}
    provenance, settings = [], {}
    for path, (side, name) in parts.items():
        if name == "report":
            settings[side] = documents[path]["settings"]["experiment"]
        else:
            found.setdefault(f"{side}.{name}", {})[path.split("/")[-2]] = read[path]
        provenance.append({**documents[path], "path": path, "input": f"{side}.{name}"})
    asked = {
        "sides": list(sides),
        "folders": list(folders),
        "experiments": [settings["a"], settings["b"]],
        "report": settings["a"]["report"],
        "reports": [_link(one, results) for one in folders],
    }
    return asked, provenance, found


def _link(folder: str, results: str) -> str:
    """From the page to a report; empty where the report lies elsewhere, from where the page may be moved."""
    place = Path(folder)
    return f"../{place.name}/report/index.html" if place.parent == Path(results) else ""


@page_part("settings", "What was asked", "Settings", of="report")
def _settings(given: CompareInputs) -> Iterator[Block]:
    for name, side in zip("AB", given.both, strict=True):
        yield Prose(f"{name}: {scenario_question(side.names, side.first)}.")
    found = given.settings_apart
    if found.empty:
        yield Prose("No setting differs.")
        return
    columns = [("Setting", lambda row: row.key), ("A", lambda row: row.a), ("B", lambda row: row.b)]
    table = tabulated("Settings that differ", found, columns, texts=3)
    yield from _unfolded(table)


@page_part("data", "The data", "Data", of="panels")
def _data(given: CompareInputs) -> Iterator[Block]:
    columns = [
        ("Of", lambda row: whose(row.table)),
        ("What", lambda row: row.what),
        ("A", lambda row: row.a),
        ("B", lambda row: row.b),
        ("", lambda row: "" if row.same else "differs"),
    ]
    note = (
        "“values” is the beginning of the hash of all values of the table, “file” that of the file's bytes."
    )
    yield tabulated("The tables", given.data, columns, note, texts=5)


@page_part("effects", "What the policy does", "Effects", of="rollouts")
def _effects(given: CompareInputs) -> Iterator[Block]:
    if given.verdicts:
        yield _verdict_table(given).of(given.source("effect_verdict"))
    else:
        yield Prose("No outcome has a verdict in both.", "missing")
    for group in ("national", "weighted", "sectors"):
        if plate := compared_plate(given.names, given.effects, group, given.fits):
            yield plate
    rows = effects_at_the_end(given)
    if rows:
        yield _effect_table(given, rows)
    else:
        yield Prose("No outcome is rolled forward in both.", "missing")


def _verdict_table(given: CompareInputs) -> Table:
    def of_side(side: str) -> Any:
        def told(one: ComparedVerdict) -> Statement:
            variable = given.names.variable("sectors", one.outcome)
            estimate = getattr(one, side)
            band = estimate_of(estimate, variable)
            return band.in_words(
                f"{estimate.status.word}: {band}" if not estimate.status.bad else "no answer"
            )

        return told

    def apart(one: ComparedVerdict) -> Statement | str:
        variable = given.names.variable("sectors", one.outcome)
        return "–" if one.withheld else difference_of_estimates(one, variable)

    columns = [
        ("Outcome", lambda one: f"{given.names.variable('sectors', one.outcome).label}"),
        ("A", of_side("a")),
        ("B", of_side("b")),
        ("B less A", apart),
    ]
    note = "At the end of the path, by a distributed lag without a network; per cent for quantities in logs."
    return tabulated("The effect and its verdict", given.verdicts, columns, note)


def _effect_table(given: CompareInputs, rows: list[TableRow]) -> Table:
    groups = {"national": "the nation", "weighted": "all sectors", "sectors": "the sector"}
    columns: list[TableColumn] = [
        ("Outcome", lambda row: outcome_of_effect(given, row)),
        ("Of", lambda row: groups[row.group]),
        ("Horizon", lambda row: counted(row.horizon)),
        ("A", lambda row: effect_of_side(given, row, "a")),
        ("B", lambda row: effect_of_side(given, row, "b")),
        ("B less A", lambda row: difference_of_effects(given, row)),
    ]
    note = "Middle and 90 % band at the last horizon of both; every horizon is in the table beside the page."
    if given.fits:
        note += f" Of {listed(given.fits)}: {SPREAD}; nor has the difference one."
    return tabulated("By the networks", rows, columns, note, texts=2)


@page_part("scores", "Scores on the same rows", "Scores", of="predictions")
def _scores(given: CompareInputs) -> Iterator[Block]:
    if given.scores.empty:
        yield Prose("No equation was scored in both.", "missing")
        return
    names = given.names
    questions = {"ahead": f"one {names.one('sectors')} ahead", "inside": "inside the training periods"}
    columns: list[TableColumn] = [
        ("Equation", lambda row: names.target(row.tier, row.equation).label),
        ("Rows", lambda row: f"{questions[row.holdout]} ({row.rows:,})"),
        ("A", of(amount, "a", unit=NATS)),
        ("B", of(amount, "b", unit=NATS)),
        ("B ahead by", lambda row: amount(row.lead, 2, True, unit=NATS) if not row.why else row.why),
        ("95 % band", lambda row: ranged(row.low, row.high, unit=NATS, level=0.95) if not row.why else "–"),
    ]
    note = (
        "Mean log predictive density of the outcome in its own unit, nats per observation; higher is better. "
        "The band is that of the paired difference over whole periods."
    )
    yield tabulated("Log predictive density", given.scores, columns, note, texts=2)


@page_part("checks", "Checks that end differently", "Checks", of=("verdicts", "checks"))
def _checks(given: CompareInputs) -> Iterator[Block]:
    if given.changed.empty:
        yield Prose("None of those that both were asked.")
        return
    columns = [
        ("Check", lambda row: row.title),
        ("Of", lambda row: _checked(given, row)),
        ("A", lambda row: row.a),
        ("B", lambda row: row.b),
    ]
    yield from _unfolded(tabulated("Checks that end differently", given.changed, columns, texts=4))


def _checked(given: CompareInputs, row: TableRow) -> str:
    names, found = given.names, []
    if row.equation:
        known = row.of in names.equations and row.equation in names.equations[row.of]
        found.append(names.target(row.of, row.equation).label if known else row.equation)
    called = ", ".join(filter(None, [*found, row.place]))
    return called or (names.tier(row.of) if row.of in names.tiers else "")


@page_part("policies", "The best path", "Best path", of="policies")
def _policies(given: CompareInputs) -> Iterator[Block]:
    tables = [side.one("policies", "optimum") for side in given.both]
    if any(table is None for table in tables):
        return
    common = [
        name for name in tables[0]["policy"] if name in set(tables[1]["policy"]) and "frontier" not in name
    ]
    sides = [table.set_index("policy") for table in tables]
    columns = [
        ("Policy", lambda name: name),
        *(
            (
                f"{letter}, welfare",
                lambda name, table=table, fits=letter in given.fits: _welfare(table.loc[name], fits),
            )
            for letter, table in zip("AB", sides, strict=True)
        ),
    ]
    note = "Middle and 90 % band of each one's welfare, as its page of the best path has it."
    if given.fits:
        note += f" Of {listed(given.fits)}: {SPREAD}."
    named = [name for name in common if isinstance(sides[0].loc[name], pd.Series)]
    yield tabulated("Welfare of the policies", named, columns, note)


def _welfare(row: pd.Series, fits: bool) -> Statement:
    level = math.nan if fits else EFFECT_LEVEL
    return banded(row["welfare"], row["welfare_low"], row["welfare_high"], unit=WELFARE_UNIT, level=level)


def _unfolded(table: Table) -> Iterator[Block]:
    """A long table under a line to click on."""
    if len(table.rows) > _SHORT:
        yield from folded(f"{table.caption}: {len(table.rows)} rows", [table])
    else:
        yield table


def named_sides(given: CompareInputs) -> list[str]:
    """What A and B are, and where they lie."""
    return [
        f"{name}: {side} ({folder})" if side != folder else f"{name}: {folder}"
        for name, side, folder in zip("AB", given.asked["sides"], given.asked["folders"], strict=True)
    ]


def reports_beside(given: CompareInputs) -> list[tuple[str, str]]:
    """Links to the reports of both, where these lie with the page."""
    reports = zip("AB", given.asked["reports"], strict=True)
    return [(f"Report of {name}", page) for name, page in reports if page]


COMPARED_SECTIONS = [_settings, _data, _effects, _scores, _checks, _policies, SOURCES_PART]
"""Everything below the first section."""

COMPARE_PAGE = Layout(
    title="{title}: two results",
    heading="Two results beside each other",
    about="What differs between A and B, in what was asked and in what came out",
    asked=named_sides,
    beside=reports_beside,
    sections=lambda given: [SHORT_PART, *COMPARED_SECTIONS],
    given=CompareInputs,
)
"""Made of what ``comparison_inputs`` gives."""

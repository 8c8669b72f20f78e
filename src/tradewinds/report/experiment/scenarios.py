"""What each scenario asks, in words, and what came of it."""

import xarray as xr

from tradewinds.report.experiment.path.answers import outside
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement
from tradewinds.report.words import NOT_COMPUTED, count, listed, lower_first, number

Rollouts = dict[str, dict[str, xr.Dataset]]
"""Scenario → group (sectors, weighted, national) → its roll-out."""


_NAMED = 5
"""Sectors that are named; of more the first, and how many."""


def scenario_question(names: Names, name: str) -> str:
    """“Tariff +10 points in equal steps; 20 periods, against unchanged tariffs”."""
    path, periods = names.path(name), int(names.experiment["scenario"]["periods"])
    policy = names.policy_variable.label
    where = _where(names, path["sectors"]) if path["sectors"] else ""
    text = " ".join([f"{policy}{where}", _size(path), _shape(names, path)]).strip()
    return f"{text}; {count(periods, names.one('sectors'))}, against {names.compared_with(name)}"


def _where(names: Names, sectors: list[str]) -> str:
    """“ in wheat and rice”, “ in 95 of 1,988 sectors (01 × China, 02 × China, …)”."""
    if len(sectors) <= _NAMED:
        return f" in {listed(names.sector(s) for s in sectors)}"
    few = ", ".join(names.sector(s) for s in sectors[:2])
    return f" in {len(sectors):,} of {len(names.sectors):,} sectors ({few}, …)"


def lines(names: Names, rollouts: Rollouts, refused: dict[str, str]) -> list[Statement]:
    """One line a scenario: what is asked, and where that is assumption; those that were refused say why."""
    found = []
    for name in names.experiment["scenarios"]:
        text = f"{name}: {lower_first(scenario_question(names, name))}."
        if name in refused:
            found.append(Statement(f"{text} Refused: {refused[name]}", "bad"))
            continue
        tables = {table: data for table, data in rollouts[name].items() if table != "weighted"}
        beyond = outside(names, tables)
        if beyond is not None and beyond.kind == "doubt":
            found.append(beyond.in_words(f"{text} {beyond}", "doubt"))
        else:
            found.append(Statement(text, value=names.path(name)["size"]))
    return found


def refused_scenarios(groups: Rollouts, rollouts: dict[str, xr.DataTree]) -> dict[str, str]:
    """Scenario without a roll-out → why. ``groups``: scenario → what was rolled forward of it."""
    return {
        name: rollouts[name].attrs.get("refused", NOT_COMPUTED) if name in rollouts else NOT_COMPUTED
        for name, tables in groups.items()
        if not tables
    }


def _size(path: dict) -> str:
    if path["shape"] == "file":
        return f"as in {path['file']}"
    if path["shape"] == "law":
        return f"as {count(len(path['law']['acts']), 'act')} of law {_SETS[path['law']['dates']]} it"
    if path["relative"] and path["size"] == -1:
        return "removed"
    by = number(100 * path["size"], 2, sign=True)
    return f"{by} % of what it was" if path["relative"] else f"{by} points"


_SETS = {"announced": "announce", "in_force": "set", "collected": "have had importers pay"}


def _shape(names: Names, path: dict) -> str:
    one, length = names.one("sectors"), path["length"]
    late = f" from {one} {path['start']} on" if path["start"] > 1 else ""
    if path["shape"] == "ramp":
        return f"in equal steps{f' over {count(length, one)}' if length else ''}{late}"
    if path["shape"] == "impulse":
        return f"in {one} {path['start']} alone"
    shapes = {
        "step": "at once",
        "temporary": f"for {count(length or 0, one)}, then back",
        "profile": "along a given profile",
        "file": "",
        "law": "",
    }
    return f"{shapes[path['shape']]}{late}".strip()

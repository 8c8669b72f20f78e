"""What the roll-out answers, in sentences: the end of the path, and where it leaves the data."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import xarray as xr

from tradewinds.report.experiment.path.difference import PathDifference
from tradewinds.report.experiment.path.figures import variables_of
from tradewinds.report.names import Names, Variable, average_of, period_text
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import amount, ranged, truth_beside_band
from tradewinds.report.words import THIN, count, finite, listed, lower_first, number, probability

_MOST = 4
"""Variables, and sectors, that get lines of their own."""
_NOTHING = 1e-9
"""Difference of two rates below which they are the same."""
_SMALL = 0.01
"""Share of the band's width below which a middle is as good as zero."""


def effect_sentences(
    names: Names, rollout: Mapping[str, xr.Dataset], withheld: Callable[[str], bool] = lambda _: False
) -> list[Statement]:
    """What ``answers_of_variables`` has, without the variables."""
    return [line for _, line in answers_of_variables(names, rollout, withheld)]


def answers_of_variables(
    names: Names, rollout: Mapping[str, xr.Dataset], withheld: Callable[[str], bool] = lambda _: False
) -> list[tuple[Variable, Statement]]:
    """What the roll-out says about the end of the path, one line a variable.

    Of the nation where there is one, tier 2's variables first; then what is learned of the sectors, all of
    them together, and of those that were asked for by name. Where the policy is back before the end, each is
    told of the last period of the change first. ``rollout``: its groups (sectors, weighted, national);
    ``withheld``: whether nothing is claimed of the network's figure of a variable, of which nothing is
    claimed then.
    """
    lines: list[tuple[Variable, Statement]] = []
    if "sectors" not in rollout:
        return lines
    sectors, ended = rollout["sectors"], _last_change(names, rollout["sectors"])

    def tell(data: xr.Dataset, variable: Variable, sector: str) -> None:
        lines.extend((variable, one) for one in _told(names, withheld, data, variable, sector, ended))

    if "national" in rollout:
        found = variables_of(names, "national", rollout["national"])
        second = [v for v in found if v.name in names.equations.get("tier2", {})]
        for variable in (second or found)[:_MOST]:
            tell(rollout["national"], variable, "nation")
    if "weighted" in rollout:
        everyone = str(rollout["weighted"]["sector"].item())
    found = variables_of(names, "sectors", sectors)
    learned = [v for v in found if v.name in names.equations.get("tier1", {})]
    # an identity of the sectors follows from them: beside a nation it stands in the tables alone
    for variable in learned if "national" in rollout else found[:_MOST]:
        if "weighted" in rollout:
            tell(rollout["weighted"], variable, everyone)
            if variable in learned:
                last = lines[-1][1]
                lines[-1] = variable, replace(last, text=f"{last.text} {_over_sectors(sectors, variable)}")
        elif "national" not in rollout:
            tell(sectors, variable, str(sectors["sector"].values[0]))
    named = names.shown if names.experiment["scenario"].get("show") else []
    for sector in named[:_MOST] if len(names.sectors) > 1 else []:
        for variable in learned:
            tell(sectors, variable, sector)
    return lines


def _last_change(names: Names, sectors: xr.Dataset) -> np.generic | None:
    """Last period in which the policy differs from the baseline's; None where it does until the end."""
    rates = sectors[names.policy]
    moved = (abs(rates.sel(path="scenario") - rates.sel(path="baseline")) > _NOTHING).any("sector").values
    return None if moved[-1] or not moved.any() else sectors["period"].values[np.flatnonzero(moved)[-1]]


def _told(
    names: Names,
    withheld: Callable[[str], bool],
    data: xr.Dataset,
    variable: Variable,
    sector: str,
    ended: np.generic | None,
) -> list[Statement]:
    """One variable at the end of the path, and before it, where the change is over by then, as it lasted."""
    held = [lower_first(one.label) for one in names.held(variable)]
    of, claimed = (names, data, variable, sector), not held and not withheld(variable.name)
    if ended is None:
        found = [_answer(*of, -1, claimed=claimed)]
    else:
        during = max(1, int(np.searchsorted(data["period"].values, ended, side="right")) - 1)
        found = [
            _answer(*of, during, ", the last of the change", claimed),
            _answer(*of, -1, ", when it is over", claimed),
        ]
    left_out = f" No equation explains {listed(held)}, taken as without the change: this is not the effect."
    return [replace(one, text=f"{one.text}{left_out}") for one in found] if held else found


def _over_sectors(data: xr.Dataset, variable: Variable) -> str:
    """One variable in all sectors at the end of the path: the smallest and the largest median."""
    middle = data[f"{variable.name}_effect_quantile"].isel(period=-1).sel(quantile=0.5, method="nearest")
    low, high = (float(edge) * variable.effect_factor for edge in (middle.min(), middle.max()))
    if not (finite(low) and finite(high)):
        return "Not computed in all sectors."
    unit = variable.effect_unit.replace("%", "per cent")
    return f"Sector by sector the middle of the band goes from {ranged(low, high)} {unit}."


def _answer(
    names: Names,
    data: xr.Dataset,
    variable: Variable,
    sector: str,
    at: int,
    note: str = "",
    claimed: bool = True,
) -> Statement:
    found = PathDifference.of(variable, data.sel(sector=sector), at)
    of = names.whose(sector)
    if "weights" in data.attrs:
        of = f"all sectors, {names.weights(data.attrs['weights'], average_of(data, variable.name))}"
    whose = f" ({of})" if of else ""
    when = period_text(data["period"].values[at], names.frequency(variable.table)) + note
    if found is None or not finite(found.middle):
        return Statement(f"{variable.label}{whose}: not computed.", "bad")
    unit = variable.effect_unit.replace("%", "per cent")
    if found.nothing:
        return Statement(
            f"{variable.label}{whose}, {when}: no equation leads from the policy to it.", "doubt"
        )
    compared, low, middle, high = names.compared_with(), found.low, found.middle, found.high
    size = f"{number(abs(middle), 2)} {unit} {'higher' if middle > 0 else 'lower'} than with {compared}"
    unit_of_band = ""
    if abs(middle) < _SMALL * (high - low):
        size = f"no different in the middle of its band than with {compared}"
        unit_of_band = f" {unit}"
    called = f"90{THIN}% band" if names.posterior else "best fits:"
    text = f"{variable.label}{whose}, {when}: {size} ({called} {found.ends}{unit_of_band}). "
    if not names.posterior:
        text += "Their spread is no posterior: no probability follows from it, nor whether zero is excluded."
    elif claimed:
        text += f"Probability of being higher: {probability(found.positive)}. "
        text += f"The band {'includes zero: the sign is not known' if low <= 0 <= high else 'excludes zero'}."
    else:
        text += "This is the network's figure alone, of which nothing is claimed."
    if finite(found.truth):
        text += f" {truth_beside_band(found.truth, low, high)}"
    return found.band(names.posterior).in_words(text, "plain" if claimed and names.posterior else "doubt")


def outside(names: Names, paths: Mapping[str, xr.Dataset]) -> Statement | None:
    """Does the path lead where the model has seen nothing? A line of kind doubt where it is flagged."""
    limit = names.flag
    far, flagged, most = [], [], amount(0.0, unit="training ranges")
    for table, data in paths.items():
        if "outside" not in data:
            continue
        away = data["outside"].max("path")  # a difference of both paths is no better known than either
        whose = "the nation" if table == "national" else "the sectors"
        furthest = amount(away.max(), 2, unit="training ranges")
        if not furthest.value <= 0:
            most = furthest if not furthest.value <= most.value else most
            far.append(f"{furthest} of its width in {whose}")
        beyond = ~(away <= limit)
        if bool(beyond.any()):
            flagged.append(f"in {whose} {_when_beyond(beyond, names.frequency(table))}")
    if not any("outside" in data for data in paths.values()):
        return None
    if not far:
        return Statement("The policy and all inputs stay inside the range seen in training.")
    text = f"The policy or inputs leave the range seen in training by at most {listed(far)} (median draw)."
    if flagged:
        text += (
            f" More than {limit:g} of its width away, {listed(flagged)}, the answer is assumption, "
            "not learning."
        )
    return most.in_words(text, "doubt" if flagged else "plain")


def _when_beyond(beyond: xr.DataArray, frequency: str) -> str:
    """“from 2024 Q1 on”, “from 2024 Q1 to 2025 Q2”, and in how many sectors ever and at the end."""
    periods, ever = beyond["period"].values, np.flatnonzero(beyond.any("sector").values)
    first, last = (period_text(periods[at], frequency) for at in (ever[0], ever[-1]))
    text = f"from {first} on" if ever[-1] == len(periods) - 1 else f"from {first} to {last}"
    if beyond.sizes["sector"] == 1:
        return text
    sometime, at_last = (int(one.sum()) for one in (beyond.any("period"), beyond.isel(period=-1)))
    text += f" ({sometime} of {count(beyond.sizes['sector'], 'sector')} at some time"
    return f"{text}, {at_last} at the end)"

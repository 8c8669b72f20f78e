"""What the roll-out answers, in sentences: the end of the path, and where it leaves the data."""

import xarray as xr

from tradewinds.report.figures_policy import effect_factor, variables_of
from tradewinds.report.headlines import Line
from tradewinds.report.names import Names, Variable, period_text
from tradewinds.report.words import THIN, count, finite, listed, number, probability

_MOST = 4
"""Sectors that get lines of their own."""
_SMALL = 0.01
"""Share of the band's width below which a middle is as good as zero."""


def answers(names: Names, rollout: dict[str, xr.Dataset]) -> list[Line]:
    """What the roll-out says about the end of the path, one line a variable.

    The nation where there is one, tier 2's variables first, else the first of the sectors; then what is
    learned of the sectors: of those that were asked for by name, and over all of them.
    """
    table = "national" if "national" in rollout else "sectors"
    if table not in rollout:
        return []
    data = rollout[table]
    found = variables_of(names, table, data)
    second = [v for v in found if table == "national" and v.name in names.equations.get("tier2", {})]
    lines = []
    for variable in (second or found)[:4]:
        sector = str(data["sector"].values[0])
        if table == "sectors":
            sector = next((s for s in names.shown if s in data["sector"].values), sector)
        lines.append(_answer(names, data, variable, sector))
    if len(names.sectors) > 1 and "sectors" in rollout:
        sectors = rollout["sectors"]
        learned = names.equations.get("tier1", {})  # what follows by an identity stands in the tables
        found = [variable for variable in variables_of(names, "sectors", sectors) if variable.name in learned]
        named = names.shown if names.experiment["scenario"].get("show") else []
        for sector in named[:_MOST] if table == "national" else []:
            lines += [_answer(names, sectors, variable, sector) for variable in found]
        lines += [_over_sectors(sectors, variable) for variable in found]
    return lines


def _over_sectors(data: xr.Dataset, variable: Variable) -> Line:
    """One variable in all sectors at the end of the path: the smallest and the largest median."""
    middle = data[f"{variable.name}_effect_quantile"].isel(period=-1).sel(quantile=0.5, method="nearest")
    low, high = (float(edge) * effect_factor(variable) for edge in (middle.min(), middle.max()))
    if not (finite(low) and finite(high)):
        return Line(f"{variable.label} in the sectors: not computed in all of them.", "bad")
    unit = variable.effect_unit.replace("%", "per cent")
    span = f"{number(low, 2, sign=True)} to {number(high, 2, sign=True)} {unit}"
    return Line(
        f"{variable.label}: {span} over the {count(data.sizes['sector'], 'sector')} (middle of each band; "
        "the bands stand under “The roll-out”)."
    )


def _answer(names: Names, data: xr.Dataset, variable: Variable, sector: str) -> Line:
    name, table = variable.name, variable.table
    last = data.sel(sector=sector).isel(period=-1)
    quantile = last[f"{name}_effect_quantile"] * effect_factor(variable)
    low, middle, high = (float(quantile.sel(quantile=q, method="nearest").item()) for q in (0.05, 0.5, 0.95))
    whose = f" ({of})" if (of := names.whose(sector)) else ""
    when = period_text(last["period"].values, names.frequency(table))
    if not finite(middle):
        return Line(f"{variable.label}{whose}: not computed.", "bad")
    unit = variable.effect_unit.replace("%", "per cent")
    if low == high == 0:
        return Line(f"{variable.label}{whose}, {when}: no equation leads from the policy to it.", "doubt")
    compared = names.compared_with()
    size = f"{number(abs(middle), 2)} {unit} {'higher' if middle > 0 else 'lower'} than with {compared}"
    unit_of_band = ""
    if abs(middle) < _SMALL * (high - low):
        size = f"no different in the middle of its band than with {compared}"
        unit_of_band = f" {unit}"
    zero = "The band includes zero: the sign is not known" if low <= 0 <= high else "The band excludes zero"
    text = (
        f"{variable.label}{whose}, {when}: {size} "
        f"(90{THIN}% band {number(low, 2, sign=True)} to {number(high, 2, sign=True)}{unit_of_band}). "
        f"Probability of being higher: {probability(last[f'{name}_effect_positive'].item())}. {zero}."
    )
    truth = last[f"{name}_truth"].item() * effect_factor(variable) if f"{name}_truth" in last else None
    if finite(truth):
        where = "inside" if low <= truth <= high else "outside"
        if where == "outside" and number(truth, 2) in (number(low, 2), number(high, 2)):
            where = "barely outside"
        text += f" The truth of this simulated economy: {number(truth, 2, sign=True)}, {where} the band."
    return Line(text)


def outside(names: Names, paths: dict[str, xr.Dataset]) -> Line | None:
    """Does the path lead where the model has seen nothing? A line of kind doubt where it is flagged."""
    limit = float(names.experiment["scenario"]["flag_distance"])
    far, flagged = [], []
    for table, data in paths.items():
        if "outside" not in data:
            continue
        away = data["outside"].sel(path="scenario")
        whose = "the nation" if table == "national" else "the sectors"
        furthest = float(away.max())
        if not furthest <= 0:
            far.append(f"{number(furthest, 2)} of its width in {whose}")
        beyond = ~(away <= limit)
        if bool(beyond.any()):
            first = data["period"].values[beyond.any("sector").values.argmax()]
            text = f"in {whose} from {period_text(first, names.frequency(table))} on"
            if away.sizes["sector"] > 1:
                text += f" ({int(beyond.any('period').sum())} of {count(away.sizes['sector'], 'sector')})"
            flagged.append(text)
    if not any("outside" in data for data in paths.values()):
        return None
    if not far:
        return Line("The policy and all inputs stay inside the range seen in training.")
    text = f"The policy or an input leaves the range seen in training by at most {listed(far)} (median draw)."
    if not flagged:
        return Line(text)
    return Line(
        f"{text} More than {limit:g} of its width away, {listed(flagged)}, the answer is assumption, "
        "not learning.",
        "doubt",
    )

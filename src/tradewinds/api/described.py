"""The settings of a table from what a call says of a frame's columns."""

from collections.abc import Mapping, Sequence

from tradewinds.api.arguments import FROM_FRAME
from tradewinds.api.frames import entries
from tradewinds.api.names import several
from tradewinds.errors import SettingsError
from tradewinds.settings.checks import require
from tradewinds.settings.data import AggregateSettings, Aggregation
from tradewinds.settings.data_table import RESERVED, Frequency, TableSettings
from tradewinds.settings.data_variable import Unit, VariableScale, VariableSettings
from tradewinds.settings.schema import meant


def sector_key(column: str, columns: list[str]) -> str:
    """A key's name: the column's, unless that is one of the laboratory's own; an only key may be “sector”."""
    own = column in RESERVED and columns != ["sector"]
    return f"{column}_of_sector" if own else column


def aggregate_of(national: str, follows: tuple[str, ...]) -> AggregateSettings:
    if not isinstance(follows, tuple | list) or len(follows) not in (2, 3):
        raise SettingsError(
            f"aggregates: {national} = {follows!r}",
            "a sector variable, “mean” or “sum”, and perhaps the sector variable that weighs the mean",
            'Write ("tariff", "mean").',
        )
    of, how, *weights = follows
    if how not in list(Aggregation):
        raise SettingsError(f"aggregates: {national} by {how!r}", f"one of {', '.join(Aggregation)}")
    return AggregateSettings(of, Aggregation(how), *weights)


def described_table(
    period: str,
    frequency: str,
    rates: str | Sequence[str],
    logs: str | Sequence[str],
    levels: str | Sequence[str],
    percent: str | Sequence[str],
    labels: Mapping[str, str] | None,
    units: Mapping[str, str] | None,
    smallest: Mapping[str, float] | None,
    largest: Mapping[str, float] | None,
) -> TableSettings:
    """Frequency, variables and period column of a table."""
    labels, units = entries(labels, "labels", str), entries(units, "units", str)
    smallest, largest = (
        entries(one, name, float) for one, name in ((smallest, "smallest"), (largest, "largest"))
    )
    rates, logs, levels = several(rates, "rates"), several(logs, "logs"), several(levels, "levels")
    percent = several(percent, "percent")
    known, lengths = [*rates, *logs, *levels], [str(one) for one in Frequency]
    require(
        frequency in lengths,
        "frequency",
        frequency,
        f"one of {', '.join(lengths)}",
        meant(frequency, lengths),
    )
    for name in known:
        require(known.count(name) == 1, "rates, logs, levels", known, f"{name} once")
    for key, names, among in (
        ("percent", percent, known),
        ("labels", labels, known),
        ("units", units, known),
        ("smallest", smallest, rates),
        ("largest", largest, rates),
    ):
        for name in names:
            require(name in among, key, name, f"one of {', '.join(among)}", meant(name, [*among]))

    def described(name: str, scale: VariableScale, unit: str, rate: bool = False) -> VariableSettings:
        return VariableSettings(
            label=labels.get(name, name.replace("_", " ").capitalize()),
            unit=units.get(name, unit),
            scale=scale,
            rate=rate,
            written=Unit.percent if name in percent else Unit.as_is,
            smallest=smallest.get(name, 0.0),
            largest=largest.get(name, 1.0),
        )

    variables = {name: described(name, VariableScale.level, "fraction", rate=True) for name in rates}
    variables |= {name: described(name, VariableScale.log, "") for name in logs}
    variables |= {name: described(name, VariableScale.level, "") for name in levels}
    return TableSettings(frequency=Frequency(frequency), variables=variables, period=period, file=FROM_FRAME)

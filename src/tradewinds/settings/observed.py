"""Section ``observed``: how a simulator's series are taken from a table, in place of a run of its own."""

from dataclasses import dataclass, field
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.fields import Count, Items, Said, Section


@dataclass
class ObservedSettings(Section):
    """One member of a key of the table of the sectors, beside all others: what comes from one origin,
    relative to the rest of the same goods."""

    key: str
    """Key of the table whose members are set beside each other: `origin`."""
    member: str
    """The one that is set beside all others: `China`."""
    columns: Annotated[dict[str, str], Said("input or observable of the simulator → variable of the table")]
    """Which variable each is. Rates: one plus the member's over one plus the others' mean, less one; `price`:
    the member's over the others' mean; all else: the member's over the others' sum."""
    weights: str
    """Variable whose mean up to `base` the others count by in means, and units in being chosen."""
    base: str
    """Last period, as the table has it, before tariffs moved: series are counted from their means up to it,
    of each month or quarter of the year by itself."""
    units: Annotated[list[str], Items(such_as='["84", "85"]')] = field(default_factory=list)
    """Members of the other keys, each a market of its own. Without any, the largest by `weights`."""
    largest: Count = 8
    """How many these are."""

    def require_of(self, data: DataSettings) -> None:
        """Raises SettingsError where the data have no such key or variable."""
        table = data.tables["sectors"]
        others = [name for name in table.keys if name != self.key]
        known = f"a key of the table of {data.name} beside another: {', '.join(table.keys)}"
        require(self.key in table.keys and len(others) == 1, "observed.key", self.key, known)
        for name, variable in {**self.columns, "weights": self.weights}.items():
            expected = f"a variable of it: {', '.join(table.variables)}"
            require(variable in table.variables, f"observed.columns.{name}", variable, expected)

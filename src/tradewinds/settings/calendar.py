"""How sector periods make up national ones."""

from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency

PER_YEAR = {Frequency.step: 1, Frequency.year: 1, Frequency.quarter: 4, Frequency.month: 12}


def sub_periods(sectors: Frequency, national: Frequency) -> int:
    """Sector periods in one national period."""
    return 1 if sectors == national else PER_YEAR[sectors] // PER_YEAR[national]


def link_span(national: Frequency) -> int:
    """k: national periods over which a national variable is linked to its aggregate."""
    return PER_YEAR[national]


def whole_periods(data: DataSettings, periods: int) -> int:
    """So many sector periods, rounded up to whole national ones where there is a nation."""
    if "national" not in data.tables:
        return periods
    ratio = sub_periods(*(data.tables[name].frequency for name in ("sectors", "national")))
    return -(-periods // ratio) * ratio

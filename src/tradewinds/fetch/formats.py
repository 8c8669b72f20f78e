"""The publishers' formats by the names that sources have for them."""

from tradewinds.errors import SettingsError
from tradewinds.fetch.reader import Reader
from tradewinds.fetch.readers import (
    additional_duties,
    baci,
    bea,
    bls,
    budget_lab,
    census_api,
    census_bulk,
    comtrade,
    eurostat,
    fred,
    hts,
    joined,
    listed_duties,
    usitc,
    world_bank,
)
from tradewinds.settings.schema import meant
from tradewinds.settings.source import SourceSettings

READERS: dict[str, Reader] = {
    module.__name__.rpartition(".")[2]: module.READER
    for module in (
        additional_duties,
        baci,
        bea,
        bls,
        budget_lab,
        census_api,
        census_bulk,
        comtrade,
        eurostat,
        fred,
        hts,
        joined,
        listed_duties,
        usitc,
        world_bank,
    )
}


def reader_of(source: SourceSettings) -> Reader:
    """The reader that a source names. Raises SettingsError."""
    if source.reader not in READERS:
        found, known = f"reader = {source.reader!r}", list(READERS)
        raise SettingsError(found, f"one of {', '.join(known)}", meant(source.reader, known))
    return READERS[source.reader]

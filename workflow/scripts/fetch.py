"""Fetch sources into the data folder and say what came; end with an error if one does not come."""

import sys
from pathlib import Path

from tradewinds.errors import TradewindsError
from tradewinds.fetch.tables import fetch_sources
from tradewinds.folders import data_folder
from tradewinds.settings.sections import typed
from tradewinds.settings.source import SourceSettings

sources = {name: typed(SourceSettings, one) for name, one in snakemake.params.sources.items()}


def log_line(text: str) -> None:
    print(f"  fetch | {text}", file=sys.stderr, flush=True)


with Path(snakemake.log[0]).open("w", encoding="utf-8") as log:
    try:
        for line in fetch_sources(sources, data_folder(), log_line):
            print(line, file=log, flush=True)
            log_line(line)
    except TradewindsError as error:
        print(error, file=log)
        log_line(str(error))
        sys.exit(1)

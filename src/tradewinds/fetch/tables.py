"""Fetch what an experiment's tables are read from."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tradewinds.errors import FetchError, SettingsError
from tradewinds.fetch.fetching import Fetched, Say, fetch_source
from tradewinds.settings.data import DataSettings
from tradewinds.settings.source import SourceSettings


def read_source(name: str, configs: Path) -> SourceSettings:
    """The source ``configs/source/NAME.yaml``. Raises SettingsError."""
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException
    from yaml import YAMLError

    from tradewinds.settings.schema import validated

    file = configs / "source" / f"{name}.yaml"
    if not file.is_file():
        known = ", ".join(sorted(one.stem for one in file.parent.glob("*.yaml")))
        raise SettingsError(f"source {name}", f"one of {known}")
    try:
        content = OmegaConf.to_container(OmegaConf.load(file), resolve=True)
    except (YAMLError, OmegaConfBaseException, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise SettingsError(f"{file} cannot be read ({reason})", "YAML in UTF-8") from None
    return validated(SourceSettings, content, "")


def sources_of(data: DataSettings) -> list[str]:
    """Sources of an experiment's tables, each once."""
    return list(dict.fromkeys(table.source for table in data.tables.values() if table.source))


def fetch_tables(
    experiments: Iterable[tuple[str, Any]],
    configs: Path,
    folder: Path,
    say: Say,
    **how: Any,
) -> list[Fetched]:
    """Fetch the sources of experiments, (name, settings) each, into the data folder, each source once.

    Raises FetchError for an experiment that has none, and the first error of a source; sources fetched before
    it stay.
    """
    wanted: dict[str, None] = {}
    for name, experiment in experiments:
        data = getattr(experiment, "data", None)
        sources = sources_of(data) if data is not None else []
        if not sources:
            simulated = data is None or data.synthetic is not None
            raise FetchError(
                f"{name} has nothing to fetch: {'its data are simulated' if simulated else 'its tables name no source'}",
                "a table with a source",
                "" if simulated else "Set data.tables.sectors.source, or put its files into the data folder.",
            )
        wanted |= dict.fromkeys(sources)
    settings = {name: read_source(name, configs) for name in wanted}
    done = []
    for name, source in settings.items():
        fetched = fetch_source(name, source, folder, say, **how)
        rows = fetched.vintage.record["table"]["rows"]
        if fetched.new:
            say(f"{name}: vintage {fetched.vintage.name}, {rows:,} rows, in {fetched.vintage.folder}")
        else:
            say(f"{name}: nothing new since the vintage {fetched.vintage.name}")
        done.append(fetched)
    return done

"""Fetch what an experiment's tables are read from."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tradewinds.errors import FetchError, SettingsError
from tradewinds.fetch.formats import reader_of
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


def requested_sources(experiments: Mapping[str, Any], configs: Path) -> dict[str, SourceSettings]:
    """Source → its settings, of all experiments (name → settings), each once, parts before what they make up.

    Of an experiment with ``data.as_of`` the sources alone whose publishers give figures as of that day, named
    ``SOURCE@DAY`` where another experiment asks for other figures of the source.
    Raises FetchError for an experiment that has nothing to fetch, SettingsError for a source that is not
    there.
    """
    wanted: dict[tuple[str, str | None], None] = {}
    for name, experiment in experiments.items():
        data = getattr(experiment, "data", None)
        if data is None or data.synthetic is not None:
            raise FetchError(f"{name} has nothing to fetch", "", "Its data are simulated: run it.")
        if not sources_of(data):
            remedy = "Put its files into the data folder, or set data.tables.sectors.source."
            raise FetchError(f"{name} has nothing to fetch: no table of it names a source", "", remedy)
        wanted |= dict.fromkeys((source, data.as_of) for source in sources_of(data))
    settings: dict[str, SourceSettings] = {}
    for name, day in wanted:
        source = read_source(name, configs)
        if day is not None:
            if reader_of(source).as_of:
                source.options = source.options | {"as_of": day}
                alone = sum(one == name for one, _ in wanted) == 1
                settings[name if alone else f"{name}@{day}"] = source
            continue
        for part in _parts_of(source, configs, (name,)):
            settings.setdefault(part, read_source(part, configs))
        settings.setdefault(name, source)
    if not settings:
        day = next(day for _, day in wanted if day)
        asked = dict.fromkeys(name for name, _ in wanted)
        raise FetchError(
            f"no source of {', '.join(asked)} gives figures as they were on {day}",
            "one that does (FRED)",
            "Their vintages are what was known when they were fetched. Leave data.as_of out.",
        )
    return settings


def _parts_of(source: SourceSettings, configs: Path, within: tuple[str, ...]) -> Iterator[str]:
    """Names of what a source is made of, and of what these are made of, which come first."""
    for part in source.parts:
        if part in within:
            raise SettingsError(f"source {part} is made of itself", "parts that are there before it")
        yield from _parts_of(read_source(part, configs), configs, (*within, part))
        yield part


def fetch_sources(
    sources: Mapping[str, SourceSettings], folder: Path, log: Callable[[str], None], **how: Any
) -> Iterator[str]:
    """Fetch each into the data folder; a line on each that came. ``sources``: named as by
    ``requested_sources``; ``how``: as for ``fetch_source``.

    Raises the first source's FetchError; what was fetched before stays.
    """
    from tradewinds.fetch.fetching import fetch_source  # HTTP, which a dry run need not wait for
    from tradewinds.fetch.secrets import require_keys

    require_keys(sources.values(), how.get("environment", os.environ))
    for name, source in sources.items():
        fetched = fetch_source(name.partition("@")[0], source, folder, log, **how)
        vintage, rows = fetched.vintage, fetched.vintage.record["table"]["rows"]
        if fetched.new:
            yield f"{name}: vintage {vintage.name}, {rows:,} rows, in {vintage.folder}"
            yield from (f"{name}: note: {note}" for note in vintage.record["notes"])
        else:
            yield f"{name}: nothing new since the vintage {vintage.name}"

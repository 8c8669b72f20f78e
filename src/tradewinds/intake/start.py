"""From a file to a first experiment: read, understood, checked, written."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tradewinds.artifacts import write_table
from tradewinds.carried_provenance import read_provenance
from tradewinds.data.faults import Faults
from tradewinds.data.mapping import map_table
from tradewinds.errors import ArtifactError, DataError, SettingsError
from tradewinds.intake.blocks_of_rows import with_names_in_every_row
from tradewinds.intake.joined_names import with_joined_names
from tradewinds.intake.long_form import made_long
from tradewinds.intake.meaning import understood
from tradewinds.intake.reading import read_any
from tradewinds.intake.record import FileTable, IntakeRecord, OpenQuestion, StartOptions
from tradewinds.intake.settings_files import data_file, experiment_file
from tradewinds.intake.tidy import tidied
from tradewinds.intake.tidy_table import TidyTable
from tradewinds.intake.times import with_periods
from tradewinds.intake.trade_flow import imports_only
from tradewinds.provenance import document
from tradewinds.replacing import write_file
from tradewinds.settings.compose import compose
from tradewinds.settings.data import DataSettings
from tradewinds.settings.schema import validated
from tradewinds.settings.spelling import texts_as_written
from tradewinds.values import hash_bytes

_PARSER = 1
"""Number of this way of reading files, in what is recorded with a table."""
_STAGE = "start"
_SAID = "as `tradewinds start` understood it"
"""What the comment that ``settings_files`` begins the data's settings with says of them."""
Ask = Callable[[OpenQuestion], str]


@dataclass
class Look:
    """A file as it was understood: its record, the table that would be written, and what is wrong with it."""

    record: IntakeRecord
    tidy: TidyTable | None
    data: str
    faults: list[DataError]


@dataclass
class Started:
    """What was written: the table, the settings of data and experiment; and how the file was understood."""

    name: str
    table: Path
    data: Path
    experiment: Path
    look: Look


def experiment_name(path: Path, given: str | None = None) -> str:
    """The name of data and experiment: that of the file, as a word of settings. Raises SettingsError."""
    stem = path.name.partition(".")[0]
    name = given or re.sub(r"_+", "_", re.sub(r"[^a-z0-9]+", "_", stem.lower())).strip("_")
    no_text = name.lower() in ("null", "true", "false", "yes", "no", "on", "off", "nan", "inf")
    if no_text and given:
        raise SettingsError(f"the name {name!r}, which files of settings take for no text", "another word")
    name = f"data_{name}" if no_text or name[:1].isdigit() and not given else name
    if not re.fullmatch(r"[A-Za-z]\w*", name or ""):
        raise SettingsError(
            f"the name {name!r}", "letters, digits and _, a letter first", "Give --name NAME."
        )
    return name


def looked_at(path: Path, name: str, options: StartOptions, ask: Ask | None = None) -> Look:
    """Read a file and check it as the first job would; writes nothing.

    ``ask`` puts a question to a person. Raises DataError where so much is wrong that no table is there; what
    else is wrong is all in ``faults``.
    """
    record = IntakeRecord(options, ask)
    table = with_names_in_every_row(imports_only(read_any(path, record), record), record)
    table = made_long(with_joined_names(table), record)
    frame, frequency = with_periods(table.frame, record)
    table = FileTable(frame, table.units, table.labels)
    meaning = understood(table, record)
    tidy = tidied(table, frequency, meaning, name, record)
    faults = Faults()
    faults.add(*record.faults)
    with faults.kept():
        record.require_answers()
    if record.said:
        record.facts["said by you"] = record.said
    if meaning.others:
        record.facts["columns not used"] = ", ".join(map(str, meaning.others))
    text = data_file(name, path.name, tidy, record)
    settings = _settings(text)
    with faults.kept():
        map_table(tidy.rows.reset_index(drop=True), settings.tables["sectors"], "sectors", path.name)
    return Look(record, tidy, text, faults.found)


def started(
    path: Path,
    name: str,
    options: StartOptions,
    configs: Path,
    data: Path,
    ask: Ask | None = None,
    replace: bool = False,
) -> Started:
    """Write the table into ``data`` and settings into ``configs``, once nothing is wrong with them.

    Nothing that is there is written over, but with ``replace`` what an earlier start wrote. Raises DataError
    with all that is wrong with the file, SettingsError for a name that is taken, with ``replace`` by what no
    start wrote.
    """
    places = (
        data / f"{name}.parquet",
        configs / "data" / f"{name}.yaml",
        configs / "experiment" / f"{name}.yaml",
    )
    taken = [str(place) for place in places if place.exists()]
    if taken and not replace:
        raise SettingsError(
            f"there is a {' and a '.join(taken)}", "a new name", "Give --name NAME, or --replace."
        )
    if taken:
        _require_started(*places)
    look = looked_at(path, name, options, ask)
    faults = Faults()
    faults.add(*look.faults)
    faults.refuse()
    assert look.tidy is not None
    before = {place: place.read_bytes() if place.exists() else None for place in places}
    try:
        data.mkdir(parents=True, exist_ok=True)
        units = {variable: known.unit for variable, known in look.tidy.variables.items()}
        write_table(look.tidy.rows.reset_index(drop=True), places[0], _provenance(path, name, look), units)
        write_file(look.data, places[1])
        write_file(experiment_file(name, look.tidy), places[2])
        compose(configs, name)
    except BaseException:
        for place, content in before.items():
            if content is not None:
                place.write_bytes(content)
            else:
                place.unlink(missing_ok=True)
        raise
    return Started(name, *places, look)


def _require_started(table: Path, data: Path, experiment: Path) -> None:
    """Raises SettingsError where one of these files is there and no earlier start wrote it."""
    own = {table: _says_started(table), data: _SAID in _comments(data)}
    own[experiment] = own[data]  # written together, and the first question is there to be changed
    strange = [str(place) for place, was_started in own.items() if place.exists() and not was_started]
    if strange:
        were = "was" if len(strange) == 1 else "were"
        raise SettingsError(
            f"{' and '.join(strange)} {were} not written by `tradewinds start`",
            "files of an earlier start, which alone --replace writes over",
            "Give --name NAME.",
        )


def _says_started(table: Path) -> bool:
    try:
        return read_provenance(table).get("stage") == _STAGE
    except ArtifactError:
        return False


def _comments(settings: Path) -> str:
    """The comments of a file of settings, as one line; nothing of a file that is not there or no text."""
    try:
        lines = settings.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return " ".join(" ".join(line.lstrip("# ") for line in lines if line.startswith("#")).split())


def _provenance(path: Path, name: str, look: Look) -> dict[str, Any]:
    """Where the table comes from and what was done to it, kept in its file."""
    record = look.record
    settings = {
        "options": {key: value for key, value in asdict(record.options).items() if value},
        "answers": record.asked,
        "parser": _PARSER,
        "understood": record.facts,
        "done": record.steps,
        "doubted": record.doubts,
    }
    return document(
        experiment=name,
        stage=_STAGE,
        settings=settings,
        inputs={path.name: hash_bytes(path.read_bytes())},
        code="",
    )


def _settings(text: str) -> DataSettings:
    """The data's settings as the experiment would read them."""
    from omegaconf import OmegaConf

    with texts_as_written():
        content = OmegaConf.to_container(OmegaConf.create(text), resolve=True)
    return validated(DataSettings, content, "data")

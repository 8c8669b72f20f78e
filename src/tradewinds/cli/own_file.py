"""`tradewinds start` and `tradewinds check` on a file of the user's own: asking, saying, the dry run."""

import logging
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from tradewinds.cli.checkout import CommandError, checkout_of

FILE_KINDS = tuple(
    [".csv", ".tsv", ".txt", ".tab", ".dat", ".json", ".xlsx", ".xls", ".dta", ".parquet", ".gz", ".zip"]
)
"""How the names of files end that a table is read from."""


def is_file_of_data(text: str) -> bool:
    """Whether what a command was given names a file, and no experiment."""
    return Path(text).suffix.lower() in FILE_KINDS


def _columns(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Columns that were named one by one, or with commas between them."""
    return tuple(column for one in given for column in one.split(",") if column)


def with_start_options(command: Any) -> Any:
    """The options that stand in place of answers, for a command about a file."""
    options = [
        click.option(
            "--sector",
            multiple=True,
            metavar="COLUMN",
            callback=_columns,
            help="What makes a series (again: more).",
        ),
        click.option("--period", metavar="COLUMN", help="Years, quarters, months or dates."),
        click.option("--tariff", metavar="COLUMN", help='The policy; "none" where the table has no tariff.'),
        click.option("--price", metavar="COLUMN", help="A price, unit value or index."),
        click.option("--quantity", metavar="COLUMN", help="Tonnes, pieces, a volume."),
        click.option("--value", metavar="COLUMN", help="Money."),
        click.option("--written", type=click.Choice(["percent", "fraction"]), help="How the tariff is."),
        click.option("--decimal", type=click.Choice([".", ","]), help="What stands before decimals."),
        click.option("--dates", type=click.Choice(["day", "month"]), help="What comes first in 03/04/2019."),
        click.option("--sheet", metavar="NAME", help="Sheet of a workbook."),
        click.option("--header", type=click.IntRange(1), metavar="LINE", help="Line that has the names."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def start_from(path: Path, name: str | None, replace: bool, said: dict[str, Any]) -> int:
    """Write table and settings from a file, say what was understood, and give the dry run; its status."""
    from tradewinds.folders import data_folder
    from tradewinds.intake.record import StartOptions
    from tradewinds.intake.start import experiment_name, started

    root, chosen = checkout_of(Path.cwd()), experiment_name(path, name)
    folder = data_folder()
    folder = folder if folder.is_absolute() else root / folder
    person = _ask if sys.stdin.isatty() and sys.stdout.isatty() else None
    with _quietly():
        found = started(path, chosen, StartOptions(**said), root / "configs", folder, person, replace)
    _say(found.look.record)
    click.echo(f"\nThe table:      {found.table}")
    click.echo(f"What it means:  {found.data.relative_to(root)}")
    click.echo(f"First question: {found.experiment.relative_to(root)}")
    status = _dry_run(root, chosen)
    if status == 0:
        click.echo(f"A dry run passes. Now: tradewinds run {chosen}")
    return status


def check_file(path: Path, said: dict[str, Any]) -> int:
    """Say all that is wrong with a file, and what is doubted; writes nothing. 1 where something is wrong.

    ``said``: options in place of answers, those of ``start_from``.
    """
    from tradewinds.data.faults import Faults
    from tradewinds.intake.record import StartOptions, how_many
    from tradewinds.intake.start import experiment_name, looked_at

    faults = Faults()
    with faults.kept(), _quietly():
        look = looked_at(path, experiment_name(path, None), StartOptions(**said))
        _say(look.record)
        faults.add(*look.faults)
    for number, fault in enumerate(faults.found, 1):
        click.echo(f"{number}. {fault}")
    if not faults.found:
        doubts = how_many(len(look.record.doubts), "doubt") if look.record.doubts else ""
        found = (
            f"{path.name} can be used; look at its {doubts} first."
            if doubts
            else f"Nothing is wrong with {path.name}."
        )
        click.echo(f"{found} Now: {shlex.join(['tradewinds', 'start', str(path), *_as_options(said)])}")
    elif not any(said.values()):
        click.echo("Options say what a file does not: tradewinds check --help has them.")
    return int(bool(faults.found))


def _as_options(said: dict[str, Any]) -> list[str]:
    """Options as they were given, for a command that goes on."""
    given = {name: [value] if isinstance(value, str | int) else value or () for name, value in said.items()}
    return [text for name, values in given.items() for one in values for text in (f"--{name}", str(one))]


def _ask(question: Any) -> str:
    """Put a question at the terminal, with its answers numbered."""
    click.echo(question.text)
    answers = list(question.answers)
    for number, answer in enumerate(answers, 1):
        click.echo(f"  {number}  {answer}: {question.answers[answer]}")
    number = click.prompt("Number", type=click.IntRange(1, len(answers)))
    click.echo(f"(in place of this answer: {question.option} {answers[number - 1]})\n")
    return answers[number - 1]


@contextmanager
def _quietly() -> Iterator[None]:
    """Within, reading a table logs nothing: it is among what is said of the file."""
    log = logging.getLogger("tradewinds.data")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def _say(record: Any) -> None:
    width = max((len(what) for what in record.facts), default=0)
    click.echo("Understood")
    for what, found in record.facts.items():
        click.echo(f"  {what:<{width}}  {found}")
    for title, lines in (("Done", record.steps), ("Doubted", [*record.doubts, *record.hints])):
        if lines:
            click.echo(title)
            for line in lines:
                click.echo(f"  - {line}")


def _dry_run(root: Path, name: str) -> int:
    """Ask Snakemake whether it would run the experiment; what it says where it would not."""
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "--dry-run",
        "--quiet",
        "rules",
        "--config",
        f"experiment={name}",
    ]
    ended = subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if ended.returncode:
        said = (ended.stdout + ended.stderr).strip().splitlines()
        raise CommandError(
            f"the dry run of {name} fails: {said[-1] if said else 'it says nothing'}",
            "one that passes",
            f"Look at configs/data/{name}.yaml and configs/experiment/{name}.yaml.",
        )
    return 0
